import { Module } from '@nestjs/common';
import { ExperimentsRepository } from './experiments.repository.js';
import { ExperimentsService } from './experiments.service.js';
import { MetricHistoryRepository } from './metric-history.repository.js';
import { RunLogRepository } from './run-log.repository.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';

/** Experiments and their runs, whoever logs them. */
@Module({
  providers: [
    ExperimentsService,
    ExperimentsRepository,
    RunsService,
    RunsRepository,
    RunLogRepository,
    MetricHistoryRepository,
  ],
  exports: [ExperimentsService, RunsService],
})
export class TrackingModule {}
