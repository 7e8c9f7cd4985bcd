import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MetricPoint } from '../tracking/index.js';

interface PointRow {
  value: number;
  step: string;
  timestamp_ms: string;
}

/** Points of long curves, evenly thinned out, the first and the last always among them. */
@Injectable()
export class MetricSamplesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * By step, then timestamp, then value.
   *
   * @param runId   a UUID
   * @param points  how many at the most, 1 or more; of one point the last is given
   * @param steps   inclusive; null: all
   */
  async sample(
    runId: string,
    key: string,
    points: number,
    steps: { from: number; to: number } | null,
  ): Promise<MetricPoint[]> {
    const rows = await this.dataSource.query<PointRow[]>(
      `SELECT value, step, timestamp_ms FROM (
         SELECT value, step, timestamp_ms, count(*) OVER () AS n,
                row_number() OVER (ORDER BY step, timestamp_ms, value) - 1 AS i
         FROM run_metrics
         WHERE run_id = $1 AND metric = $2 AND ($4::bigint IS NULL OR step BETWEEN $4 AND $5::bigint)) AS curve
       WHERE n <= $3 OR i = n - 1 OR ($3 > 1 AND (i = 0 OR i * ($3 - 1) / (n - 1) > (i - 1) * ($3 - 1) / (n - 1)))
       ORDER BY i`,
      [runId, key, points, steps?.from ?? null, steps?.to ?? null],
    );
    return rows.map(({ value, step, timestamp_ms }) => ({
      key,
      value,
      step: Number(step),
      timestamp: Number(timestamp_ms),
    }));
  }
}
