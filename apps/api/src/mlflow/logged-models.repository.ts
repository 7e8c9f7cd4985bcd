import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Condition } from '../tracking/index.js';
import type { LoggedModel, LoggedModelMetric, LoggedModelStatus } from './logged-model.js';
import {
  modelConditions,
  modelOrder,
  Placeholders,
  type DatasetFilter,
  type LoggedModelOrder,
} from './logged-model-search.js';
import type { LoggedMetric } from './protocol/batch.js';

interface ModelRow {
  id: string;
  experiment_id: string;
  name: string;
  model_type: string;
  source_run_id: string | null;
  status: LoggedModelStatus;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: MetricRow[];
}
/** Doubles come as text: JSON has no NaN. */
interface MetricRow {
  key: string;
  value: string;
  step: number;
  timestamp_ms: number;
  run_id: string;
  dataset_name: string;
  dataset_digest: string;
}

export type NewLoggedModel = Pick<
  LoggedModel,
  'id' | 'experimentId' | 'name' | 'modelType' | 'sourceRunId' | 'params' | 'tags'
>;

export interface LoggedModelSearch {
  experimentIds: readonly string[];
  conditions: readonly Condition[];
  datasets: readonly DatasetFilter[];
  order: readonly LoggedModelOrder[];
  limit: number;
  offset: number;
}

const selectModels = `
  SELECT m.*,
    (SELECT coalesce(jsonb_object_agg(p.key, p.value), '{}') FROM logged_model_params p WHERE p.model_id = m.id) AS params,
    (SELECT coalesce(jsonb_object_agg(t.key, t.value), '{}') FROM logged_model_tags t WHERE t.model_id = m.id) AS tags,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('key', v.key, 'value', v.value::text, 'step', v.step,
              'timestamp_ms', v.timestamp_ms, 'run_id', v.run_id, 'dataset_name', v.dataset_name,
              'dataset_digest', v.dataset_digest) ORDER BY v.timestamp_ms, v.key), '[]')
     FROM logged_model_metrics v WHERE v.model_id = m.id) AS metrics
  FROM logged_models m`;

@Injectable()
export class LoggedModelsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert({
    id,
    experimentId,
    name,
    modelType,
    sourceRunId,
    params,
    tags,
  }: NewLoggedModel): Promise<void> {
    await this.dataSource.query(
      `WITH model AS (
         INSERT INTO logged_models (id, experiment_id, name, model_type, source_run_id) VALUES ($1, $2, $3, $4, $5)),
       params AS (
         INSERT INTO logged_model_params (model_id, key, value) SELECT $1, * FROM unnest($6::text[], $7::text[]))
       INSERT INTO logged_model_tags (model_id, key, value) SELECT $1, * FROM unnest($8::text[], $9::text[])`,
      [
        id,
        experimentId,
        name,
        modelType,
        sourceRunId,
        Object.keys(params),
        Object.values(params),
        Object.keys(tags),
        Object.values(tags),
      ],
    );
  }

  /** @param withDeleted  also one that was deleted */
  async find(id: string, withDeleted: boolean): Promise<LoggedModel | null> {
    const rows = await this.dataSource.query<ModelRow[]>(
      `${selectModels} WHERE m.id = $1 AND ($2 OR m.deleted_at IS NULL)`,
      [id, withDeleted],
    );
    return rows[0] ? toModel(rows[0]) : null;
  }

  async search(search: LoggedModelSearch): Promise<LoggedModel[]> {
    const values = new Placeholders();
    const where = [
      'm.deleted_at IS NULL',
      `m.experiment_id::text = ANY(${values.add(search.experimentIds, 'text[]')})`,
      ...modelConditions(search.conditions, search.datasets, values),
    ];
    const order = modelOrder(search.order, values);
    const rows = await this.dataSource.query<ModelRow[]>(
      `${selectModels} WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ${search.limit} OFFSET ${search.offset}`,
      values.values,
    );
    return rows.map(toModel);
  }

  /** Those of `ids` that are there and not deleted. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      'SELECT id FROM logged_models WHERE id = ANY($1::text[]) AND deleted_at IS NULL',
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async setStatus(id: string, status: LoggedModelStatus): Promise<void> {
    await this.dataSource.query('UPDATE logged_models SET status = $2, updated_at = now() WHERE id = $1', [
      id,
      status,
    ]);
  }

  async delete(id: string): Promise<void> {
    await this.dataSource.query('UPDATE logged_models SET deleted_at = now() WHERE id = $1', [id]);
  }

  /** @returns false when one has another value already: nothing is written then */
  async addParams(id: string, params: Record<string, string>): Promise<boolean> {
    const pairs = [id, Object.keys(params), Object.values(params)];
    return this.dataSource.transaction(async (manager) => {
      const differing = await manager.query<unknown[]>(
        `SELECT FROM logged_model_params p JOIN unnest($2::text[], $3::text[]) AS given (key, value) USING (key)
         WHERE p.model_id = $1 AND p.value <> given.value`,
        pairs,
      );
      if (differing.length > 0) return false;
      await manager.query(
        `INSERT INTO logged_model_params (model_id, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])
         ON CONFLICT DO NOTHING`,
        pairs,
      );
      return true;
    });
  }

  async setTags(id: string, tags: Record<string, string>): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO logged_model_tags (model_id, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])
       ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value`,
      [id, Object.keys(tags), Object.values(tags)],
    );
  }

  /** @returns whether there was one */
  async deleteTag(id: string, key: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      'DELETE FROM logged_model_tags WHERE model_id = $1 AND key = $2',
      [id, key],
    );
    return count > 0;
  }

  /** Keeps the newest value of each metric by run and dataset. Metrics of models that are not there are left out. */
  async addMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO logged_model_metrics
         (run_id, model_id, key, dataset_name, dataset_digest, value, step, timestamp_ms)
       SELECT DISTINCT ON (model_id, key, dataset_name, dataset_digest) $1::uuid, given.*
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::bigint[], $8::bigint[])
         AS given (model_id, key, dataset_name, dataset_digest, value, step, timestamp_ms)
       JOIN logged_models m ON m.id = given.model_id
       ORDER BY model_id, key, dataset_name, dataset_digest, timestamp_ms DESC, step DESC, value DESC
       ON CONFLICT (model_id, run_id, key, dataset_name, dataset_digest) DO UPDATE
         SET value = excluded.value, step = excluded.step, timestamp_ms = excluded.timestamp_ms
         WHERE (excluded.timestamp_ms, excluded.step) >= (logged_model_metrics.timestamp_ms, logged_model_metrics.step)`,
      [
        runId,
        metrics.map(({ modelId }) => modelId),
        metrics.map(({ key }) => key),
        metrics.map(({ datasetName }) => datasetName ?? ''),
        metrics.map(({ datasetDigest }) => datasetDigest ?? ''),
        metrics.map(({ value }) => value),
        metrics.map(({ step }) => step),
        metrics.map(({ timestamp }) => timestamp),
      ],
    );
  }
}

function toModel(row: ModelRow): LoggedModel {
  return {
    id: row.id,
    experimentId: row.experiment_id,
    name: row.name,
    modelType: row.model_type,
    sourceRunId: row.source_run_id,
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    params: row.params,
    tags: row.tags,
    metrics: row.metrics.map(toMetric),
  };
}

function toMetric(row: MetricRow): LoggedModelMetric {
  return {
    key: row.key,
    value: Number(row.value),
    step: row.step,
    timestamp: row.timestamp_ms,
    runId: row.run_id,
    datasetName: row.dataset_name,
    datasetDigest: row.dataset_digest,
  };
}
