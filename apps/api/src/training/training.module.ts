import { Module } from '@nestjs/common';
import { IngestionModule } from '../ingestion/index.js';
import { RegistryModule } from '../registry/index.js';
import { RetrainScheduleService } from './retrain-schedule.service.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesRepository } from './schedules.repository.js';
import { SimpleTrainingController } from './simple-training.controller.js';
import { trainingMetricProviders } from './training-metrics.js';
import { TrainingRunsRepository } from './training-runs.repository.js';
import { TrainingController } from './training.controller.js';
import { TrainingService } from './training.service.js';

@Module({
  imports: [IngestionModule, RegistryModule],
  controllers: [TrainingController, SimpleTrainingController, SchedulesController],
  providers: [
    TrainingService,
    TrainingRunsRepository,
    RetrainScheduleService,
    SchedulesRepository,
    ...trainingMetricProviders,
  ],
  exports: [TrainingService],
})
export class TrainingModule {}
