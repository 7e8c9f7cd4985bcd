export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export const terminalStates: readonly JobState[] = ['succeeded', 'failed', 'cancelled'];

/** How far a job is. Numbers that are not known are null, never guessed. */
export interface JobProgress {
  /** What it is doing, in words for a person. */
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
  failureReason: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** What a running job is given. */
export interface JobContext {
  readonly jobId: string;
  /** Aborted when the job is cancelled or the process stops. */
  readonly signal: AbortSignal;
  /** Merges into the job's progress; cheap, it is written at most a few times a second. */
  progress(update: Partial<JobProgress>): void;
}

export type JobWork<R extends object> = (context: JobContext) => Promise<R>;
