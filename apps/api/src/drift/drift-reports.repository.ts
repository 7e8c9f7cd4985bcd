import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ColumnTrend, Outcome, ReportBody, ReportSummary, StoredReport } from './drift-report.js';

const summaryColumns = `id, created_at AS "createdAt", trigger, model_version AS "modelVersion", verdict, harm,
  drift_share AS "driftShare", current_ratings AS "currentRatings", excess, action, job_id AS "jobId", outcome`;

type Dated<T extends { createdAt: string }> = Omit<T, 'createdAt'> & { createdAt: Date };
type TrendRow = Omit<ColumnTrend['points'][number], 'at'> & { column: string; at: Date };

@Injectable()
export class DriftReportsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(report: StoredReport): Promise<void> {
    const { id, createdAt, trigger, action, jobId, outcome, ...body } = report;
    const { drift, modelVersion, currentWindow } = body.findings;
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO drift_reports (id, created_at, trigger, model_version, verdict, harm, drift_share, current_ratings,
           excess, action, job_id, report, outcome)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          id,
          createdAt,
          trigger,
          modelVersion,
          drift.verdict,
          body.harm.verdict,
          drift.driftedShare,
          currentWindow.rows,
          body.harm.online?.excess ?? null,
          action,
          jobId,
          JSON.stringify(body),
          outcome && JSON.stringify(outcome),
        ],
      );
      await manager.query(
        `INSERT INTO drift_report_columns (report_id, name, verdict, effect, effect_lower, effect_upper)
         SELECT $1, * FROM unnest($2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[])`,
        [
          id,
          drift.columns.map(({ column }) => column),
          drift.columns.map(({ verdict }) => verdict),
          drift.columns.map(({ effectSize }) => effectSize?.value ?? null),
          drift.columns.map(({ effectSize }) => effectSize?.lower ?? null),
          drift.columns.map(({ effectSize }) => effectSize?.upper ?? null),
        ],
      );
    });
  }

  async find(id: string): Promise<StoredReport | null> {
    const rows = await this.dataSource.query<(Dated<ReportSummary> & { report: ReportBody })[]>(
      `SELECT ${summaryColumns}, report FROM drift_reports WHERE id = $1`,
      [id],
    );
    if (!rows[0]) return null;
    const { report, createdAt, trigger, action, jobId, outcome } = rows[0];
    return { ...report, id, createdAt: createdAt.toISOString(), trigger, action, jobId, outcome };
  }

  /** Newest first. */
  async list(limit: number, before: { at: string; id: string } | null): Promise<ReportSummary[]> {
    const rows = await this.dataSource.query<Dated<ReportSummary>[]>(
      `SELECT ${summaryColumns} FROM drift_reports
       WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1, $2::uuid)
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      [before?.at ?? null, before?.id ?? null, limit],
    );
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  }

  async latest(): Promise<StoredReport | null> {
    const [newest] = await this.list(1, null);
    return newest ? this.find(newest.id) : null;
  }

  /** Reports after which something was done of which it is not known yet whether it helped, oldest first. */
  async open(): Promise<StoredReport[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM drift_reports
       WHERE action IN ('retrain', 'rollback') AND (outcome IS NULL OR outcome->>'state' = 'waiting')
       ORDER BY created_at LIMIT 20`,
    );
    const found = await Promise.all(rows.map(({ id }) => this.find(id)));
    return found.filter((report) => report !== null);
  }

  async setOutcome(id: string, outcome: Outcome): Promise<void> {
    await this.dataSource.query('UPDATE drift_reports SET outcome = $2 WHERE id = $1', [
      id,
      JSON.stringify(outcome),
    ]);
  }

  /** Effects by column over the last `reports` reports, oldest first. */
  async trends(reports: number): Promise<ColumnTrend[]> {
    const rows = await this.dataSource.query<TrendRow[]>(
      `SELECT c.name AS column, r.id AS "reportId", r.created_at AS at, c.verdict, c.effect, c.effect_lower AS lower,
         c.effect_upper AS upper
       FROM (SELECT id, created_at FROM drift_reports ORDER BY created_at DESC, id DESC LIMIT $1) AS r
       JOIN drift_report_columns c ON c.report_id = r.id ORDER BY r.created_at, r.id, c.name`,
      [reports],
    );
    const byColumn = new Map<string, ColumnTrend>();
    for (const { column, at, ...point } of rows) {
      const trend = byColumn.get(column) ?? { column, points: [] };
      trend.points.push({ ...point, at: at.toISOString() });
      byColumn.set(column, trend);
    }
    return [...byColumn.values()];
  }
}
