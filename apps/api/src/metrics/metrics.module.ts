import { Module } from '@nestjs/common';
import { IngestionModule } from '../ingestion/index.js';
import { PredictionModule } from '../prediction/index.js';
import { RegistryModule } from '../registry/index.js';
import { ExperimentsController } from './experiments/experiments.controller.js';
import { ExperimentsRepository } from './experiments/experiments.repository.js';
import { ExperimentsService } from './experiments/experiments.service.js';
import { FeedbackController } from './feedback/feedback.controller.js';
import { FeedbackRepository } from './feedback/feedback.repository.js';
import { FeedbackService } from './feedback/feedback.service.js';
import { metricsProviders } from './metrics-gauges.js';
import { MonitoringStatsController, QualityController } from './metrics.controller.js';
import { OffPolicyController } from './off-policy/off-policy.controller.js';
import { OffPolicyRepository } from './off-policy/off-policy.repository.js';
import { OffPolicyService } from './off-policy/off-policy.service.js';
import { OnlineMetricsController } from './online/online-metrics.controller.js';
import { OnlineMetricsRepository } from './online/online-metrics.repository.js';
import { OnlineMetricsService } from './online/online-metrics.service.js';
import { ServedDialectsService } from './online/served-dialects.service.js';
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
  controllers: [
    QualityController,
    MonitoringStatsController,
    OnlineErrorController,
    OnlineMetricsController,
    FeedbackController,
    ExperimentsController,
    OffPolicyController,
  ],
  exports: [OnlineErrorService, ServedReader],
  providers: [
    QualityService,
    RecommendationLogRepository,
    RecommendationLogService,
    ServedReader,
    FeedbackRepository,
    FeedbackService,
    OnlineMetricsRepository,
    OnlineMetricsService,
    ServedDialectsService,
    ExperimentsRepository,
    ExperimentsService,
    OffPolicyRepository,
    OffPolicyService,
    JudgedModels,
    OnlineErrorService,
    PrequentialRepository,
    PrequentialService,
    ...prequentialMetrics,
    ...metricsProviders,
  ],
})
export class MetricsModule {}
