import type { EpochLoss, MetricName } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { JobState } from '../platform/jobs/job.js';
import { interruptedReason } from '../platform/jobs/jobs.service.js';
import { lossOf } from './search-trials.js';
import { trialStepMetric, type EndedTrial, type SearchSettings, type SearchTrial } from './search.js';
import type { Hyperparameters, RunStatus } from './training-run.js';

export interface SearchRecord {
  id: string;
  settings: SearchSettings;
  jobId: string | null;
  state: JobState;
  failureReason: string | null;
  /** What its last job gave, once that has succeeded. */
  result: Record<string, unknown> | null;
  createdAt: string;
}

interface SearchRow {
  id: string;
  settings: SearchSettings;
  job_id: string | null;
  state: JobState | null;
  failure_reason: string | null;
  result: Record<string, unknown> | null;
  created_at: Date;
}

interface TrialRow {
  id: string;
  trial: number;
  kind: string;
  status: RunStatus;
  hyperparameters: Hyperparameters;
  metrics: Record<string, number>;
  failure_reason: string | null;
  started_at: Date;
  finished_at: Date | null;
  curve: { epoch: number; value: number }[];
  epochs: number;
}

const selectSearches = `
  SELECT s.id, s.settings, s.job_id, j.state, j.failure_reason, j.result, s.created_at
  FROM searches s LEFT JOIN jobs j ON j.id = s.job_id`;

function toRecord(row: SearchRow): SearchRecord {
  return {
    id: row.id,
    settings: row.settings,
    jobId: row.job_id,
    state: row.state ?? 'queued',
    failureReason: row.failure_reason,
    result: row.result,
    createdAt: row.created_at.toISOString(),
  };
}

/** Searches; their trials are runs. */
@Injectable()
export class SearchesRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(id: string, settings: SearchSettings): Promise<void> {
    await this.dataSource.query('INSERT INTO searches (id, settings) VALUES ($1, $2)', [
      id,
      JSON.stringify(settings),
    ]);
  }

  async delete(id: string): Promise<void> {
    await this.dataSource.query('DELETE FROM searches WHERE id = $1', [id]);
  }

  async update(id: string, settings: SearchSettings, jobId: string): Promise<void> {
    await this.dataSource.query('UPDATE searches SET settings = $2, job_id = $3 WHERE id = $1', [
      id,
      JSON.stringify(settings),
      jobId,
    ]);
  }

  async find(id: string): Promise<SearchRecord | null> {
    const rows = await this.dataSource.query<SearchRow[]>(`${selectSearches} WHERE s.id = $1`, [id]);
    return rows[0] ? toRecord(rows[0]) : null;
  }

  async list(limit: number, after: { createdAt: string; id: string } | null): Promise<SearchRecord[]> {
    const rows = await this.dataSource.query<SearchRow[]>(
      `${selectSearches}
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', s.created_at), s.id) < ($1, $2::uuid)
       ORDER BY date_trunc('milliseconds', s.created_at) DESC, s.id DESC LIMIT $3`,
      [after?.createdAt ?? null, after?.id ?? null, limit],
    );
    return rows.map(toRecord);
  }

  /** Every trial, those that were cut short included, in the order in which they began. */
  async trials(searchId: string, metric: MetricName): Promise<SearchTrial[]> {
    return (await this.rows(searchId, metric)).map((row) => ({
      runId: row.id,
      trial: row.trial,
      kind: row.kind,
      status: row.status,
      hyperparameters: row.hyperparameters,
      value: row.metrics[metric] ?? row.curve.at(-1)?.value ?? null,
      epochs: row.epochs,
      metrics: row.metrics,
      failureReason: row.failure_reason,
      startedAt: row.started_at.toISOString(),
      durationMs: row.finished_at ? row.finished_at.getTime() - row.started_at.getTime() : null,
    }));
  }

  /** The trials that ended by themselves: neither cancelled nor interrupted. */
  async history(searchId: string, metric: MetricName): Promise<EndedTrial[]> {
    const states = { succeeded: 'complete', pruned: 'pruned', failed: 'failed' } as const;
    return (await this.rows(searchId, metric)).flatMap((row): EndedTrial[] => {
      if (row.status === 'running' || row.status === 'cancelled') return [];
      if (row.failure_reason === interruptedReason) return [];
      const curve = row.curve.map(({ epoch, value }): EpochLoss => ({ epoch, loss: lossOf(value, metric) }));
      return [
        {
          trial: row.trial,
          kind: row.kind as EndedTrial['kind'],
          hyperparameters: row.hyperparameters,
          state: states[row.status],
          value: row.metrics[metric] ?? null,
          curve,
        },
      ];
    });
  }

  /** Seconds that all trials took together. */
  async secondsSpent(searchId: string): Promise<number> {
    const [{ seconds }] = await this.dataSource.query<[{ seconds: number }]>(
      `SELECT coalesce(sum(extract(epoch FROM finished_at - started_at)), 0)::float8 AS seconds
       FROM runs WHERE search_id = $1 AND trial IS NOT NULL AND failure_reason IS DISTINCT FROM $2`,
      [searchId, interruptedReason],
    );
    return seconds;
  }

  private rows(searchId: string, metric: MetricName): Promise<TrialRow[]> {
    return this.dataSource.query<TrialRow[]>(
      `SELECT r.id, r.trial, r.kind, r.status, r.hyperparameters, r.metrics, r.failure_reason, r.started_at, r.finished_at,
              coalesce((SELECT json_agg(json_build_object('epoch', m.step, 'value', m.value) ORDER BY m.step)
                        FROM run_metrics m WHERE m.run_id = r.id AND m.metric = $2), '[]') AS curve,
              coalesce((SELECT max(m.step) FROM run_metrics m WHERE m.run_id = r.id), 0)::int AS epochs
       FROM runs r WHERE r.search_id = $1 AND r.trial IS NOT NULL ORDER BY r.started_at, r.trial`,
      [searchId, trialStepMetric(metric)],
    );
  }
}
