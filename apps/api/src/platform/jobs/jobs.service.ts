import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { randomUUID } from 'node:crypto';
import { events, type JobEnded } from '../../events.js';
import { JobKeeper } from './job-keeper.js';
import { JobKinds, type JobKind } from './job-kinds.js';
import { JobRunner } from './job-runner.js';
import { terminalStates, type Job, type JobAttempt, type JobState, type JobWork } from './job.js';
import {
  JobAlreadyFinishedError,
  JobAlreadyRunningError,
  JobCancelledError,
  JobNotFoundError,
  JobNotRepeatableError,
} from './jobs.errors.js';
import { JobsRepository, type NewJob } from './jobs.repository.js';
import { ProcessIdentity } from './process-identity.js';

export { interruptedReason } from './job-runner.js';

export interface EnqueueOptions {
  /** What started it, for the record: `api` by default. */
  trigger?: string;
  /** Instead of the kind's. */
  deadline?: JobKind['deadline'];
  /** Waits while its lane is taken, instead of being refused; what waits there already is replaced. */
  wait?: boolean;
}

const lookEveryMs = 200;

/** Long work outside of requests: one of a lane at a time in all processes, tried again, cancelled, watched. */
@Injectable()
export class JobsService implements BeforeApplicationShutdown {
  constructor(
    private readonly repository: JobsRepository,
    private readonly kinds: JobKinds,
    private readonly runner: JobRunner,
    private readonly keeper: JobKeeper,
    private readonly identity: ProcessIdentity,
    private readonly emitter: EventEmitter2,
  ) {}

  /**
   * Starts a job of a registered kind; it runs from its stored params, here or in whatever process takes it over.
   *
   * @param wish  what is asked for: checked and prepared as the kind says
   * @throws JobKindNotFoundError, ValidationFailedError, or what the kind's `prepare` refuses with
   * @throws JobAlreadyRunningError when its lane is taken, in any process, unless it may wait
   */
  async enqueue(kind: string, wish: object = {}, options: EnqueueOptions = {}): Promise<Job> {
    const known = this.kinds.get(kind);
    const checked = this.kinds.checkWish(kind, wish) as Record<string, unknown>;
    const params = known.prepare ? await known.prepare(checked) : checked;
    const entry = {
      ...this.newJob(kind, params, options),
      maxAttempts: known.retry.attempts,
      repeatable: true,
    };
    const job = await this.insert(entry).catch((error: unknown) => {
      if (!options.wait || !(error instanceof JobAlreadyRunningError)) throw error;
      return this.repository.insertWaiting(entry);
    });
    // It waits, and is taken once its lane is free.
    if (job.state === 'queued') return job;
    // As another process would read them: what JSON does not hold is missing from the first attempt on.
    this.runner.run(job, (context) => known.work(job.params, context));
    return job;
  }

  /**
   * Starts work that only this process knows: it is neither tried again nor taken over.
   *
   * @throws JobAlreadyRunningError when one of this kind's lane is active, in any process
   */
  async start<R extends object>(kind: string, params: object, work: JobWork<R>): Promise<Job> {
    const job = await this.insert({ ...this.newJob(kind, params, {}), maxAttempts: 1, repeatable: false });
    this.runner.run(job, work);
    return job;
  }

  async get(id: string): Promise<Job> {
    const job = await this.repository.find(id);
    if (!job) throw new JobNotFoundError(id);
    const progress = this.runner.find(id)?.progress;
    return progress && job.state === 'running' ? { ...job, progress } : job;
  }

  async attempts(id: string): Promise<JobAttempt[]> {
    return this.repository.attempts((await this.get(id)).id);
  }

  /** A job of one of these kinds that waits or runs. */
  active(...kinds: string[]): Promise<Job | null> {
    return this.repository.activeOf(kinds);
  }

  /** A job of one of these kinds that waits for its lane to be free. */
  waiting(...kinds: string[]): Promise<Job | null> {
    return this.repository.waitingOf(kinds);
  }

  /** All jobs that wait or run, in any process. */
  activeIds(): Promise<string[]> {
    return this.repository.activeIds();
  }

  last(kinds: string | readonly string[], state?: JobState): Promise<Job | null> {
    return this.repository.lastOf([kinds].flat(), state);
  }

  list(...args: Parameters<JobsRepository['list']>): Promise<Job[]> {
    return this.repository.list(...args);
  }

  /** Ends a job that waits at once; asks one that runs to stop: it does within a second, in whichever process it runs. */
  async cancel(id: string): Promise<Job> {
    const { kind, state } = await this.get(id);
    const asked = await this.repository.requestCancel(id);
    if (!asked) throw new JobAlreadyFinishedError(id, state);
    this.runner.find(id)?.abort(new JobCancelledError());
    if (asked.state === 'cancelled') {
      this.emitter.emit(events.jobEnded, { jobId: id, kind, state: 'cancelled' } satisfies JobEnded);
    }
    return this.get(id);
  }

  /**
   * Does a job that failed or was cancelled once more, from the params that it had.
   *
   * @throws JobNotRepeatableError when it has not failed, or its work is not known from its params alone
   * @throws JobAlreadyRunningError when its lane is taken
   */
  async retry(id: string): Promise<Job> {
    const job = await this.get(id);
    if (!['failed', 'cancelled'].includes(job.state))
      throw new JobNotRepeatableError(
        `Job ${id} is ${job.state}; only one that failed or was cancelled is done again.`,
      );
    const known = this.kinds.find(job.kind);
    if (!job.repeatable || !known)
      throw new JobNotRepeatableError(
        `Job ${id} cannot be done again from its record; start a new one of kind ${job.kind}.`,
      );
    const revived =
      (await this.repository.revive(id, known.retry.attempts)) ??
      ((await this.keeper.recover()) > 0 ? await this.repository.revive(id, known.retry.attempts) : null);
    if (!revived) throw await this.laneTaken(job.kind, known.lane);
    await this.keeper.takeDue();
    return this.get(id);
  }

  /** Whether this process runs it, or still waits for its work to end. */
  isRunningHere(id: string): boolean {
    return this.runner.find(id) !== undefined;
  }

  /** Waits for a job to end for good, in whichever process it runs. */
  async settled(id: string): Promise<Job> {
    for (;;) {
      await this.runner.find(id)?.ended;
      const job = await this.get(id);
      if (terminalStates.includes(job.state) || this.runner.stopping) return job;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }

  private newJob(
    kind: string,
    params: object,
    { trigger, deadline }: EnqueueOptions,
  ): Omit<NewJob, 'maxAttempts' | 'repeatable'> {
    const known = this.kinds.find(kind);
    return {
      id: randomUUID(),
      kind,
      lane: known ? known.lane : kind,
      params,
      trigger: trigger ?? 'api',
      timeLimitMs: known?.timeLimitMs ?? null,
      deadline: deadline ?? known?.deadline ?? null,
    };
  }

  private async insert(job: NewJob): Promise<Job> {
    const owner = await this.identity.heldOwner();
    const inserted =
      (await this.repository.insertRunning(job, owner)) ??
      ((await this.keeper.recover()) > 0 ? await this.repository.insertRunning(job, owner) : null);
    if (!inserted) throw await this.laneTaken(job.kind, job.lane);
    return inserted;
  }

  private async laneTaken(kind: string, lane: string | null): Promise<JobAlreadyRunningError> {
    const holder = await this.repository.activeInLane(lane);
    return new JobAlreadyRunningError(holder?.kind ?? kind, holder?.id ?? null);
  }
}
