import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { LifecycleStage, MetricPoint, RunBatch, RunInput } from './run.js';
import { ParamImmutableError, RunDeletedError, RunNotFoundError } from './tracking.errors.js';

/** How many points a block of a curve has at the most: fine enough that a curve too long to be read whole has hundreds. */
export const blockPoints = 128;

const finite = `value NOT IN ('NaN', 'Infinity', '-Infinity')`;
const extremes = `
  min(ARRAY[value, step, timestamp_ms]) FILTER (WHERE ${finite}) AS lowest,
  max(ARRAY[value, step, timestamp_ms]) FILTER (WHERE ${finite}) AS highest`;
/** Whether what a curve has gathered is a block before the batch is added. */
const isFull = (batch: string): string => `c.open_points + ${batch} > ${blockPoints}`;

/**
 * Points, the last point of each curve, and the blocks that long curves are drawn from. Points that are there already are
 * left as they are. A batch of many points of one curve becomes blocks at once; of few it joins those that are gathered.
 * The caller holds the run's lock, so no two statements work on one curve.
 */
const insertMetrics = `
  WITH inserted AS (
    INSERT INTO run_metrics (run_id, metric, value, timestamp_ms, step)
    SELECT $1::uuid, * FROM unnest($2::text[], $3::float8[], $4::bigint[], $5::bigint[])
    ON CONFLICT DO NOTHING RETURNING metric, value, timestamp_ms, step),
  batch AS (
    SELECT metric, count(*)::int AS points, max(ARRAY[timestamp_ms, step, value]) AS last, ${extremes}
    FROM inserted GROUP BY metric),
  chunks AS (
    SELECT metric, chunk, count(*)::int AS points, ${extremes}
    FROM (SELECT *, ((row_number() OVER (PARTITION BY metric ORDER BY step, timestamp_ms, value) - 1) / ${blockPoints})::int AS chunk
          FROM inserted JOIN (SELECT metric FROM batch WHERE points > ${blockPoints}) AS long USING (metric)) AS numbered
    GROUP BY metric, chunk),
  closed AS (
    INSERT INTO run_metric_blocks (run_id, metric, block, points, lowest, highest)
    SELECT c.run_id, c.metric, c.blocks, c.open_points, c.open_lowest, c.open_highest
    FROM run_latest_metrics c JOIN batch USING (metric)
    WHERE c.run_id = $1 AND batch.points <= ${blockPoints} AND ${isFull('batch.points')}
    UNION ALL
    SELECT $1::uuid, chunks.metric, coalesce(c.blocks, 0) + chunk, chunks.points, lowest, highest
    FROM chunks LEFT JOIN run_latest_metrics c ON c.run_id = $1 AND c.metric = chunks.metric)
  INSERT INTO run_latest_metrics AS c
    (run_id, metric, value, step, timestamp_ms, points, blocks, open_points, open_lowest, open_highest)
  SELECT $1::uuid, metric, last[3], last[2], last[1], points,
         CASE WHEN points > ${blockPoints} THEN (points + ${blockPoints} - 1) / ${blockPoints} ELSE 0 END,
         CASE WHEN points > ${blockPoints} THEN 0 ELSE points END,
         CASE WHEN points > ${blockPoints} THEN NULL ELSE lowest END,
         CASE WHEN points > ${blockPoints} THEN NULL ELSE highest END
  FROM batch
  ON CONFLICT (run_id, metric) DO UPDATE SET
    (value, step, timestamp_ms) =
      (SELECT n[3], n[2], n[1] FROM greatest(ARRAY[excluded.timestamp_ms, excluded.step, excluded.value],
                                             ARRAY[c.timestamp_ms, c.step, c.value]) AS n),
    points = c.points + excluded.points,
    blocks = c.blocks + excluded.blocks + (${isFull('excluded.open_points')})::int,
    open_points = excluded.open_points + CASE WHEN ${isFull('excluded.open_points')} THEN 0 ELSE c.open_points END,
    open_lowest = CASE WHEN ${isFull('excluded.open_points')} THEN excluded.open_lowest
                       ELSE least(excluded.open_lowest, c.open_lowest) END,
    open_highest = CASE WHEN ${isFull('excluded.open_points')} THEN excluded.open_highest
                        ELSE greatest(excluded.open_highest, c.open_highest) END`;

