import { Module } from '@nestjs/common';
import { IngestionModule } from '../ingestion/index.js';
import { RegistryModule } from '../registry/index.js';
import { TrackingModule } from '../tracking/index.js';
import { DialectEvaluationController } from './dialects/dialect-evaluation.controller.js';
import { DialectEvaluationService } from './dialects/dialect-evaluation.service.js';
import { ReproductionController } from './reproduction.controller.js';
import { ReproductionService } from './reproduction.service.js';
import { RetrainOnRequest } from './retrain-on-request.js';
import { SimpleTrainingController } from './simple-training.controller.js';
import { trainingMetricProviders } from './training-metrics.js';
import { TrainingRunsRepository } from './training-runs.repository.js';
import { Refits } from './refit.js';
import { PromotionGate } from './promotion-gate.js';
import { SearchService } from './search.service.js';
import { SearchesController } from './searches.controller.js';
import { SearchesRepository } from './searches.repository.js';
import { TrainingInputs } from './training-inputs.js';
import { TrainingController } from './training.controller.js';
import { TrainingService } from './training.service.js';

@Module({
  imports: [IngestionModule, RegistryModule, TrackingModule],
  controllers: [
    DialectEvaluationController,
    TrainingController,
    SimpleTrainingController,
    SearchesController,
    ReproductionController,
  ],
  providers: [
    TrainingService,
    TrainingInputs,
    DialectEvaluationService,
    PromotionGate,
    Refits,
    ReproductionService,
    SearchService,
    SearchesRepository,
    TrainingRunsRepository,
    RetrainOnRequest,
    ...trainingMetricProviders,
  ],
  exports: [TrainingService],
})
export class TrainingModule {}
