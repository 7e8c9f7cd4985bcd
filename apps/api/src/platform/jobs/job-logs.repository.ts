import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { JobLogLevel, JobLogLine } from './job.js';

export type NewLogLine = Omit<JobLogLine, 'id' | 'at'> & { at: Date };

export interface LogFilter {
  attempt?: number;
  step?: string;
  level?: JobLogLevel;
}

const rank = { debug: 0, info: 1, warn: 2, error: 3 } satisfies Record<JobLogLevel, number>;

@Injectable()
export class JobLogsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async append(jobId: string, lines: readonly NewLogLine[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO job_logs (job_id, attempt, step, level, message, at)
       SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])`,
      [
        jobId,
        lines.map((line) => line.attempt),
        lines.map((line) => line.step),
        lines.map((line) => line.level),
        lines.map((line) => line.message),
        lines.map((line) => line.at),
      ],
    );
  }

  /** Oldest first, after a given line. `level` asks for lines of that level and graver ones. */
  async list(jobId: string, filter: LogFilter, limit: number, after: string | null): Promise<JobLogLine[]> {
    const levels = Object.entries(rank)
      .filter(([, value]) => value >= rank[filter.level ?? 'debug'])
      .map(([level]) => level);
    const rows = await this.dataSource.query<(Omit<JobLogLine, 'at'> & { at: Date })[]>(
      `SELECT id::text, attempt, step, level, message, at FROM job_logs
       WHERE job_id = $1 AND job_logs.id > coalesce($2::bigint, 0) AND ($3::int IS NULL OR attempt = $3)
         AND ($4::text IS NULL OR step = $4) AND level = ANY($5)
       ORDER BY job_logs.id LIMIT $6`,
      [jobId, after, filter.attempt ?? null, filter.step ?? null, levels, limit],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
