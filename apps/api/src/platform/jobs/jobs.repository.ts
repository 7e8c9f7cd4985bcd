import { Injectable } from '@nestjs/common';
import { DataSource, QueryFailedError } from 'typeorm';
import { noProgress, type Job, type JobProgress, type JobState } from './job.js';

interface JobRow {
  id: string;
  kind: string;
  state: JobState;
  progress: Partial<JobProgress>;
  params: Record<string, unknown>;
  result: Record<string, unknown> | null;
  failure_reason: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

const columns =
  'id, kind, state, progress, params, result, failure_reason, created_at, started_at, finished_at';

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    progress: { ...noProgress, ...row.progress },
    params: row.params,
    result: row.result,
    failureReason: row.failure_reason,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** The table of jobs is the truth; processes only report to it. */
@Injectable()
export class JobsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns false when a job of this kind is active: the database decides, whatever the number of processes */
  async insertRunning(id: string, kind: string, params: object, owner: string): Promise<boolean> {
    try {
      await this.dataSource.query(
        `INSERT INTO jobs (id, kind, state, params, owner, started_at) VALUES ($1, $2, 'running', $3, $4, now())`,
        [id, kind, JSON.stringify(params), owner],
      );
      return true;
    } catch (error) {
      if (error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '23505')
        return false;
      throw error;
    }
  }

  async activeOf(kind: string): Promise<Job | null> {
    return this.one(`SELECT ${columns} FROM jobs WHERE kind = $1 AND state IN ('queued', 'running')`, [kind]);
  }

  async lastOf(kind: string, state?: JobState): Promise<Job | null> {
    return this.one(
      `SELECT ${columns} FROM jobs WHERE kind = $1 AND ($2::text IS NULL OR state = $2) ORDER BY created_at DESC, id DESC LIMIT 1`,
      [kind, state ?? null],
    );
  }

  async find(id: string): Promise<Job | null> {
    return this.one(`SELECT ${columns} FROM jobs WHERE id = $1`, [id]);
  }

  async list(
    filter: { kind?: string; state?: JobState },
    limit: number,
    after: { createdAt: string; id: string } | null,
  ): Promise<Job[]> {
    const rows = await this.dataSource.query<JobRow[]>(
      `SELECT ${columns} FROM jobs
       WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR state = $2)
         AND ($3::timestamptz IS NULL OR (date_trunc('milliseconds', created_at), id) < ($3, $4::uuid))
       ORDER BY date_trunc('milliseconds', created_at) DESC, id DESC LIMIT $5`,
      [filter.kind ?? null, filter.state ?? null, after?.createdAt ?? null, after?.id ?? null, limit],
    );
    return rows.map(toJob);
  }

  /** @returns whether somebody asked for an end, or null when the job is no longer this owner's to report on */
  async beat(id: string, owner: string, progress: JobProgress): Promise<{ cancelRequested: boolean } | null> {
    const [rows] = await this.dataSource.query<[{ cancel_requested: boolean }[], number]>(
      `UPDATE jobs SET progress = $3, heartbeat_at = now() WHERE id = $1 AND owner = $2 AND state = 'running'
       RETURNING cancel_requested`,
      [id, owner, JSON.stringify(progress)],
    );
    return rows[0] ? { cancelRequested: rows[0].cancel_requested } : null;
  }

  async finish(
    id: string,
    state: JobState,
    progress: JobProgress,
    outcome: { result?: object; failureReason?: string },
  ): Promise<void> {
    await this.dataSource.query(
      `UPDATE jobs SET state = $2, progress = $3, result = $4, failure_reason = $5, finished_at = now()
       WHERE id = $1 AND state = 'running'`,
      [
        id,
        state,
        JSON.stringify(progress),
        outcome.result ? JSON.stringify(outcome.result) : null,
        outcome.failureReason ?? null,
      ],
    );
  }

  async requestCancel(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE jobs SET cancel_requested = true WHERE id = $1 AND state = 'running'`,
      [id],
    );
  }

  /** Owners, other than those given, of jobs that are said to run. */
  async activeOwners(): Promise<string[]> {
    const rows = await this.dataSource.query<{ owner: string }[]>(
      `SELECT DISTINCT owner FROM jobs WHERE state IN ('queued', 'running')`,
    );
    return rows.map((row) => row.owner);
  }

  /** @returns the jobs that were left behind by a process that is gone */
  async failJobsOf(owner: string, reason: string): Promise<Job[]> {
    const [rows] = await this.dataSource.query<[JobRow[], number]>(
      `UPDATE jobs SET state = 'failed', failure_reason = $2, finished_at = now()
       WHERE owner = $1 AND state IN ('queued', 'running') RETURNING ${columns}`,
      [owner, reason],
    );
    return rows.map(toJob);
  }

  private async one(sql: string, parameters: unknown[]): Promise<Job | null> {
    const rows = await this.dataSource.query<JobRow[]>(sql, parameters);
    return rows[0] ? toJob(rows[0]) : null;
  }
}
