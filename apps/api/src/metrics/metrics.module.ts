import { Module } from '@nestjs/common';
import { makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { IngestionModule } from '../ingestion/index.js';
import { PredictionModule } from '../prediction/index.js';
import { RegistryModule } from '../registry/index.js';
import { MonitoringStatsController, QualityController } from './metrics.controller.js';
import { JudgedModels } from './prequential/judged-models.service.js';
import { OnlineErrorController } from './prequential/online-error.controller.js';
import { OnlineErrorService } from './prequential/online-error.service.js';
import { prequentialMetrics } from './prequential/prequential-metrics.js';
import { PrequentialRepository } from './prequential/prequential.repository.js';
import { PrequentialService } from './prequential/prequential.service.js';
import { QualityService } from './quality.service.js';
import { RecommendationLogRepository } from './recommendation-log.repository.js';
import { RecommendationLogService } from './recommendation-log.service.js';
import { ServedReader } from './served-reader.js';

@Module({
  imports: [IngestionModule, PredictionModule, RegistryModule],
  controllers: [QualityController, MonitoringStatsController, OnlineErrorController],
  exports: [OnlineErrorService, ServedReader],
  providers: [
    QualityService,
    RecommendationLogRepository,
    RecommendationLogService,
    ServedReader,
    JudgedModels,
    OnlineErrorService,
    PrequentialRepository,
    PrequentialService,
    ...prequentialMetrics,
    makeGaugeProvider({
      name: 'reco_catalog_coverage_ratio',
      help: 'Share of the catalogue recommended in the last day.',
    }),
    makeGaugeProvider({
      name: 'reco_served_diversity_ratio',
      help: 'Mean genre distance within the lists of the last day.',
    }),
    makeGaugeProvider({
      name: 'reco_served_novelty',
      help: 'Mean novelty of the films recommended in the last day, in bits of self-information.',
    }),
    makeGaugeProvider({
      name: 'reco_eval_metric',
      help: 'Held-out metrics of the champion.',
      labelNames: ['metric', 'split', 'model'],
    }),
  ],
})
export class MetricsModule {}
