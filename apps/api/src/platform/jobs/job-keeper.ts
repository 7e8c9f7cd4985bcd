import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { events, type JobEnded } from '../../events.js';
import { AppConfig } from '../config/app-config.js';
import { Logger } from '../telemetry/logger.js';
import { JobAlerts } from './job-alerts.js';
import { JobKinds } from './job-kinds.js';
import { JobMetrics } from './job-metrics.js';
import { interruptedReason, JobRunner } from './job-runner.js';
import { JobWatchRepository } from './job-watch.repository.js';
import type { Job } from './job.js';
import { JobsRepository } from './jobs.repository.js';
import { ProcessIdentity } from './process-identity.js';

/** A process that holds a job and has not reported for so long is taken for dead, even if its connection stands. */
const staleMs = 60_000;
const staleReason = `interrupted: the process that ran it has not reported for ${staleMs / 1000} s`;
const removedAtOnce = 500;

/** What every process does for all jobs from time to time; the database sees to it that each thing is done once. */
@Injectable()
export class JobKeeper {
  private isTaking = false;

  constructor(
    private readonly repository: JobsRepository,
    private readonly watch: JobWatchRepository,
    private readonly kinds: JobKinds,
    private readonly runner: JobRunner,
    private readonly identity: ProcessIdentity,
    private readonly alerts: JobAlerts,
    private readonly metrics: JobMetrics,
    private readonly config: AppConfig,
    private readonly emitter: EventEmitter2,
    private readonly logger: Logger,
  ) {}

  /** Takes jobs that wait, once they are due: new attempts, and what others left behind. */
  @Interval(1_000)
  async takeDue(): Promise<void> {
    if (this.isTaking) return;
    this.isTaking = true;
    try {
      await this.repository.moveUp();
      while (!this.runner.stopping) {
        const owner = await this.identity.heldOwner();
        const job = await this.repository.takeDue(this.kinds.names(), owner);
        if (!job) break;
        const known = this.kinds.get(job.kind);
        this.runner.run(job, (context) => known.work(job.params, context));
      }
    } catch (error) {
      this.warn('job.taking-failed', error);
    } finally {
      this.isTaking = false;
    }
  }

  /**
   * Takes jobs from processes that are gone or stuck: back into the queue if an attempt is left, else failed.
   *
   * @returns how many
   */
  @Interval(5_000)
  async recover(): Promise<number> {
    if (this.runner.stopping) return 0;
    let recovered = 0;
    try {
      for (const { owner, stale } of await this.watch.holders(staleMs)) {
        const isAlive = await this.identity.isAlive(owner);
        if (isAlive && !stale) continue;
        const [reason, age] = isAlive ? [staleReason, staleMs] : [interruptedReason, 0];
        for (const job of await this.watch.takeFrom(owner, reason, age)) {
          recovered += 1;
          this.tookFromTheDead(job, reason);
        }
      }
    } catch (error) {
      this.warn('job.recovery-failed', error);
    }
    return recovered;
  }

  @Interval(2_000)
  async watchDeadlines(): Promise<void> {
    if (this.runner.stopping) return;
    try {
      for (const job of await this.watch.newlyLate()) {
        this.logger.warn({ event: 'job.late', jobId: job.id, kind: job.kind, deadlineAt: job.deadlineAt });
        this.alerts.late(job);
      }
      await this.metrics.refresh();
    } catch (error) {
      this.warn('job.deadlines-failed', error);
    }
  }

  /** Removes old jobs and logs in small batches. */
  @Interval(3_600_000)
  async removeOld(): Promise<void> {
    const { jobRetentionDays, jobLogRetentionDays } = this.config;
    try {
      while (
        !this.runner.stopping &&
        (await this.watch.removeLogsBefore(jobLogRetentionDays, removedAtOnce)) === removedAtOnce
      );
      while (
        !this.runner.stopping &&
        (await this.watch.removeEndedBefore(jobRetentionDays, removedAtOnce)) === removedAtOnce
      );
    } catch (error) {
      this.warn('job.removal-failed', error);
    }
  }

  private tookFromTheDead(job: Job, reason: string): void {
    const { id: jobId, kind, state } = job;
    this.logger.warn({ event: 'job.interrupted', jobId, kind, state, reason });
    if (state === 'queued' || state === 'running') return;
    this.alerts.ended(job, state);
    this.emitter.emit(events.jobEnded, { jobId, kind, state } satisfies JobEnded);
  }

  private warn(event: string, error: unknown): void {
    if (!this.runner.stopping) this.logger.warn({ event, err: error });
  }
}
