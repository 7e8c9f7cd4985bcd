import { Module } from '@nestjs/common';
import { ExperimentsController } from './experiments.controller.js';
import { ExperimentsRepository } from './experiments.repository.js';
import { ExperimentsService } from './experiments.service.js';
import { MetricHistoryRepository } from './metric-history.repository.js';
import { RunArtifactsController } from './run-artifacts.controller.js';
import { RunArtifactsRepository } from './run-artifacts.repository.js';
import { RunArtifactsService } from './run-artifacts.service.js';
import { RunLogRepository } from './run-log.repository.js';
import { RunRetention } from './run-retention.js';
import { RunsController } from './runs.controller.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';

/** Experiments and their runs, whoever logs them. */
@Module({
  controllers: [ExperimentsController, RunsController, RunArtifactsController],
  providers: [
    ExperimentsService,
    ExperimentsRepository,
    RunsService,
    RunsRepository,
    RunLogRepository,
    MetricHistoryRepository,
    RunArtifactsService,
    RunArtifactsRepository,
    RunRetention,
  ],
  exports: [ExperimentsService, RunsService, RunArtifactsService],
})
export class TrackingModule {}
