import { noProgress, type Job, type JobContext, type JobLogLevel, type JobProgress } from './job.js';
import { JobLog } from './job-log.js';
import type { Claim } from './jobs.repository.js';

/** After an abort, work has so long to end by itself; then it is given up, so that a cancel takes effect within a second. */
const graceMs = 900;
/** Node's longest timer. */
const longestTimerMs = 2 ** 31 - 1;

/** One attempt as this process sees it while it runs. */
export class ActiveJob {
  readonly claim: Claim;
  readonly log: JobLog;
  readonly ended: Promise<void>;
  readonly startedAt = performance.now();
  progress: JobProgress = { ...noProgress, phase: 'starting' };
  private readonly abortController = new AbortController();
  private settle: () => void = () => undefined;

  constructor(
    readonly job: Job,
    owner: string,
  ) {
    this.claim = { id: job.id, owner, attempt: job.attempt };
    this.log = new JobLog(job.attempt, () => new Date());
    this.ended = new Promise((done) => (this.settle = done));
  }

  get signal(): AbortSignal {
    return this.abortController.signal;
  }

  get durationSeconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  /** The first reason counts. */
  abort(reason: Error): void {
    this.abortController.abort(reason);
  }

  hasEnded(): void {
    this.settle();
  }

  context(): JobContext {
    return {
      jobId: this.job.id,
      attempt: this.job.attempt,
      signal: this.signal,
      progress: (update) => this.advance(update),
      log: (message: string, level: JobLogLevel = 'info') =>
        this.log.add(this.progress.phase, level, message),
    };
  }

  /**
   * Does the work, within its time.
   *
   * @param onTimeUp  gives the reason to abort with
   * @throws what the work throws; the reason of the abort when it does not end in time after one
   */
  async perform<R>(
    work: (context: JobContext) => Promise<R>,
    onTimeUp: (limitMs: number) => Error,
  ): Promise<R> {
    const limitMs = this.job.timeLimitSeconds === null ? null : this.job.timeLimitSeconds * 1000;
    let timeUp: NodeJS.Timeout | undefined;
    let grace: NodeJS.Timeout | undefined;
    const givenUp = new Promise<never>((_, reject) => {
      this.signal.addEventListener(
        'abort',
        () => {
          grace = setTimeout(() => {
            this.log.addAnyway(
              'engine',
              'warn',
              `The work did not stop within ${graceMs} ms; it is given up.`,
            );
            reject(this.signal.reason as Error);
          }, graceMs);
        },
        { once: true },
      );
    });
    givenUp.catch(() => undefined);
    if (limitMs !== null) {
      timeUp = setTimeout(() => this.abort(onTimeUp(limitMs)), Math.min(limitMs, longestTimerMs));
    }
    try {
      return await Promise.race([work(this.context()), givenUp]);
    } finally {
      clearTimeout(timeUp);
      clearTimeout(grace);
    }
  }

  private advance(update: Partial<JobProgress>): void {
    const before = this.progress.phase;
    this.progress = { ...this.progress, ...update };
    if (this.progress.phase !== before) this.log.add(this.progress.phase, 'info', this.progress.phase);
  }
}
