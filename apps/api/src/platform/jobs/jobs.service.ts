import { Injectable, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { randomUUID } from 'node:crypto';
import { Logger } from '../telemetry/logger.js';
import {
  noProgress,
  terminalStates,
  type Job,
  type JobContext,
  type JobProgress,
  type JobState,
  type JobWork,
} from './job.js';
import {
  JobAlreadyFinishedError,
  JobAlreadyRunningError,
  JobCancelledError,
  JobNotFoundError,
} from './jobs.errors.js';
import { JobsRepository } from './jobs.repository.js';
import { ProcessIdentity } from './process-identity.js';

const beatMs = 400;

export const interruptedReason = 'interrupted: the process that ran it has ended';

interface RunningJob {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  progress: JobProgress;
}

/** Runs long work outside of requests, one of a kind at a time, and keeps the table of jobs true. */
@Injectable()
export class JobsService implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly running = new Map<string, RunningJob>();
  private stopping = false;

  constructor(
    private readonly repository: JobsRepository,
    private readonly identity: ProcessIdentity,
    private readonly logger: Logger,
  ) {}

  /**
   * Starts `work` and answers as soon as the job is on record.
   *
   * @throws JobAlreadyRunningError when one of this kind is active, in any process
   */
  async start<R extends object>(kind: string, params: object, work: JobWork<R>): Promise<Job> {
    const id = randomUUID();
    let inserted = await this.repository.insertRunning(id, kind, params, this.identity.owner);
    if (!inserted && (await this.recoverInterrupted()) > 0) {
      inserted = await this.repository.insertRunning(id, kind, params, this.identity.owner);
    }
    if (!inserted) throw new JobAlreadyRunningError(kind, (await this.repository.activeOf(kind))?.id ?? null);
    this.run(id, kind, work);
    return this.get(id);
  }

  async get(id: string): Promise<Job> {
    const job = await this.repository.find(id);
    if (!job) throw new JobNotFoundError(id);
    const progress = this.running.get(id)?.progress;
    return progress && job.state === 'running' ? { ...job, progress } : job;
  }

  active(kind: string): Promise<Job | null> {
    return this.repository.activeOf(kind);
  }

  last(kind: string, state?: JobState): Promise<Job | null> {
    return this.repository.lastOf(kind, state);
  }

  list(...args: Parameters<JobsRepository['list']>): Promise<Job[]> {
    return this.repository.list(...args);
  }

  /** Asks a job to stop; it does within about a second, in whichever process it runs. */
  async cancel(id: string): Promise<Job> {
    const job = await this.get(id);
    if (terminalStates.includes(job.state)) throw new JobAlreadyFinishedError(id, job.state);
    await this.repository.requestCancel(id);
    this.running.get(id)?.abort.abort(new JobCancelledError());
    return this.get(id);
  }

  /** Waits for a job of this process to end. */
  async settled(id: string): Promise<Job> {
    await this.running.get(id)?.ended;
    return this.get(id);
  }

  /** Fails the jobs of processes that are gone. @returns how many */
  @Interval(15_000)
  async recoverInterrupted(): Promise<number> {
    if (this.stopping) return 0;
    let recovered = 0;
    try {
      for (const owner of await this.repository.activeOwners()) {
        if (await this.identity.isAlive(owner)) continue;
        for (const job of await this.repository.failJobsOf(owner, interruptedReason)) {
          recovered += 1;
          this.logger.warn({ event: 'job.interrupted', jobId: job.id, kind: job.kind });
        }
      }
    } catch (error) {
      this.logger.warn({ event: 'job.recovery-failed', err: error });
    }
    return recovered;
  }

  onModuleDestroy(): void {
    this.stopping = true;
    for (const job of this.running.values()) job.abort.abort(new JobCancelledError());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.running.values()].map((job) => job.ended));
  }

  private run<R extends object>(id: string, kind: string, work: JobWork<R>): void {
    const abort = new AbortController();
    let settle: () => void = () => undefined;
    const job: RunningJob = {
      abort,
      progress: { ...noProgress, phase: 'starting' },
      ended: new Promise((done) => (settle = done)),
    };
    this.running.set(id, job);
    const context: JobContext = {
      jobId: id,
      signal: abort.signal,
      progress: (update) => (job.progress = { ...job.progress, ...update }),
    };
    void this.execute(id, kind, job, work(context)).finally(() => {
      this.running.delete(id);
      settle();
    });
  }

  private async execute(id: string, kind: string, job: RunningJob, work: Promise<object>): Promise<void> {
    const startedAt = performance.now();
    const beat = setInterval(() => void this.beat(id, job), beatMs);
    this.logger.info({ event: `${kind}.started`, jobId: id });
    try {
      const result = await work;
      await this.repository.finish(
        id,
        'succeeded',
        { ...job.progress, ratio: 1, remainingSeconds: 0 },
        { result },
      );
      this.logger.info({
        event: `${kind}.finished`,
        jobId: id,
        durationMs: Math.round(performance.now() - startedAt),
      });
    } catch (error) {
      await this.conclude(id, kind, job, error);
    } finally {
      clearInterval(beat);
    }
  }

  private async conclude(id: string, kind: string, job: RunningJob, error: unknown): Promise<void> {
    const cancelled = job.abort.signal.aborted;
    const reason = error instanceof Error ? error.message : String(error);
    const state = cancelled && !this.stopping ? 'cancelled' : 'failed';
    const failureReason = cancelled ? (this.stopping ? interruptedReason : undefined) : reason;
    try {
      await this.repository.finish(id, state, job.progress, { failureReason });
    } catch (unwritten) {
      this.logger.error({ event: 'job.outcome-not-written', jobId: id, err: unwritten });
    }
    if (cancelled) this.logger.info({ event: `${kind}.cancelled`, jobId: id });
    else this.logger.error({ event: `${kind}.failed`, jobId: id, err: error });
  }

  private async beat(id: string, job: RunningJob): Promise<void> {
    try {
      const answer = await this.repository.beat(id, this.identity.owner, job.progress);
      if (answer === null || answer.cancelRequested) job.abort.abort(new JobCancelledError());
    } catch (error) {
      this.logger.warn({ event: 'job.heartbeat-failed', jobId: id, err: error });
    }
  }
}
