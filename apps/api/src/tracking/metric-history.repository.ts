import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CurvePoint } from './curve.js';
import type { MetricPoint } from './run.js';

interface PointRow {
  value: number;
  step: string;
  timestamp_ms: string;
}

interface ExtremesRow {
  low: number | null;
  low_step: number;
  low_at: number;
  high: number | null;
  high_step: number;
  high_at: number;
}

/** Columns, since arrays are slow to read. */
const extremeColumns = (low: string, high: string): string => `
  ${low}[1] AS low, ${low}[2] AS low_step, ${low}[3] AS low_at, ${high}[1] AS high, ${high}[2] AS high_step, ${high}[3] AS high_at`;
const finite = `value NOT IN ('NaN', 'Infinity', '-Infinity')`;

/** Up to so many points a curve is read whole; beyond it from its blocks. */
const mostRead = 20_000;

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

  /**
   * What of a curve is drawn: its ends and the extremes of its parts, in no order. Values that are not finite are left out.
   *
   * @param parts  how many parts to look at, where the curve is short enough to be read whole
   * @returns null when the run has no such metric
   */
  async extremes(runId: string, key: string, parts: number): Promise<CurvePoint[] | null> {
    const [curve] = await this.dataSource.query<{ points: string }[]>(
      'SELECT points FROM run_latest_metrics WHERE run_id = $1 AND metric = $2',
      [runId, key],
    );
    if (!curve) return null;
    const count = Number(curve.points);
    const [ends, inside] = await Promise.all([
      this.ends(runId, key),
      count <= mostRead ? this.partsOf(runId, key, parts, count) : this.blocksOf(runId, key, parts),
    ]);
    return [...ends, ...inside];
  }

  private partsOf(runId: string, key: string, parts: number, count: number): Promise<CurvePoint[]> {
    return this.readExtremes(
      `SELECT ${extremeColumns('(min(point))', '(max(point))')}
       FROM (SELECT ARRAY[value, step, timestamp_ms] AS point,
                    (row_number() OVER (ORDER BY step, timestamp_ms, value) - 1) * $3::int / $4::int AS part
             FROM run_metrics WHERE run_id = $1 AND metric = $2 AND ${finite}) AS points
       GROUP BY part`,
      [runId, key, parts, count],
    );
  }

  /** Blocks are in the order in which points came, which is that of their steps as a rule. */
  private blocksOf(runId: string, key: string, parts: number): Promise<CurvePoint[]> {
    return this.readExtremes(
      `SELECT ${extremeColumns('(min(lowest))', '(max(highest))')}
       FROM (SELECT lowest, highest, (row_number() OVER (ORDER BY block) - 1) * $3::int / count(*) OVER () AS part
             FROM run_metric_blocks WHERE run_id = $1 AND metric = $2) AS blocks
       GROUP BY part
       UNION ALL
       SELECT ${extremeColumns('open_lowest', 'open_highest')} FROM run_latest_metrics WHERE run_id = $1 AND metric = $2`,
      [runId, key, parts],
    );
  }

  private async ends(runId: string, key: string): Promise<CurvePoint[]> {
    const points = `SELECT value, step, timestamp_ms FROM run_metrics WHERE run_id = $1 AND metric = $2 AND ${finite}`;
    const rows = await this.dataSource.query<PointRow[]>(
      `(${points} ORDER BY step, timestamp_ms, value LIMIT 1)
       UNION ALL (${points} ORDER BY step DESC, timestamp_ms DESC, value DESC LIMIT 1)`,
      [runId, key],
    );
    return rows.map(({ value, step, timestamp_ms }) => ({
      step: Number(step),
      timestamp: Number(timestamp_ms),
      value,
    }));
  }

  private async readExtremes(sql: string, parameters: unknown[]): Promise<CurvePoint[]> {
    const rows = await this.dataSource.query<ExtremesRow[]>(sql, parameters);
    return rows.flatMap((row) =>
      row.low === null || row.high === null
        ? []
        : [
            { step: row.low_step, timestamp: row.low_at, value: row.low },
            { step: row.high_step, timestamp: row.high_at, value: row.high },
          ],
    );
  }
}
