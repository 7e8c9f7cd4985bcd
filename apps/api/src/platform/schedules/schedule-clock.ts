import { Injectable } from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { events, type AlertRaised } from '../../events.js';
import { AppConfig } from '../config/app-config.js';
import { DomainError } from '../http/domain-error.js';
import { JobKinds } from '../jobs/job-kinds.js';
import { JobsService } from '../jobs/jobs.service.js';
import { HealthService } from '../telemetry/health.service.js';
import { Logger } from '../telemetry/logger.js';
import { lastRunBefore, nextRunAfter } from './next-run.js';
import { ScheduleOutcomesRepository, type AutoPaused } from './schedule-outcomes.repository.js';
import type { Schedule, ScheduleOutcome } from './schedule.js';
import { SchedulesRepository } from './schedules.repository.js';
import { deadlineOf, schedulePausedKey, scheduleTrigger } from './schedules.service.js';

/** A time that is met later than this was missed: the process was down, or stuck. */
const misfireAfterMs = 30_000;

interface Fired {
  outcome: ScheduleOutcome;
  jobId: string | null;
  detail: string | null;
}

/**
 * Looks at the clock. Every process does, and the database lets one of them act: a time is taken by moving its schedule on
 * to the next one.
 */
@Injectable()
export class ScheduleClock {
  private isLooking = false;

  constructor(
    private readonly config: AppConfig,
    private readonly schedules: SchedulesRepository,
    private readonly outcomes: ScheduleOutcomesRepository,
    private readonly jobs: JobsService,
    private readonly kinds: JobKinds,
    private readonly health: HealthService,
    private readonly emitter: EventEmitter2,
    private readonly logger: Logger,
  ) {}

  @Interval(500)
  async tick(): Promise<void> {
    if (!this.config.schedules || this.isLooking) return;
    this.isLooking = true;
    try {
      await this.look(new Date());
    } catch (error) {
      this.logger.warn({ event: 'schedule.clock-failed', err: error });
    } finally {
      this.isLooking = false;
    }
  }

  /** Fires whatever is due. @returns what came of each, by name */
  async look(now: Date): Promise<{ name: string; outcome: ScheduleOutcome }[]> {
    const fired: { name: string; outcome: ScheduleOutcome }[] = [];
    for (const schedule of await this.schedules.due(now)) {
      const outcome = await this.fire(schedule, now);
      if (outcome !== null) fired.push({ name: schedule.name, outcome });
    }
    return fired;
  }

  /** Notes how the jobs of schedules ended; a schedule whose jobs keep failing pauses itself. */
  @Interval(5_000)
  @OnEvent(events.jobEnded)
  async settle(): Promise<void> {
    try {
      this.tellPaused(await this.outcomes.settle());
    } catch (error) {
      this.logger.warn({ event: 'schedule.settling-failed', err: error });
    }
  }

  @Interval(3_600_000)
  async removeOld(): Promise<void> {
    await this.schedules.removeRunsBefore(this.config.jobRetentionDays).catch(() => undefined);
  }

  /** @returns null when another process has taken this time */
  private async fire(schedule: Schedule, now: Date): Promise<ScheduleOutcome | null> {
    const { name, cron, timeZone, nextRunAt } = schedule;
    if (nextRunAt === null) {
      const next = nextRunAfter(cron, timeZone, now);
      if (next) await this.schedules.setNext(name, next);
      return null;
    }
    const expected = new Date(nextRunAt);
    const isMissed = now.getTime() - expected.getTime() > misfireAfterMs;
    // Of several times that were missed, the last one counts.
    const missed = isMissed ? lastRunBefore(cron, timeZone, now) : null;
    const scheduledFor = missed !== null && missed > expected ? missed : expected;
    const next = nextRunAfter(cron, timeZone, now > expected ? now : expected);
    const trigger = isMissed ? 'misfire' : 'cron';
    const claim = await this.schedules.claim(schedule, expected, scheduledFor, next, trigger);
    if (claim === null) return null;
    const { outcome, jobId, detail } = isMissed
      ? await this.makeUpFor(schedule, scheduledFor, now)
      : await this.tryToStart(schedule);
    await this.schedules.record(claim, outcome, jobId, detail);
    this.logger.info({ event: 'schedule.fired', schedule: name, outcome, jobId, detail });
    if (outcome === 'failed-to-start') {
      this.tellPaused(await this.outcomes.countFailureToStart(name, detail));
    }
    return outcome;
  }

  private async makeUpFor(schedule: Schedule, scheduledFor: Date, now: Date): Promise<Fired> {
    const lateSeconds = Math.round((now.getTime() - scheduledFor.getTime()) / 1000);
    const { misfirePolicy, misfireGraceSeconds } = schedule;
    if (misfirePolicy === 'run-once' && lateSeconds <= misfireGraceSeconds) return this.tryToStart(schedule);
    const why =
      misfirePolicy === 'skip'
        ? 'missed times are skipped'
        : `at most ${misfireGraceSeconds} s are made up for`;
    return { outcome: 'skipped-misfire', jobId: null, detail: `met ${lateSeconds} s late; ${why}` };
  }

  private async tryToStart(schedule: Schedule): Promise<Fired> {
    const kind = this.kinds.find(schedule.kind);
    if (kind?.needsHealth) {
      const { healthy, checks } = await this.health.report();
      if (!healthy) return { outcome: 'skipped-unhealthy', jobId: null, detail: JSON.stringify(checks) };
    }
    const active = await this.schedules.activeJob(schedule.name);
    if (active !== null)
      return { outcome: 'skipped-overlap', jobId: null, detail: `Its job ${active} is in progress.` };
    try {
      const options = { trigger: scheduleTrigger(schedule.name), deadline: deadlineOf(schedule) };
      const { id } = await this.jobs.enqueue(schedule.kind, schedule.params, options);
      return { outcome: 'started', jobId: id, detail: null };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const code = error instanceof DomainError ? error.code : undefined;
      if (code === 'job-already-running') return { outcome: 'skipped-overlap', jobId: null, detail };
      if (code === 'not-enough-data') return { outcome: 'skipped-no-data', jobId: null, detail };
      return { outcome: 'failed-to-start', jobId: null, detail };
    }
  }

  private tellPaused(paused: readonly AutoPaused[]): void {
    for (const { name, failures, reason } of paused) {
      this.logger.error({ event: 'schedule.paused', schedule: name, failures });
      const alert: AlertRaised = {
        key: schedulePausedKey(name),
        severity: 'critical',
        title: `The schedule ${name} has paused itself`,
        detail: `It failed ${failures} times in a row, last: ${(reason ?? 'no reason given').replace(/\.$/, '')}. Resume it when that is mended.`,
        link: '/jobs/schedules',
        at: new Date(),
      };
      this.emitter.emit(events.alertRaised, alert);
    }
  }
}
