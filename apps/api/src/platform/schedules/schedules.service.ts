import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { events, type AlertResolved } from '../../events.js';
import { AppConfig } from '../config/app-config.js';
import { ValidationFailedError } from '../http/validation.js';
import { JobKinds } from '../jobs/job-kinds.js';
import type { Job } from '../jobs/job.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Logger } from '../telemetry/logger.js';
import { cronFault, nextRunAfter } from './next-run.js';
import { defaultSettings, type Schedule, type ScheduleRun, type ScheduleSettings } from './schedule.js';
import { KindNotSchedulableError, ScheduleExistsError, ScheduleNotFoundError } from './schedules.errors.js';
import { SchedulesRepository } from './schedules.repository.js';

export type NewSchedule = Pick<ScheduleSettings, 'name' | 'kind' | 'cron' | 'timeZone'> &
  Partial<ScheduleSettings>;
export type ScheduleChanges = Partial<Omit<ScheduleSettings, 'name' | 'kind'>>;

export const scheduleTrigger = (name: string): string => `schedule:${name}`;
export const schedulePausedKey = (name: string): string => `schedule-paused:${name}`;

/** What starts by itself: kept in the database, so that a change counts everywhere at once. */
@Injectable()
export class SchedulesService {
  constructor(
    private readonly schedules: SchedulesRepository,
    private readonly jobs: JobsService,
    private readonly kinds: JobKinds,
    private readonly config: AppConfig,
    private readonly emitter: EventEmitter2,
    private readonly logger: Logger,
  ) {}

  /** A schedule that a feature brings along. Its settings are a first value only: what a person changed later stays. */
  async ensure(settings: NewSchedule): Promise<void> {
    const whole = { ...defaultSettings, ...settings };
    await this.schedules.insert(whole, nextOf(whole));
  }

  /**
   * @throws ScheduleExistsError, JobKindNotFoundError, KindNotSchedulableError
   * @throws ValidationFailedError when the cron expression or the params are none
   */
  async create(settings: NewSchedule): Promise<Schedule> {
    const whole = { ...defaultSettings, ...settings };
    this.check(whole);
    if (!(await this.schedules.insert(whole, nextOf(whole)))) throw new ScheduleExistsError(whole.name);
    this.logger.info({ event: 'schedule.created', schedule: whole.name, kind: whole.kind, cron: whole.cron });
    return this.get(whole.name);
  }

  async list(): Promise<Schedule[]> {
    return (await this.schedules.list()).map((schedule) => this.asSeen(schedule));
  }

  async get(name: string): Promise<Schedule> {
    const found = await this.schedules.find(name);
    if (!found) throw new ScheduleNotFoundError(name);
    return this.asSeen(found);
  }

  /** Where schedules are off, nothing starts by itself and no next time is named. */
  private asSeen(schedule: Schedule): Schedule {
    return this.config.schedules ? schedule : { ...schedule, nextRunAt: null };
  }

  /** Times that pass while it is paused are not made up for. Resuming forgets the failures that paused it. */
  async update(name: string, changes: ScheduleChanges): Promise<Schedule> {
    const before = await this.get(name);
    const settings = { ...before, ...changes };
    this.check(settings);
    const isResumed = changes.enabled === true && !before.enabled;
    await this.schedules.update(settings, nextOf(settings), isResumed);
    if (isResumed) {
      const resolved: AlertResolved = { key: schedulePausedKey(name), at: new Date() };
      this.emitter.emit(events.alertResolved, resolved);
    }
    const { cron, timeZone, enabled } = settings;
    this.logger.info({ event: 'schedule.changed', schedule: name, cron, timeZone, enabled });
    return this.get(name);
  }

  async delete(name: string): Promise<void> {
    if (!(await this.schedules.delete(name))) throw new ScheduleNotFoundError(name);
    const resolved: AlertResolved = { key: schedulePausedKey(name), at: new Date() };
    this.emitter.emit(events.alertResolved, resolved);
    this.logger.info({ event: 'schedule.deleted', schedule: name });
  }

  /**
   * Starts its job now, whether it is paused or not.
   *
   * @param params  instead of the schedule's own
   * @throws JobAlreadyRunningError, or what the kind refuses with
   */
  async trigger(name: string, params?: Record<string, unknown>): Promise<Job> {
    const schedule = await this.get(name);
    const wish = params ?? schedule.params;
    const job = await this.jobs.enqueue(schedule.kind, wish, {
      trigger: scheduleTrigger(name),
      deadline: deadlineOf(schedule),
    });
    await this.schedules.insertManual(name, wish, job.id);
    this.logger.info({ event: 'schedule.triggered', schedule: name, jobId: job.id });
    return job;
  }

  async runs(name: string, limit: number): Promise<ScheduleRun[]> {
    await this.get(name);
    return this.schedules.runs(name, limit);
  }

  private check({ cron, kind, params }: ScheduleSettings): void {
    const fault = cronFault(cron);
    if (fault !== null)
      throw new ValidationFailedError([
        { pointer: '/cron', detail: `cron is "${cron}", expected five fields such as "0 2 * * *": ${fault}` },
      ]);
    if (!this.kinds.get(kind).schedulable) {
      const schedulable = this.kinds.list().filter((known) => known.schedulable);
      throw new KindNotSchedulableError(
        kind,
        schedulable.map((known) => known.kind),
      );
    }
    this.kinds.checkWish(kind, params);
  }
}

export function deadlineOf({
  deadlineSeconds,
}: Pick<ScheduleSettings, 'deadlineSeconds'>): { from: 'queued'; afterMs: number } | undefined {
  return deadlineSeconds === null ? undefined : { from: 'queued', afterMs: deadlineSeconds * 1000 };
}

function nextOf({ cron, timeZone, enabled }: ScheduleSettings): Date | null {
  return enabled ? nextRunAfter(cron, timeZone, new Date()) : null;
}
