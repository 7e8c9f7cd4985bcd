import { Module } from '@nestjs/common';
import { IngestionModule } from '../ingestion/index.js';
import { MetricsModule } from '../metrics/index.js';
import { RegistryModule } from '../registry/index.js';
import { TrackingModule } from '../tracking/index.js';
import { LineageController } from './lineage.controller.js';
import { LineageService } from './lineage.service.js';
import { OriginsReader } from './origins-reader.js';

@Module({
  imports: [IngestionModule, TrackingModule, RegistryModule, MetricsModule],
  controllers: [LineageController],
  providers: [LineageService, OriginsReader],
})
export class LineageModule {}
