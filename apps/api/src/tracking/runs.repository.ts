import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RunStatus } from './run-status.js';
import type { Dataset, LatestMetric, LifecycleStage, LifecycleView, Run, RunWithData } from './run.js';
import type { Condition, Ordering } from './filter/filter-language.js';
import { runConditions, runSorting } from './filter/run-sql.js';
import { beyond, orderClause, SqlParameters } from './filter/sql.js';

interface RunRow {
  id: string;
  experiment_id: string;
  name: string;
  status: RunStatus;
  lifecycle_stage: LifecycleStage;
  user_id: string | null;
  started_at: Date;
  finished_at: Date | null;
  job_id: string | null;
  kind: string | null;
  hyperparameters: Run['hyperparameters'];
  seed: number | null;
  snapshot_id: string | null;
  config_hash: string | null;
  code_version: string | null;
  git_commit: string | null;
  data_fingerprint: string | null;
  rating_count: number | null;
  user_count: number | null;
  movie_count: number | null;
  artifact_uri: string | null;
  artifact_sha256: string | null;
  artifact_bytes: string | null;
  model_version: number | null;
  search_id: string | null;
  trial: number | null;
  engine_version: string | null;
  failure_reason: string | null;
}

const selectRuns = `
  SELECT r.id, r.experiment_id, r.name, r.status, r.lifecycle_stage, r.user_id, r.started_at, r.finished_at, r.job_id, r.kind,
         r.hyperparameters, r.seed, r.snapshot_id, r.config_hash, r.code_version, r.git_commit, r.data_fingerprint, r.rating_count, r.user_count, r.movie_count, r.artifact_uri,
         r.artifact_sha256, r.artifact_bytes, r.search_id, r.trial, r.engine_version, r.failure_reason,
         (SELECT max(v.version) FROM model_versions v
          WHERE v.run_id = r.id AND v.model_name = 'marquee' AND v.deleted_at IS NULL) AS model_version
  FROM runs r`;

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    experimentId: row.experiment_id,
    name: row.name,
    status: row.status,
    lifecycleStage: row.lifecycle_stage,
    userId: row.user_id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs: row.finished_at ? row.finished_at.getTime() - row.started_at.getTime() : null,
    jobId: row.job_id,
    kind: row.kind,
    hyperparameters: row.hyperparameters,
    seed: row.seed,
    snapshotId: row.snapshot_id,
    configHash: row.config_hash,
    codeVersion: row.code_version,
    gitCommit: row.git_commit,
    dataFingerprint: row.data_fingerprint,
    ratingCount: row.rating_count,
    userCount: row.user_count,
    movieCount: row.movie_count,
    artifact: row.artifact_uri
      ? { uri: row.artifact_uri, sha256: row.artifact_sha256 ?? '', bytes: Number(row.artifact_bytes) }
      : null,
    modelVersion: row.model_version,
    searchId: row.search_id,
    trial: row.trial,
    engineVersion: row.engine_version,
    failureReason: row.failure_reason,
  };
}

export interface RunInsert {
  id: string;
  experimentId: string;
  name: string;
  userId: string | null;
  startedAt: Date | null;
  tags: Record<string, string>;
}

export interface RunSearch {
  /** null: of every experiment. */
  experimentIds: readonly string[] | null;
  view: LifecycleView;
  filter: readonly Condition[];
  orderBy: readonly Ordering[];
  /** Whether trials of searches are listed too. */
  withTrials: boolean;
  limit: number;
  /** Sort key of the last run of the page before. */
  after: readonly string[] | null;
}

type Logged = Pick<RunWithData, 'metrics' | 'params' | 'tags' | 'inputs'>;

interface MetricRow {
  run_id: string;
  metric: string;
  value: number;
  step: string;
  timestamp_ms: string;
  points: string;
}

interface TextRow {
  run_id: string;
  key: string;
  value: string;
}

interface InputRow extends Dataset {
  run_id: string;
  tags: Record<string, string>;
}

