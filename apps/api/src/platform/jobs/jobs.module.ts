import { Global, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { JobAlerts } from './job-alerts.js';
import { JobKeeper } from './job-keeper.js';
import { JobKinds } from './job-kinds.js';
import { JobLogsController } from './job-logs.controller.js';
import { JobLogsRepository } from './job-logs.repository.js';
import { jobMetricProviders, JobMetrics } from './job-metrics.js';
import { JobRunner } from './job-runner.js';
import { JobWatchRepository } from './job-watch.repository.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { ProcessIdentity } from './process-identity.js';

@Global()
@Module({
  controllers: [JobsController, JobLogsController],
  providers: [
    JobsRepository,
    JobLogsRepository,
    JobWatchRepository,
    JobsService,
    JobRunner,
    JobKeeper,
    JobKinds,
    JobAlerts,
    JobMetrics,
    ProcessIdentity,
    ...jobMetricProviders,
  ],
  exports: [JobsService, JobKinds, ProcessIdentity],
})
export class JobsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly runner: JobRunner,
    private readonly keeper: JobKeeper,
    private readonly metrics: JobMetrics,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.metrics.begin();
    await this.keeper.recover();
    await this.metrics.refreshLastSuccess().catch(() => undefined);
  }

  onModuleDestroy(): void {
    void this.runner.stop();
  }
}