/** What is written to a run while it happens. */
@Injectable()
export class RunLogRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * All of it or nothing.
   *
   * @throws RunNotFoundError, RunDeletedError
   * @throws ParamImmutableError when a parameter has another value already
   */
  async write(runId: string, { metrics = [], params = {}, tags = {} }: RunBatch): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await lockActive(manager, runId);
      await insertParams(manager, runId, params);
      await writePoints(manager, runId, metrics);
      await writeTags(manager, runId, tags);
    });
  }

  /** @returns whether there was one */
  async deleteTag(runId: string, key: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await lockActive(manager, runId);
      const [, count] = await manager.query<[unknown[], number]>(
        'DELETE FROM run_tags WHERE run_id = $1 AND key = $2',
        [runId, key],
      );
      return count > 0;
    });
  }

  /** Datasets are known by name and digest within an experiment; what is known of one stays as it was first said. */
  async addInputs(runId: string, inputs: readonly RunInput[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await lockActive(manager, runId);
      for (const { dataset, tags } of inputs) {
        await manager.query(
          `INSERT INTO datasets (experiment_id, name, digest, source_type, source, schema, profile)
           SELECT experiment_id, $2, $3, $4, $5, $6, $7 FROM runs WHERE id = $1
           ON CONFLICT (experiment_id, name, digest) DO NOTHING`,
          [
            runId,
            dataset.name,
            dataset.digest,
            dataset.sourceType,
            dataset.source,
            dataset.schema,
            dataset.profile,
          ],
        );
        await manager.query(
          `INSERT INTO run_inputs (run_id, dataset_id, tags)
           SELECT $1, d.id, $4 FROM datasets d JOIN runs r ON r.experiment_id = d.experiment_id
           WHERE r.id = $1 AND d.name = $2 AND d.digest = $3
           ON CONFLICT (run_id, dataset_id) DO UPDATE SET tags = run_inputs.tags || excluded.tags`,
          [runId, dataset.name, dataset.digest, JSON.stringify(tags)],
        );
      }
    });
  }
}

async function lockActive(manager: EntityManager, runId: string): Promise<void> {
  const rows = await manager.query<{ lifecycle_stage: LifecycleStage }[]>(
    'SELECT lifecycle_stage FROM runs WHERE id = $1 FOR NO KEY UPDATE',
    [runId],
  );
  if (!rows[0]) throw new RunNotFoundError(runId);
  if (rows[0].lifecycle_stage === 'deleted') throw new RunDeletedError(runId);
}

async function writePoints(
  manager: EntityManager,
  runId: string,
  metrics: readonly MetricPoint[],
): Promise<void> {
  if (metrics.length === 0) return;
  await manager.query(insertMetrics, [
    runId,
    metrics.map(({ key }) => key),
    metrics.map(({ value }) => value),
    metrics.map(({ timestamp }) => timestamp),
    metrics.map(({ step }) => step),
  ]);
}

async function insertParams(
  manager: EntityManager,
  runId: string,
  params: Record<string, string>,
): Promise<void> {
  const keys = Object.keys(params);
  if (keys.length === 0) return;
  await manager.query(
    `INSERT INTO run_params (run_id, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])
     ON CONFLICT (run_id, key) DO NOTHING`,
    [runId, keys, Object.values(params)],
  );
  const stored = await manager.query<{ key: string; value: string }[]>(
    'SELECT key, value FROM run_params WHERE run_id = $1 AND key = ANY($2::text[])',
    [runId, keys],
  );
  const other = stored.find(({ key, value }) => params[key] !== value);
  if (other) throw new ParamImmutableError(runId, other.key, other.value, params[other.key]);
}

async function writeTags(manager: EntityManager, runId: string, tags: Record<string, string>): Promise<void> {
  const keys = Object.keys(tags);
  if (keys.length === 0) return;
  await manager.query(
    `INSERT INTO run_tags (run_id, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])
     ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value`,
    [runId, keys, Object.values(tags)],
  );
  // The name is an attribute and a tag: clients change either.
  if (tags['mlflow.runName']) {
    await manager.query('UPDATE runs SET name = $2 WHERE id = $1', [runId, tags['mlflow.runName']]);
  }
}