@Injectable()
export class RunsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert({ id, experimentId, name, userId, startedAt, tags }: RunInsert): Promise<void> {
    await this.dataSource.query(
      `WITH run AS (
         INSERT INTO runs (id, experiment_id, name, status, user_id, started_at)
         VALUES ($1, $2, $3, 'running', $4, coalesce($5::timestamptz, now())) RETURNING id)
       INSERT INTO run_tags (run_id, key, value) SELECT run.id, tag.* FROM run CROSS JOIN unnest($6::text[], $7::text[]) AS tag`,
      [id, experimentId, name, userId, startedAt, Object.keys(tags), Object.values(tags)],
    );
  }

  async find(id: string): Promise<Run | null> {
    const rows = await this.dataSource.query<RunRow[]>(`${selectRuns} WHERE r.id = $1`, [id]);
    return rows[0] ? toRun(rows[0]) : null;
  }

  /** In the order of `ids`; what is not there is left out. */
  async withData(ids: readonly string[]): Promise<RunWithData[]> {
    if (ids.length === 0) return [];
    const [rows, logged] = await Promise.all([
      this.dataSource.query<RunRow[]>(`${selectRuns} WHERE r.id = ANY($1::uuid[])`, [ids]),
      this.logged(ids),
    ]);
    const runs = new Map(rows.map((row) => [row.id, toRun(row)]));
    return ids.flatMap((id) => {
      const run = runs.get(id);
      return run ? [{ ...run, ...logged.get(id)! }] : [];
    });
  }

  /** Plain rows: building JSON in the database takes several times as long. */
  private async logged(ids: readonly string[]): Promise<Map<string, Logged>> {
    const ofRuns = 'WHERE run_id = ANY($1::uuid[])';
    const [metrics, params, tags, inputs] = await Promise.all([
      this.dataSource.query<MetricRow[]>(
        `SELECT run_id, metric, value, step, timestamp_ms, points FROM run_latest_metrics ${ofRuns} ORDER BY metric`,
        [ids],
      ),
      this.dataSource.query<TextRow[]>(`SELECT run_id, key, value FROM run_params ${ofRuns} ORDER BY key`, [
        ids,
      ]),
      this.dataSource.query<TextRow[]>(`SELECT run_id, key, value FROM run_tags ${ofRuns} ORDER BY key`, [
        ids,
      ]),
      this.dataSource.query<InputRow[]>(
        `SELECT i.run_id, d.name, d.digest, d.source_type AS "sourceType", d.source, d.schema, d.profile, i.tags
         FROM run_inputs i JOIN datasets d ON d.id = i.dataset_id ${ofRuns} ORDER BY d.name, d.digest`,
        [ids],
      ),
    ]);
    const logged = new Map(
      ids.map((id): [string, Logged] => [id, { metrics: [], params: {}, tags: {}, inputs: [] }]),
    );
    for (const row of metrics) logged.get(row.run_id)!.metrics.push(toMetric(row));
    for (const { run_id: id, key, value } of params) logged.get(id)!.params[key] = value;
    for (const { run_id: id, key, value } of tags) logged.get(id)!.tags[key] = value;
    for (const { run_id: id, tags: inputTags, ...dataset } of inputs) {
      logged.get(id)!.inputs.push({ dataset, tags: inputTags });
    }
    return logged;
  }

  /** @returns ids of the runs that match, and the sort key of each */
  async search(search: RunSearch): Promise<{ id: string; sortKey: string[] }[]> {
    const parameters = new SqlParameters();
    const { joins, columns } = runSorting(search.orderBy, parameters);
    const where = [
      search.experimentIds === null
        ? 'true'
        : `r.experiment_id = ANY(${parameters.add(search.experimentIds, 'bigint[]')})`,
      search.view === 'all' ? 'true' : `r.lifecycle_stage = ${parameters.add(search.view)}`,
      search.withTrials ? 'true' : 'r.trial IS NULL',
      ...runConditions(search.filter, parameters),
      beyond(columns, search.after, parameters),
    ];
    const rows = await this.dataSource.query<{ id: string; sort_key: string[] }[]>(
      `SELECT r.id, ARRAY[${columns.map(({ expression }) => `(${expression})::text`).join(', ')}] AS sort_key
       FROM runs r ${joins.join(' ')}
       WHERE ${where.join(' AND ')} ORDER BY ${orderClause(columns)} LIMIT ${parameters.add(search.limit)}`,
      parameters.values,
    );
    return rows.map((row) => ({ id: row.id, sortKey: row.sort_key }));
  }

  async update(
    id: string,
    change: { name: string | null; status: RunStatus | null; finishedAt: Date | null; isReopened: boolean },
  ): Promise<void> {
    await this.dataSource.query(
      `UPDATE runs SET name = coalesce($2, name), status = coalesce($3, status),
                       finished_at = CASE WHEN $5 THEN NULL ELSE coalesce($4, finished_at) END
       WHERE id = $1`,
      [id, change.name, change.status, change.finishedAt, change.isReopened],
    );
  }

  async setLifecycle(id: string, stage: LifecycleStage): Promise<void> {
    await this.dataSource.query(
      `UPDATE runs SET lifecycle_stage = $2, deleted_at = CASE $2 WHEN 'deleted' THEN now() END
       WHERE id = $1 AND lifecycle_stage <> $2`,
      [id, stage],
    );
  }
}

function toMetric({ metric, value, step, timestamp_ms: timestamp, points }: MetricRow): LatestMetric {
  return { key: metric, value, step: Number(step), timestamp: Number(timestamp), points: Number(points) };
}
