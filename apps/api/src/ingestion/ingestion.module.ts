import { Module } from '@nestjs/common';
import { Catalogue } from './catalogue/catalogue.js';
import { CatalogueRepository } from './catalogue/catalogue.repository.js';
import { importControllers, importProviders } from './imports/imports.providers.js';
import { ImportsService } from './imports/imports.service.js';
import { RatingsReader } from './ratings/ratings-reader.js';

@Module({
  controllers: [...importControllers],
  providers: [Catalogue, CatalogueRepository, RatingsReader, ...importProviders],
  exports: [Catalogue, RatingsReader, ImportsService],
})
export class IngestionModule {}
