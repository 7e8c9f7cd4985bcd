import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Condition } from './filter/filter-language.js';
import { experimentConditions, experimentSorting, type ExperimentOrder } from './filter/experiment-sql.js';
import { beyond, orderClause, SqlParameters } from './filter/sql.js';
import type { Experiment, LifecycleStage, LifecycleView } from './run.js';

interface ExperimentRow {
  id: string;
  name: string;
  artifact_location: string | null;
  lifecycle_stage: LifecycleStage;
  tags: Record<string, string>;
  created_at: Date;
  updated_at: Date;
}

const selectExperiments = `
  SELECT e.id, e.name, e.artifact_location, e.lifecycle_stage, e.created_at, e.updated_at,
         coalesce((SELECT jsonb_object_agg(key, value) FROM experiment_tags t WHERE t.experiment_id = e.id), '{}') AS tags
  FROM experiments e`;

function toExperiment(row: ExperimentRow): Experiment {
  return {
    id: row.id,
    name: row.name,
    artifactLocation: row.artifact_location,
    lifecycleStage: row.lifecycle_stage,
    tags: row.tags,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export interface ExperimentSearch {
  view: LifecycleView;
  filter: readonly Condition[];
  orderBy: readonly ExperimentOrder[];
  limit: number;
  /** Sort key of the last experiment of the page before. */
  after: readonly string[] | null;
}

@Injectable()
export class ExperimentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns null when the name is taken */
  async insert(
    name: string,
    artifactLocation: string | null,
    tags: Record<string, string>,
  ): Promise<string | null> {
    return this.dataSource.transaction(async (manager) => {
      const rows = await manager.query<{ id: string }[]>(
        `INSERT INTO experiments (name, artifact_location) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id`,
        [name, artifactLocation],
      );
      if (!rows[0]) return null;
      await manager.query(
        'INSERT INTO experiment_tags (experiment_id, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])',
        [rows[0].id, Object.keys(tags), Object.values(tags)],
      );
      return rows[0].id;
    });
  }

  async find(id: string): Promise<Experiment | null> {
    const rows = await this.dataSource.query<ExperimentRow[]>(`${selectExperiments} WHERE e.id = $1`, [id]);
    return rows[0] ? toExperiment(rows[0]) : null;
  }

  async findByName(name: string): Promise<Experiment | null> {
    const rows = await this.dataSource.query<ExperimentRow[]>(`${selectExperiments} WHERE e.name = $1`, [
      name,
    ]);
    return rows[0] ? toExperiment(rows[0]) : null;
  }

  /** @returns experiments, and the sort key of each */
  async search(search: ExperimentSearch): Promise<{ experiment: Experiment; sortKey: string[] }[]> {
    const parameters = new SqlParameters();
    const columns = experimentSorting(search.orderBy);
    const where = [
      search.view === 'all' ? 'true' : `e.lifecycle_stage = ${parameters.add(search.view)}`,
      ...experimentConditions(search.filter, parameters),
      beyond(columns, search.after, parameters),
    ];
    const rows = await this.dataSource.query<(ExperimentRow & { sort_key: string[] })[]>(
      `SELECT page.*, ARRAY[${columns.map((column) => `(${column.expression})::text`).join(', ')}] AS sort_key
       FROM (${selectExperiments}) AS page JOIN experiments e USING (id)
       WHERE ${where.join(' AND ')} ORDER BY ${orderClause(columns)} LIMIT ${parameters.add(search.limit)}`,
      parameters.values,
    );
    return rows.map((row) => ({ experiment: toExperiment(row), sortKey: row.sort_key }));
  }

  /** @returns false when another experiment has that name */
  async rename(id: string, name: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE experiments SET name = $2, updated_at = now()
       WHERE id = $1 AND NOT EXISTS (SELECT FROM experiments WHERE name = $2 AND id <> $1)`,
      [id, name],
    );
    return count > 0;
  }

  /** Its runs go and come back with it; those that were deleted before stay deleted when it comes back. */
  async setLifecycle(id: string, stage: LifecycleStage): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const before = await manager.query<{ deleted_at: Date | null }[]>(
        'SELECT deleted_at FROM experiments WHERE id = $1 AND lifecycle_stage <> $2 FOR UPDATE',
        [id, stage],
      );
      if (!before[0]) return;
      await manager.query(
        `UPDATE experiments SET lifecycle_stage = $2, updated_at = now(), deleted_at = CASE $2 WHEN 'deleted' THEN now() END
         WHERE id = $1`,
        [id, stage],
      );
      await (stage === 'deleted'
        ? manager.query(
            `UPDATE runs SET lifecycle_stage = 'deleted', deleted_at = now() WHERE experiment_id = $1 AND lifecycle_stage = 'active'`,
            [id],
          )
        : manager.query(
            `UPDATE runs SET lifecycle_stage = 'active', deleted_at = NULL WHERE experiment_id = $1 AND deleted_at = $2`,
            [id, before[0].deleted_at],
          ));
    });
  }

  async setTags(id: string, tags: Record<string, string>): Promise<void> {
    await this.dataSource.query(
      `WITH touched AS (UPDATE experiments SET updated_at = now() WHERE id = $1)
       INSERT INTO experiment_tags (experiment_id, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])
       ON CONFLICT (experiment_id, key) DO UPDATE SET value = excluded.value`,
      [id, Object.keys(tags), Object.values(tags)],
    );
  }

  /** @returns whether there was one */
  async deleteTag(id: string, key: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      'DELETE FROM experiment_tags WHERE experiment_id = $1 AND key = $2',
      [id, key],
    );
    return count > 0;
  }
}
