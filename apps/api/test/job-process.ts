import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import { AppConfig } from '../src/platform/config/app-config.js';
import { dataSourceOptions } from '../src/platform/database/data-source-options.js';
import { DatabaseAddress } from '../src/platform/database/database.module.js';
import { JobAlerts } from '../src/platform/jobs/job-alerts.js';
import { JobKeeper } from '../src/platform/jobs/job-keeper.js';
import { JobKinds } from '../src/platform/jobs/job-kinds.js';
import { JobLogsRepository } from '../src/platform/jobs/job-logs.repository.js';
import type { JobMetrics } from '../src/platform/jobs/job-metrics.js';
import { JobRunner } from '../src/platform/jobs/job-runner.js';
import { JobWatchRepository } from '../src/platform/jobs/job-watch.repository.js';
import { JobsRepository } from '../src/platform/jobs/jobs.repository.js';
import { JobsService } from '../src/platform/jobs/jobs.service.js';
import { ProcessIdentity } from '../src/platform/jobs/process-identity.js';
import { Logger } from '../src/platform/telemetry/logger.js';

const quiet = new Logger(() => undefined);

/** What one process has of the job engine, over a database that it shares with others. */
export interface JobProcess {
  jobs: JobsService;
  keeper: JobKeeper;
  kinds: JobKinds;
  logs: JobLogsRepository;
  dataSource: DataSource;
  emitter: EventEmitter2;
  /** Does now and again what @nestjs/schedule does in the application, faster. */
  keepGoing(everyMs?: number): void;
  stop(): Promise<void>;
  /** As kill -9 does it: nothing is reported, the connection that tells it lives is gone. */
  kill(): Promise<void>;
}

export async function startJobProcess(databaseUrl: string): Promise<JobProcess> {
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl, 4)).initialize();
  const identity = new ProcessIdentity(new DatabaseAddress(databaseUrl), dataSource, quiet);
  await identity.onModuleInit();
  const emitter = new EventEmitter2();
  const kinds = new JobKinds();
  const repository = new JobsRepository(dataSource);
  const watch = new JobWatchRepository(dataSource);
  const logs = new JobLogsRepository(dataSource);
  const alerts = new JobAlerts(emitter, kinds);
  const metrics = {
    ended: () => undefined,
    retried: () => undefined,
    refresh: () => Promise.resolve(),
  } as unknown as JobMetrics;
  const runner = new JobRunner(repository, logs, kinds, identity, metrics, alerts, emitter, quiet);
  const config = new AppConfig({ dataDir: '.' });
  const keeper = new JobKeeper(
    repository,
    watch,
    kinds,
    runner,
    identity,
    alerts,
    metrics,
    config,
    emitter,
    quiet,
  );
  const jobs = new JobsService(repository, kinds, runner, keeper, identity, emitter);
  let timer: NodeJS.Timeout | undefined;
  let isKilled = false;
  let isClosed = false;

  async function kill(): Promise<void> {
    if (isKilled) return;
    isKilled = true;
    clearInterval(timer);
    await identity.onApplicationShutdown();
  }
  async function stop(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    clearInterval(timer);
    await jobs.beforeApplicationShutdown();
    await kill();
    await dataSource.destroy();
  }
  function keepGoing(everyMs = 50): void {
    timer = setInterval(() => {
      void keeper.recover();
      void keeper.takeDue();
      void keeper.watchDeadlines();
    }, everyMs);
  }
  return { jobs, keeper, kinds, logs, dataSource, emitter, keepGoing, stop, kill };
}

/** Work that ends only when it is told to. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }),
  );
