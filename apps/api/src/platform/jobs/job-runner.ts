import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { writeSplitting } from '../database/write-splitting.js';
import { DomainError } from '../http/domain-error.js';
import { Logger } from '../telemetry/logger.js';
import { ActiveJob } from './active-job.js';
import { JobAlerts } from './job-alerts.js';
import { JobKinds, type RetryPolicy } from './job-kinds.js';
import { JobLogsRepository } from './job-logs.repository.js';
import { JobMetrics } from './job-metrics.js';
import type { AttemptOutcome, Job, JobWork } from './job.js';
import { JobCancelledError, JobInterruptedError, JobLostError, JobTimedOutError } from './jobs.errors.js';
import { JobsRepository } from './jobs.repository.js';
import { ProcessIdentity } from './process-identity.js';
import { retryDelayMs } from './retry-delay.js';
import { events, type JobEnded } from '../../events.js';

const beatMs = 400;

export const interruptedReason = 'interrupted: the process that ran it has ended';

/** Runs jobs in this process and reports on them to the database. */
@Injectable()
export class JobRunner {
  private readonly active = new Map<string, ActiveJob>();
  private isStopping = false;

  constructor(
    private readonly repository: JobsRepository,
    private readonly logs: JobLogsRepository,
    private readonly kinds: JobKinds,
    private readonly identity: ProcessIdentity,
    private readonly metrics: JobMetrics,
    private readonly alerts: JobAlerts,
    private readonly emitter: EventEmitter2,
    private readonly logger: Logger,
  ) {}

  get stopping(): boolean {
    return this.isStopping;
  }

  find(id: string): ActiveJob | undefined {
    return this.active.get(id);
  }

  /** Begins an attempt that this process has claimed. */
  run<R extends object>(job: Job, work: JobWork<R>): void {
    const active = new ActiveJob(job, this.identity.owner);
    this.active.set(job.id, active);
    void this.execute(active, work).finally(() => {
      this.active.delete(job.id);
      active.hasEnded();
    });
    if (this.isStopping) active.abort(new JobInterruptedError());
  }

  /** Asks everything to stop and waits until it has; what can be taken over goes back into the queue. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const active of this.active.values()) active.abort(new JobInterruptedError());
    await Promise.all([...this.active.values()].map((active) => active.ended));
  }

  private async execute(active: ActiveJob, work: JobWork<object>): Promise<void> {
    const { id: jobId, kind, attempt, maxAttempts } = active.job;
    const beat = setInterval(() => void this.beat(active), beatMs);
    this.logger.info({ event: `${kind}.started`, jobId, ...(attempt > 1 ? { attempt } : {}) });
    active.log.addAnyway('engine', 'info', `Attempt ${attempt} of ${maxAttempts} began.`);
    try {
      const result = await active.perform(
        async (context) => work(context),
        (limitMs) => new JobTimedOutError(limitMs),
      );
      await this.succeed(active, result);
    } catch (error) {
      await this.fail(active, error).catch((unwritten: unknown) =>
        this.logger.error({ event: 'job.outcome-not-written', jobId, err: unwritten }),
      );
    } finally {
      clearInterval(beat);
    }
  }

  private async succeed(active: ActiveJob, result: object): Promise<void> {
    const { id: jobId, kind } = active.job;
    active.log.addAnyway('engine', 'info', `Succeeded after ${active.durationSeconds.toFixed(1)} s.`);
    await this.flush(active);
    const progress = { ...active.progress, ratio: 1, remainingSeconds: 0 };
    const outcome = 'succeeded';
    if (!(await this.repository.finish(active.claim, { state: outcome, outcome, progress, result }))) {
      return this.lost(active);
    }
    this.logger.info({
      event: `${kind}.finished`,
      jobId,
      durationMs: Math.round(active.durationSeconds * 1000),
    });
    this.ended(active, outcome, null);
  }

  private async fail(active: ActiveJob, error: unknown): Promise<void> {
    const cause: unknown = active.signal.aborted ? active.signal.reason : error;
    if (cause instanceof JobLostError) return this.lost(active);
    if (cause instanceof JobInterruptedError) return this.interrupt(active);
    if (cause instanceof JobCancelledError && !(cause instanceof JobTimedOutError)) {
      return this.end(active, 'cancelled', 'cancelled', null);
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    const outcome = cause instanceof JobTimedOutError ? 'timed-out' : 'failed';
    const policy = this.kinds.find(active.job.kind)?.retry;
    if (policy && this.deservesAnother(active.job, policy, cause)) {
      const delayMs = retryDelayMs(active.job.attempt, policy, Math.random());
      return this.again(active, outcome, reason, delayMs);
    }
    this.logger.error({ event: `${active.job.kind}.failed`, jobId: active.job.id, err: cause });
    const result = cause instanceof DomainError ? cause.details : undefined;
    return this.end(active, 'failed', outcome, reason, result);
  }

  private deservesAnother(
    { repeatable, attempt, maxAttempts }: Job,
    policy: RetryPolicy,
    cause: unknown,
  ): boolean {
    return repeatable && attempt < maxAttempts && policy.isTransient(cause);
  }

  private async again(
    active: ActiveJob,
    outcome: AttemptOutcome,
    reason: string,
    delayMs: number,
  ): Promise<void> {
    const { id: jobId, kind, attempt } = active.job;
    active.log.addAnyway(active.progress.phase, 'error', reason);
    active.log.addAnyway(
      'engine',
      'warn',
      `Attempt ${attempt + 1} follows in ${(delayMs / 1000).toFixed(1)} s.`,
    );
    await this.flush(active);
    if (!(await this.repository.requeue(active.claim, { outcome, failureReason: reason }, delayMs, false))) {
      return this.lost(active);
    }
    this.metrics.retried(kind);
    this.logger.warn({ event: `${kind}.retry`, jobId, attempt, delayMs, reason });
  }

  /** Another process, or this one after its restart, does it again; work that only this process knew is failed. */
  private async interrupt(active: ActiveJob): Promise<void> {
    const { id: jobId, kind, repeatable, maxAttempts } = active.job;
    if (!repeatable || maxAttempts === 1) return this.end(active, 'failed', 'interrupted', interruptedReason);
    active.log.addAnyway('engine', 'warn', 'The process stops; the job goes back into the queue.');
    await this.flush(active);
    await this.repository.requeue(
      active.claim,
      { outcome: 'interrupted', failureReason: interruptedReason },
      0,
      true,
    );
    this.logger.info({ event: `${kind}.handed-back`, jobId });
  }

