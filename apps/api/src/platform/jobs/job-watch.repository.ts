import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Job } from './job.js';
import { columns, deadlineAt, toJob, type JobRow } from './job-row.js';

/** What is asked of all jobs together: whose process is gone, what is late, what is old. */
@Injectable()
export class JobWatchRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Who holds jobs that are said to run.
   *
   * @param staleMs  a holder that has not reported for so long is stale, whether its connection stands or not
   */
  async holders(staleMs: number): Promise<{ owner: string; stale: boolean }[]> {
    return this.dataSource.query(
      `SELECT owner, bool_or(heartbeat_at < now() - $1 * interval '1 millisecond') AS stale
       FROM jobs WHERE state = 'running' AND owner IS NOT NULL GROUP BY owner`,
      [staleMs],
    );
  }

  /**
   * Takes jobs from a holder that is gone: cancelled if that was asked for, back in the queue if an attempt is left, else
   * failed.
   *
   * @param staleMs  only those without a report for so long; 0: all of them
   */
  async takeFrom(owner: string, reason: string, staleMs: number): Promise<Job[]> {
    const rows = await this.dataSource.query<JobRow[]>(
      `WITH held AS (
         SELECT id, NOT cancel_requested AND repeatable AND attempt < max_attempts AS again FROM jobs
         WHERE owner = $1 AND state = 'running' AND heartbeat_at <= now() - $3 * interval '1 millisecond'
         FOR UPDATE SKIP LOCKED
       ), job AS (
         UPDATE jobs SET
           state = CASE WHEN again THEN 'queued' WHEN cancel_requested THEN 'cancelled' ELSE 'failed' END,
           failure_reason = CASE WHEN cancel_requested THEN NULL ELSE $2 END,
           progress = CASE WHEN again THEN '{}' ELSE progress END,
           finished_at = CASE WHEN again THEN NULL ELSE now() END, owner = NULL, due_at = now()
         FROM held WHERE jobs.id = held.id RETURNING jobs.*
       ), ended AS (
         UPDATE job_attempts a SET outcome = 'interrupted', failure_reason = $2, finished_at = now()
         FROM job WHERE a.job_id = job.id AND a.attempt = job.attempt
       ) SELECT ${columns} FROM job`,
      [owner, reason, staleMs],
    );
    return rows.map(toJob);
  }

  /** Active jobs that have just passed their deadline; each is told of once, to one process. */
  async newlyLate(): Promise<Job[]> {
    const rows = await this.dataSource.query<JobRow[]>(
      `WITH job AS (
         UPDATE jobs SET deadline_alerted_at = now()
         WHERE state IN ('queued', 'running') AND deadline_alerted_at IS NULL AND ${deadlineAt} < now() RETURNING *
       ) SELECT ${columns} FROM job`,
    );
    return rows.map(toJob);
  }

  /**
   * Removes a batch of jobs that ended long ago, with their logs; the last of each kind and outcome stays.
   *
   * @returns how many
   */
  async removeEndedBefore(days: number, batch: number): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM jobs WHERE id IN (
         SELECT id FROM jobs j WHERE finished_at < now() - $1 * interval '1 day' AND state NOT IN ('queued', 'running')
           AND EXISTS (SELECT FROM jobs newer WHERE newer.kind = j.kind AND newer.state = j.state
                       AND (newer.created_at, newer.id) > (j.created_at, j.id))
         LIMIT $2)`,
      [days, batch],
    );
    return count;
  }

  /** @returns how many lines were removed */
  async removeLogsBefore(days: number, batch: number): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM job_logs WHERE id IN (
         SELECT l.id FROM job_logs l JOIN jobs j ON j.id = l.job_id
         WHERE j.finished_at < now() - $1 * interval '1 day' LIMIT $2)`,
      [days, batch],
    );
    return count;
  }

  /** When jobs of these kinds last succeeded, seconds since 1970. */
  async lastSuccesses(kinds: readonly string[]): Promise<{ kind: string; seconds: number }[]> {
    return this.dataSource.query(
      `SELECT kind, extract(epoch FROM finished_at)::float AS seconds FROM unnest($1::text[]) AS kind
       JOIN LATERAL (
         SELECT finished_at FROM jobs j WHERE j.kind = kind.kind AND j.state = 'succeeded'
         ORDER BY created_at DESC, id DESC LIMIT 1
       ) last ON true`,
      [kinds],
    );
  }

  /** Active jobs by kind and state. */
  async activeCounts(): Promise<{ kind: string; state: 'queued' | 'running'; count: number }[]> {
    return this.dataSource.query(
      `SELECT kind, state, count(*)::int AS count FROM jobs WHERE state IN ('queued', 'running') GROUP BY kind, state`,
    );
  }
}
