import { Module } from '@nestjs/common';
import { Catalogue } from './catalogue/catalogue.js';
import { CatalogueRepository } from './catalogue/catalogue.repository.js';
import { MoviesController } from './catalogue/movies.controller.js';
import { MoviesRepository } from './catalogue/movies.repository.js';
import { MoviesService } from './catalogue/movies.service.js';
import { importControllers, importProviders } from './imports/imports.providers.js';
import { ImportsService } from './imports/imports.service.js';
import { RatersReader } from './ratings/raters-reader.js';
import { RatingsReader } from './ratings/ratings-reader.js';
import { RatingsMetrics, ratingMetricProviders } from './ratings/ratings-metrics.js';
import { RatingsController } from './ratings/ratings.controller.js';
import { RatingsRepository } from './ratings/ratings.repository.js';
import { RatingsService } from './ratings/ratings.service.js';
import { GenerateRatingsController } from './simulation/generate-ratings.controller.js';
import { SimulationRepository } from './simulation/simulation.repository.js';
import { SimulationService } from './simulation/simulation.service.js';
import { SnapshotDiffsService } from './snapshots/snapshot-diffs.service.js';
import { SnapshotFiles } from './snapshots/snapshot-files.js';
import { SnapshotRetention } from './snapshots/snapshot-retention.js';
import { SnapshotTaker } from './snapshots/snapshot-taker.js';
import { SnapshotsController } from './snapshots/snapshots.controller.js';
import { SnapshotsRepository } from './snapshots/snapshots.repository.js';
import { SnapshotsService } from './snapshots/snapshots.service.js';
import { StatsController } from './stats/stats.controller.js';
import { StatsRepository } from './stats/stats.repository.js';
import { StatsService } from './stats/stats.service.js';
import { UsersController } from './users/users.controller.js';
import { UsersRepository } from './users/users.repository.js';
import { UsersService } from './users/users.service.js';

@Module({
  controllers: [
    MoviesController,
    RatingsController,
    UsersController,
    StatsController,
    GenerateRatingsController,
    SnapshotsController,
    ...importControllers,
  ],
  providers: [
    Catalogue,
    CatalogueRepository,
    MoviesRepository,
    MoviesService,
    RatersReader,
    RatingsMetrics,
    RatingsReader,
    RatingsRepository,
    RatingsService,
    SimulationRepository,
    SimulationService,
    SnapshotDiffsService,
    SnapshotFiles,
    SnapshotRetention,
    SnapshotTaker,
    SnapshotsRepository,
    SnapshotsService,
    StatsRepository,
    StatsService,
    UsersRepository,
    UsersService,
    ...importProviders,
    ...ratingMetricProviders,
  ],
  exports: [Catalogue, RatersReader, RatingsReader, ImportsService, SnapshotsService],
})
export class IngestionModule {}
