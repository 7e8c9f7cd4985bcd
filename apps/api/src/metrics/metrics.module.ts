import { Module } from '@nestjs/common';
import { makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { IngestionModule } from '../ingestion/index.js';
import { RegistryModule } from '../registry/index.js';
import { MonitoringStatsController, QualityController } from './metrics.controller.js';
import { QualityService } from './quality.service.js';
import { RecommendationLogRepository } from './recommendation-log.repository.js';
import { RecommendationLogService } from './recommendation-log.service.js';
import { ServedReader } from './served-reader.js';

@Module({
  imports: [IngestionModule, RegistryModule],
  controllers: [QualityController, MonitoringStatsController],
  providers: [
    QualityService,
    RecommendationLogRepository,
    RecommendationLogService,
    ServedReader,
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
  exports: [ServedReader],
})
export class MetricsModule {}
