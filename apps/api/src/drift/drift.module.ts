import { Module } from '@nestjs/common';
import { IngestionModule } from '../ingestion/index.js';
import { MetricsModule } from '../metrics/index.js';
import { RegistryModule } from '../registry/index.js';
import { DriftActions } from './drift-actions.js';
import { driftMetrics } from './drift-metrics.js';
import { DriftReportsController } from './drift-reports.controller.js';
import { DriftReportsRepository } from './drift-reports.repository.js';
import { DriftReportsService } from './drift-reports.service.js';
import { DriftWatch } from './drift-watch.service.js';
import { DriftController, MonitoringDriftController } from './drift.controller.js';
import { DriftService } from './drift.service.js';
import { OutcomesService } from './outcomes.service.js';
import { PolicyRepository } from './policy.repository.js';
import { ReferenceCache } from './reference-cache.js';
import { WindowSamplesRepository } from './window-samples.repository.js';

@Module({
  imports: [IngestionModule, MetricsModule, RegistryModule],
  controllers: [DriftController, DriftReportsController, MonitoringDriftController],
  providers: [
    DriftActions,
    DriftReportsRepository,
    DriftReportsService,
    DriftService,
    DriftWatch,
    OutcomesService,
    PolicyRepository,
    ReferenceCache,
    WindowSamplesRepository,
    ...driftMetrics,
  ],
})
export class DriftModule {}
