import { Injectable } from '@nestjs/common';
import { DataSource, QueryFailedError } from 'typeorm';
import {
  noProgress,
  type AttemptOutcome,
  type Job,
  type JobAttempt,
  type JobProgress,
  type JobState,
} from './job.js';
import { storableJson, storableText } from '../database/storable.js';
import { columns, toJob, type JobRow } from './job-row.js';

export interface NewJob {
  id: string;
  kind: string;
  lane: string | null;
  params: object;
  trigger: string;
  maxAttempts: number;
  repeatable: boolean;
  timeLimitMs: number | null;
  deadline: { from: 'queued' | 'started'; afterMs: number } | null;
}

/** Who may report on a job: a process that lost it to another writes nothing any more. */
export interface Claim {
  id: string;
  owner: string;
  attempt: number;
}

export interface Ended {
  state: JobState;
  outcome: AttemptOutcome;
  progress: JobProgress;
  result?: object;
  failureReason?: string | null;
}

/** The table of jobs is the truth; processes only report to it. */
@Injectable()
export class JobsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns null when a job of this lane is active: the database decides, whatever the number of processes */
  async insertRunning(job: NewJob, owner: string): Promise<Job | null> {
    return this.unlessLaneIsTaken(
      `WITH job AS (
         INSERT INTO jobs (id, kind, lane, state, params, trigger, max_attempts, repeatable, time_limit_ms, deadline_from,
           deadline_ms, owner, started_at)
         VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $8, $9, $10, $11, now()) RETURNING *
       ), begun AS (INSERT INTO job_attempts (job_id, attempt, owner) SELECT id, attempt, owner FROM job)
       SELECT ${columns} FROM job`,
      [
        job.id,
        job.kind,
        job.lane,
        storableJson(job.params),
        job.trigger,
        job.maxAttempts,
        job.repeatable,
        job.timeLimitMs,
        job.deadline?.from ?? null,
        job.deadline?.afterMs ?? null,
        owner,
      ],
    );
  }

  /**
   * Has a job wait until its lane is free. One that waits there already is replaced: what was asked for last counts.
   *
   * @returns the job that waits: one with the same params stays as it is
   */
  async insertWaiting(job: NewJob): Promise<Job> {
    return this.dataSource.transaction(async (manager) => {
      // Whoever waits for the same lane does so one after the other.
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7203001))', [job.lane]);
      const params = storableJson(job.params);
      const same = await manager.query<JobRow[]>(
        `SELECT ${columns} FROM jobs WHERE lane = $1 AND state = 'queued' AND waiting AND kind = $2 AND params = $3::jsonb`,
        [job.lane, job.kind, params],
      );
      if (same[0]) return toJob(same[0]);
      await manager.query(
        `UPDATE jobs SET state = 'cancelled', finished_at = now(), failure_reason = $2
         WHERE lane = $1 AND state = 'queued' AND waiting`,
        [job.lane, `replaced by a later request: job ${job.id}`],
      );
      const rows = await manager.query<JobRow[]>(
        `INSERT INTO jobs (id, kind, lane, state, waiting, params, trigger, attempt, max_attempts, repeatable, time_limit_ms,
           deadline_from, deadline_ms)
         VALUES ($1, $2, $3, 'queued', true, $4, $5, 0, $6, $7, $8, $9, $10) RETURNING ${columns}`,
        [
          job.id,
          job.kind,
          job.lane,
          params,
          job.trigger,
          job.maxAttempts,
          job.repeatable,
          job.timeLimitMs,
          job.deadline?.from ?? null,
          job.deadline?.afterMs ?? null,
        ],
      );
      return toJob(rows[0]);
    });
  }

  /** Lets the jobs move up whose lane has become free. */
  async moveUp(): Promise<void> {
    await this.unlessLaneIsTaken(
      `UPDATE jobs w SET waiting = false, due_at = now()
       WHERE w.state = 'queued' AND w.waiting AND NOT EXISTS (
         SELECT FROM jobs a WHERE a.lane = w.lane AND a.state IN ('queued', 'running') AND NOT a.waiting)`,
      [],
    );
  }

  /** The job that waits for the lane of one of these kinds. */
  async waitingOf(kinds: readonly string[]): Promise<Job | null> {
    return this.one(
      `SELECT ${columns} FROM jobs WHERE kind = ANY($1) AND state = 'queued' AND waiting LIMIT 1`,
      [kinds],
    );
  }

  /** Takes the job that is due longest. @returns null when none of these kinds is */
  async takeDue(kinds: readonly string[], owner: string): Promise<Job | null> {
    return this.one(
      `WITH due AS (
         SELECT id FROM jobs WHERE state = 'queued' AND NOT waiting AND due_at <= now() AND kind = ANY($1)
         ORDER BY due_at, created_at LIMIT 1 FOR UPDATE SKIP LOCKED
       ), job AS (
         UPDATE jobs SET state = 'running', owner = $2, attempt = attempt + 1, heartbeat_at = now(),
           started_at = coalesce(started_at, now()), cancel_requested = false, failure_reason = NULL
         FROM due WHERE jobs.id = due.id RETURNING jobs.*
       ), begun AS (INSERT INTO job_attempts (job_id, attempt, owner) SELECT id, attempt, owner FROM job)
       SELECT ${columns} FROM job`,
      [kinds, owner],
    );
  }

  async activeOf(kinds: readonly string[]): Promise<Job | null> {
    return this.one(
      `SELECT ${columns} FROM jobs WHERE kind = ANY($1) AND state IN ('queued', 'running') ORDER BY waiting, created_at LIMIT 1`,
      [kinds],
    );
  }

  async activeIds(): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM jobs WHERE state IN ('queued', 'running')`,
    );
    return rows.map(({ id }) => id);
  }

  async activeInLane(lane: string | null): Promise<Job | null> {
    return this.one(
      `SELECT ${columns} FROM jobs WHERE lane = $1 AND state IN ('queued', 'running') AND NOT waiting`,
      [lane],
    );
  }

  async lastOf(kinds: readonly string[], state?: JobState): Promise<Job | null> {
    return this.one(
      `SELECT ${columns} FROM jobs WHERE kind = ANY($1) AND ($2::text IS NULL OR state = $2) ORDER BY created_at DESC, id DESC LIMIT 1`,
      [kinds, state ?? null],
    );
  }

  async find(id: string): Promise<Job | null> {
    return this.one(`SELECT ${columns} FROM jobs WHERE id = $1`, [id]);
  }

  async list(
    filter: { kind?: string; state?: JobState; trigger?: string },
    limit: number,
    after: { createdAt: string; id: string } | null,
  ): Promise<Job[]> {
    const rows = await this.dataSource.query<JobRow[]>(
      `SELECT ${columns} FROM jobs
       WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR state = $2) AND ($6::text IS NULL OR trigger = $6)
         AND ($3::timestamptz IS NULL OR (date_trunc('milliseconds', created_at), id) < ($3, $4::uuid))
       ORDER BY date_trunc('milliseconds', created_at) DESC, id DESC LIMIT $5`,
      [
        filter.kind ?? null,
        filter.state ?? null,
        after?.createdAt ?? null,
        after?.id ?? null,
        limit,
        filter.trigger ?? null,
      ],
    );
    return rows.map(toJob);
  }

  async attempts(id: string): Promise<JobAttempt[]> {
    const rows = await this.dataSource.query<
      {
        attempt: number;
        outcome: AttemptOutcome | null;
        failure_reason: string | null;
        started_at: Date;
        finished_at: Date | null;
      }[]
    >(
      `SELECT attempt, outcome, failure_reason, started_at, finished_at FROM job_attempts WHERE job_id = $1 ORDER BY attempt`,
      [id],
    );
    return rows.map((row) => ({
      attempt: row.attempt,
      outcome: row.outcome,
      failureReason: row.failure_reason,
      startedAt: row.started_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
    }));
  }

  /** @returns whether somebody asked for an end, or null when the job is no longer this owner's to report on */
  async beat(claim: Claim, progress: JobProgress): Promise<{ cancelRequested: boolean } | null> {
    const [rows] = await this.dataSource.query<[{ cancel_requested: boolean }[], number]>(
      `UPDATE jobs SET progress = $4, heartbeat_at = now()
       WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'running' RETURNING cancel_requested`,
      [claim.id, claim.owner, claim.attempt, storableJson(progress)],
    );
    return rows[0] ? { cancelRequested: rows[0].cancel_requested } : null;
  }

  /** @returns false when the job is no longer this owner's to report on */
  async finish(claim: Claim, ended: Ended): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `WITH job AS (
         UPDATE jobs SET state = $4, progress = $5, result = $6, failure_reason = $7, finished_at = now()
         WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'running' RETURNING id, attempt
       ), ended AS (
         UPDATE job_attempts a SET outcome = $8, failure_reason = $7, finished_at = now()
         FROM job WHERE a.job_id = job.id AND a.attempt = job.attempt
       ) SELECT id FROM job`,
      [
        claim.id,
        claim.owner,
        claim.attempt,
        ended.state,
        storableJson(ended.progress),
        ended.result ? storableJson(ended.result) : null,
        ended.failureReason == null ? null : storableText(ended.failureReason),
        ended.outcome,
      ],
    );
    return rows.length > 0;
  }

  /**
   * Puts a job back for another attempt.
   *
   * @param delayMs  until that attempt is due
   * @param isFree   whether the attempt that ended does not count
   * @returns false when the job is no longer this owner's to report on
   */
  async requeue(
    claim: Claim,
    ended: { outcome: AttemptOutcome; failureReason: string },
    delayMs: number,
    isFree: boolean,
  ): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `WITH job AS (
         UPDATE jobs SET state = 'queued', owner = NULL, progress = $4, failure_reason = $5, max_attempts = max_attempts + $6,
           due_at = now() + $7 * interval '1 millisecond'
         WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'running' RETURNING id, attempt
       ), ended AS (
         UPDATE job_attempts a SET outcome = $8, failure_reason = $5, finished_at = now()
         FROM job WHERE a.job_id = job.id AND a.attempt = job.attempt
       ) SELECT id FROM job`,
      [
        claim.id,
        claim.owner,
        claim.attempt,
        JSON.stringify(noProgress),
        storableText(ended.failureReason),
        isFree ? 1 : 0,
        delayMs,
        ended.outcome,
      ],
    );
    return rows.length > 0;
  }

  /**
   * Puts a job that has ended back, due at once.
   *
   * @param attempts  how many more it may have
   * @returns null when it has not ended, or its lane is taken
   */
  async revive(id: string, attempts: number): Promise<Job | null> {
    return this.unlessLaneIsTaken(
      `WITH job AS (
         UPDATE jobs SET state = 'queued', owner = NULL, progress = '{}', result = NULL, failure_reason = NULL,
           finished_at = NULL, cancel_requested = false, waiting = false, max_attempts = attempt + $2, due_at = now(), deadline_alerted_at = NULL
         WHERE id = $1 AND state IN ('failed', 'cancelled') RETURNING *
       ) SELECT ${columns} FROM job`,
      [id, attempts],
    );
  }

  /** One that waits ends at once, one that runs is asked to. @returns null when it has ended already */
  async requestCancel(id: string): Promise<Job | null> {
    return this.one(
      `WITH job AS (
         UPDATE jobs SET cancel_requested = true,
           finished_at = CASE WHEN state = 'queued' THEN now() END,
           state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
         WHERE id = $1 AND state IN ('queued', 'running') RETURNING *
       ) SELECT ${columns} FROM job`,
      [id],
    );
  }

  private one(sql: string, parameters: unknown[]): Promise<Job | null> {
    return this.dataSource
      .query<JobRow[]>(sql, parameters)
      .then((rows) => (rows[0]?.id === undefined ? null : toJob(rows[0])));
  }

  private async unlessLaneIsTaken(sql: string, parameters: unknown[]): Promise<Job | null> {
    try {
      return await this.one(sql, parameters);
    } catch (error) {
      const code = error instanceof QueryFailedError && (error.driverError as { code?: string }).code;
      if (code === '23505') return null;
      throw error;
    }
  }
}