  private async end(
    active: ActiveJob,
    state: 'failed' | 'cancelled',
    outcome: AttemptOutcome,
    reason: string | null,
    result?: object,
  ): Promise<void> {
    const { id: jobId, kind } = active.job;
    if (reason !== null) active.log.addAnyway(active.progress.phase, 'error', reason);
    active.log.addAnyway(
      'engine',
      'info',
      `Ended: ${outcome}, after ${active.durationSeconds.toFixed(1)} s.`,
    );
    await this.flush(active);
    const ended = { state, outcome, progress: active.progress, result, failureReason: reason };
    if (!(await this.repository.finish(active.claim, ended))) return this.lost(active);
    if (state === 'cancelled') this.logger.info({ event: `${kind}.cancelled`, jobId });
    this.ended(active, state, reason);
  }

  private ended(active: ActiveJob, state: JobEnded['state'], reason: string | null): void {
    const { id: jobId, kind } = active.job;
    this.metrics.ended(kind, state, active.durationSeconds);
    this.alerts.ended({ ...active.job, failureReason: reason }, state);
    this.emitter.emit(events.jobEnded, { jobId, kind, state } satisfies JobEnded);
  }

  private lost(active: ActiveJob): void {
    this.logger.warn({ event: 'job.lost', jobId: active.job.id, kind: active.job.kind });
  }

  private async beat(active: ActiveJob): Promise<void> {
    try {
      const [answer] = await Promise.all([
        this.repository.beat(active.claim, active.progress),
        this.flush(active),
      ]);
      if (answer === null) active.abort(new JobLostError());
      else if (answer.cancelRequested) active.abort(new JobCancelledError());
    } catch (error) {
      this.logger.warn({ event: 'job.heartbeat-failed', jobId: active.job.id, err: error });
    }
  }

  /** Log lines never decide over a job: what cannot be written is tried again with the next beat. */
  private async flush(active: ActiveJob): Promise<void> {
    const lines = active.log.drain();
    if (lines.length === 0) return;
    try {
      const refused = await writeSplitting(lines, (some) => this.logs.append(active.job.id, some));
      if (refused.length > 0)
        this.logger.warn({
          event: 'job.log-not-storable',
          jobId: active.job.id,
          lines: refused.length,
          err: refused[0].error,
        });
    } catch (error) {
      active.log.giveBack(lines);
      this.logger.warn({ event: 'job.log-not-written', jobId: active.job.id, err: error });
    }
  }
}
