export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const terminalStates: readonly JobState[] = ['succeeded', 'failed', 'cancelled'];

/** How far a job is. Numbers that are not known are null, never guessed. */
export interface JobProgress {
  /** What it is doing, in words for a person. A new phase begins a new step of the job's log. */
  phase: string;
  done: number;
  total: number | null;
  /** 0 to 1. */
  ratio: number | null;
  ratePerSecond: number | null;
  remainingSeconds: number | null;
  message: string | null;
  /** What only this kind of job knows. */
  detail: Record<string, unknown> | null;
}

export const noProgress: JobProgress = {
  phase: 'waiting',
  done: 0,
  total: null,
  ratio: null,
  ratePerSecond: null,
  remainingSeconds: null,
  message: null,
  detail: null,
};

export interface Job {
  id: string;
  kind: string;
  state: JobState;
  progress: JobProgress;
  params: Record<string, unknown>;
  result: Record<string, unknown> | null;
  /** Why it failed; of a queued job, why its last attempt did. */
  failureReason: string | null;
  /** What started it: `api`, `schedule:<name>`. */
  trigger: string;
  /** The attempt that runs or ran last, from 1; 0 while the first is still to come. */
  attempt: number;
  maxAttempts: number;
  /** When a queued job is taken, else null. */
  nextAttemptAt: string | null;
  /** Whether it can be done again from its params: POST /api/v1/jobs/{id}/retry. */
  repeatable: boolean;
  /** An attempt that takes longer is ended; null: no limit. */
  timeLimitSeconds: number | null;
  /** An alert is raised when it has not ended by then; null: no deadline. */
  deadlineAt: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export type AttemptOutcome = 'succeeded' | 'failed' | 'cancelled' | 'timed-out' | 'interrupted';

export interface JobAttempt {
  attempt: number;
  /** null: it runs. */
  outcome: AttemptOutcome | null;
  failureReason: string | null;
  startedAt: string;
  finishedAt: string | null;
}

export const jobLogLevels = ['debug', 'info', 'warn', 'error'] as const;
export type JobLogLevel = (typeof jobLogLevels)[number];

export interface JobLogLine {
  id: string;
  attempt: number;
  step: string;
  level: JobLogLevel;
  message: string;
  at: string;
}

/** What a running job is given. */
export interface JobContext {
  readonly jobId: string;
  /** From 1. Whatever an earlier attempt may have left half done is this attempt's to clear up. */
  readonly attempt: number;
  /**
   * Aborted when the job is cancelled, has used up its time, was taken over, or the process stops. Work that has not
   * ended 900 ms later is given up: what it still does has no effect on the job.
   */
  readonly signal: AbortSignal;
  /** Merges into the job's progress; cheap, it is written at most a few times a second. */
  progress(update: Partial<JobProgress>): void;
  /** A line of the job's log, under the present phase; cheap, written with the progress. Bounded by job. */
  log(message: string, level?: JobLogLevel): void;
}

export type JobWork<R extends object> = (context: JobContext) => Promise<R>;
