import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Interval, SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { AppConfig } from '../platform/config/app-config.js';
import { DomainError } from '../platform/http/domain-error.js';
import { HealthService } from '../platform/telemetry/health.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import {
  SchedulesRepository,
  type ScheduleOutcome,
  type ScheduleRun,
  type ScheduleSettings,
} from './schedules.repository.js';
import { ScheduleNotFoundError } from './training.errors.js';
import { TrainingService } from './training.service.js';

export const retrainSchedule = 'retrain';

export interface Schedule extends ScheduleSettings {
  nextRunAt: string | null;
  lastRunAt: string | null;
}

/**
 * Retrains at set times. Every process fires, the database lets one of them act: a scheduled time is claimed by
 * inserting it. A change of the settings takes effect everywhere within a few seconds, without a restart.
 */
@Injectable()
export class RetrainScheduleService implements OnApplicationBootstrap, OnModuleDestroy {
  private job: CronJob | null = null;
  private nextAt: Date | null = null;
  private applied = '';

  constructor(
    private readonly config: AppConfig,
    private readonly schedules: SchedulesRepository,
    private readonly registry: SchedulerRegistry,
    private readonly training: TrainingService,
    private readonly health: HealthService,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { retrainCron: cron, retrainTimeZone: timeZone } = this.config;
    await this.schedules.ensure({ name: retrainSchedule, cron, timeZone, enabled: true });
    await this.apply();
  }

  onModuleDestroy(): void {
    this.stop();
  }

  async list(): Promise<Schedule[]> {
    const all = await this.schedules.list();
    return Promise.all(
      all.map(async (settings) => ({
        ...settings,
        nextRunAt: nextRunAt(settings)?.toISOString() ?? null,
        lastRunAt: (await this.schedules.runs(settings.name, 1)).at(0)?.firedAt ?? null,
      })),
    );
  }

  async get(name: string): Promise<Schedule> {
    const found = (await this.list()).find((schedule) => schedule.name === name);
    if (!found) throw new ScheduleNotFoundError(name);
    return found;
  }

  async update(name: string, changes: Partial<Omit<ScheduleSettings, 'name'>>): Promise<Schedule> {
    const { cron, timeZone, enabled } = { ...(await this.get(name)), ...changes };
    await this.schedules.update({ name, cron, timeZone, enabled });
    await this.apply();
    this.logger.info({ event: 'schedule.changed', schedule: name, cron, timeZone, enabled });
    return this.get(name);
  }

  async runs(name: string, limit: number): Promise<ScheduleRun[]> {
    await this.get(name);
    return this.schedules.runs(name, limit);
  }

  /** What happens at a scheduled time. @returns null when another process has taken it */
  async fire(scheduledFor: Date): Promise<ScheduleOutcome | null> {
    const claim = await this.schedules.claim(retrainSchedule, scheduledFor);
    if (claim === null) return null;
    const { outcome, jobId, detail } = await this.tryToStart();
    await this.schedules.record(claim, outcome, jobId, detail);
    this.logger.info({ event: 'schedule.fired', schedule: retrainSchedule, outcome, jobId, detail });
    return outcome;
  }

  /** Follows changes that another process made. */
  @Interval(5_000)
  async apply(): Promise<void> {
    if (!this.config.schedules) return;
    const settings = (await this.schedules.list().catch(() => [])).find(
      ({ name }) => name === retrainSchedule,
    );
    const wanted = JSON.stringify(settings);
    if (!settings || wanted === this.applied) return;
    this.stop();
    this.applied = wanted;
    if (!settings.enabled) return;
    const job = CronJob.from({
      cronTime: settings.cron,
      timeZone: settings.timeZone,
      onTick: () => void this.tick(),
    });
    this.registry.addCronJob(retrainSchedule, job);
    this.job = job;
    job.start();
    this.nextAt = job.nextDate().toJSDate();
  }

  private async tick(): Promise<void> {
    const scheduledFor = this.nextAt ?? new Date();
    this.nextAt = this.job?.nextDate().toJSDate() ?? null;
    await this.fire(scheduledFor).catch((error: unknown) => {
      this.logger.error({ event: 'schedule.failed', schedule: retrainSchedule, err: error });
    });
  }

  private async tryToStart(): Promise<{
    outcome: ScheduleOutcome;
    jobId: string | null;
    detail: string | null;
  }> {
    const { healthy, checks } = await this.health.report();
    if (!healthy) return { outcome: 'skipped-unhealthy', jobId: null, detail: JSON.stringify(checks) };
    try {
      return { outcome: 'started', jobId: (await this.training.start()).id, detail: null };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const code = error instanceof DomainError ? error.code : undefined;
      if (code === 'job-already-running') return { outcome: 'skipped-overlap', jobId: null, detail };
      if (code === 'not-enough-data') return { outcome: 'skipped-no-data', jobId: null, detail };
      return { outcome: 'failed-to-start', jobId: null, detail };
    }
  }

  private stop(): void {
    if (!this.job) return;
    this.registry.deleteCronJob(retrainSchedule);
    this.job = null;
    this.nextAt = null;
    this.applied = '';
  }
}

function nextRunAt({ cron, timeZone, enabled }: ScheduleSettings): Date | null {
  return enabled
    ? CronJob.from({ cronTime: cron, timeZone, onTick: () => undefined })
        .nextDate()
        .toJSDate()
    : null;
}
