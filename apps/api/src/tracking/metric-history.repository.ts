import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MetricPoint } from './run.js';

interface PointRow {
  value: number;
  step: string;
  timestamp_ms: string;
}

/** Points of curves. */
@Injectable()
export class MetricHistoryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By step, then timestamp, then value. @param after  the last point of the page before */
  async page(runId: string, key: string, limit: number, after: MetricPoint | null): Promise<MetricPoint[]> {
    const rows = await this.dataSource.query<PointRow[]>(
      `SELECT value, step, timestamp_ms FROM run_metrics
       WHERE run_id = $1 AND metric = $2
         AND ($4::bigint IS NULL OR (step, timestamp_ms, value) > ($4::bigint, $5::bigint, $6::float8))
       ORDER BY step, timestamp_ms, value LIMIT $3`,
      [runId, key, limit, after?.step ?? null, after?.timestamp ?? null, after?.value ?? null],
    );
    return rows.map((row) => ({
      key,
      value: row.value,
      step: Number(row.step),
      timestamp: Number(row.timestamp_ms),
    }));
  }
}
