import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/index.js';
import { TrackingModule } from '../tracking/index.js';
import { MlflowArtifactProxyController } from './artifact-proxy.controller.js';
import { ArtifactTreeService } from './artifact-tree.service.js';
import { MlflowArtifactsController } from './artifacts.controller.js';
import { MlflowExperimentsController } from './experiments.controller.js';
import { MlflowLoggedModelsController } from './logged-models.controller.js';
import { LoggedModelsRepository } from './logged-models.repository.js';
import { LoggedModelsService } from './logged-models.service.js';
import { MlflowLoggingController } from './logging.controller.js';
import { MetricSamplesRepository } from './metric-samples.repository.js';
import { MlflowMetricsController } from './metrics.controller.js';
import { MirrorService } from './mirror/mirror.service.js';
import { MlflowModelVersionsController } from './model-versions.controller.js';
import { ProxiedArtifactsOwner } from './proxied-artifacts-owner.js';
import { ProxiedArtifactsRepository } from './proxied-artifacts.repository.js';
import { MlflowRegisteredModelsController } from './registered-models.controller.js';
import { RegisteredSources } from './registered-sources.service.js';
import { RegistryViews } from './registry-views.service.js';
import { RunModelsRepository } from './run-models.repository.js';
import { RunViews } from './run-views.service.js';
import { MlflowRunsController } from './runs.controller.js';
import { MlflowServerController } from './server.controller.js';

@Module({
  imports: [TrackingModule, RegistryModule],
  controllers: [
    MlflowServerController,
    MlflowExperimentsController,
    MlflowRunsController,
    MlflowLoggingController,
    MlflowMetricsController,
    MlflowArtifactsController,
    MlflowArtifactProxyController,
    MlflowLoggedModelsController,
    MlflowRegisteredModelsController,
    MlflowModelVersionsController,
  ],
  providers: [
    ArtifactTreeService,
    LoggedModelsRepository,
    LoggedModelsService,
    MetricSamplesRepository,
    MirrorService,
    ProxiedArtifactsOwner,
    ProxiedArtifactsRepository,
    RegisteredSources,
    RegistryViews,
    RunModelsRepository,
    RunViews,
  ],
})
export class MlflowModule {}
