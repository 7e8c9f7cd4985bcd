import { noProgress, type Job, type JobProgress, type JobState } from './job.js';

/** A row of `jobs`, as `columns` selects it. */
export interface JobRow {
  id: string;
  kind: string;
  state: JobState;
  progress: Partial<JobProgress>;
  params: Record<string, unknown>;
  result: Record<string, unknown> | null;
  failure_reason: string | null;
  trigger: string;
  attempt: number;
  max_attempts: number;
  repeatable: boolean;
  due_at: Date;
  /** bigint: text. */
  time_limit_ms: string | null;
  deadline_at: Date | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

/** When a job should have ended; SQL over a row of `jobs`. */
export const deadlineAt = `(CASE deadline_from WHEN 'queued' THEN created_at WHEN 'started' THEN started_at END
  + deadline_ms * interval '1 millisecond')`;

export const columns = `id, kind, state, progress, params, result, failure_reason, trigger, attempt, max_attempts, repeatable,
  due_at, time_limit_ms, ${deadlineAt} AS deadline_at, created_at, started_at, finished_at`;

export function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    progress: { ...noProgress, ...row.progress },
    params: row.params,
    result: row.result,
    failureReason: row.failure_reason,
    trigger: row.trigger,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    nextAttemptAt: row.state === 'queued' ? row.due_at.toISOString() : null,
    repeatable: row.repeatable,
    timeLimitSeconds: row.time_limit_ms === null ? null : Number(row.time_limit_ms) / 1000,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
