import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { RegisteredModel } from './model-version.js';
import { RegisteredModelExistsError, RegisteredModelNotFoundError } from './registry.errors.js';
import { modelConditions, orderBy, type RegistrySearch } from './registry-search.js';

interface ModelRow {
  name: string;
  description: string;
  tags: Record<string, string>;
  aliases: Record<string, number>;
  version_count: number;
  created_at: Date;
  updated_at: Date;
}

const selectModels = `
  SELECT m.name, m.description, m.created_at, m.updated_at,
         (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM registered_model_tags t WHERE t.model_name = m.name) AS tags,
         (SELECT coalesce(jsonb_object_agg(alias, version), '{}') FROM model_aliases a WHERE a.model_name = m.name) AS aliases,
         (SELECT count(*)::int FROM model_versions v WHERE v.model_name = m.name AND v.deleted_at IS NULL) AS version_count
  FROM registered_models m`;

const uniqueViolation = '23505';

function toModel(row: ModelRow): RegisteredModel {
  return {
    name: row.name,
    description: row.description,
    tags: row.tags,
    aliases: row.aliases,
    versionCount: row.version_count,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/**
 * Makes whoever changes versions or aliases of a model wait for one another until the transaction ends.
 *
 * @throws RegisteredModelNotFoundError
 */
export async function lockModel(manager: EntityManager, name: string): Promise<void> {
  const rows = await manager.query<unknown[]>(
    'SELECT FROM registered_models WHERE name = $1 FOR NO KEY UPDATE',
    [name],
  );
  if (rows.length === 0) throw new RegisteredModelNotFoundError(name);
}

/**
 * The number of a model's next version. Numbers are not given twice, also not those of versions that were deleted.
 *
 * @throws RegisteredModelNotFoundError
 */
export async function nextVersion(manager: EntityManager, name: string): Promise<number> {
  await lockModel(manager, name);
  const [rows] = await manager.query<[{ last_version: number }[], number]>(
    'UPDATE registered_models SET last_version = last_version + 1, updated_at = now() WHERE name = $1 RETURNING last_version',
    [name],
  );
  return rows[0].last_version;
}

@Injectable()
export class RegisteredModelsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws RegisteredModelExistsError */
  async create(name: string, description: string, tags: Record<string, string>): Promise<void> {
    await this.dataSource
      .transaction(async (manager) => {
        await manager.query('INSERT INTO registered_models (name, description) VALUES ($1, $2)', [
          name,
          description,
        ]);
        await manager.query(
          'INSERT INTO registered_model_tags (model_name, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])',
          [name, Object.keys(tags), Object.values(tags)],
        );
      })
      .catch(existsAlready(name));
  }

  async find(name: string): Promise<RegisteredModel | null> {
    const rows = await this.dataSource.query<ModelRow[]>(`${selectModels} WHERE m.name = $1`, [name]);
    return rows[0] ? toModel(rows[0]) : null;
  }

  /** By name, unless the search says otherwise. */
  async search(search: RegistrySearch, limit: number, offset: number): Promise<RegisteredModel[]> {
    const { where, params } = modelConditions(search.conditions ?? []);
    const rows = await this.dataSource.query<ModelRow[]>(
      `${selectModels} WHERE ${where} ORDER BY ${orderBy('model', search.order ?? [])}
       LIMIT $${params.length + 1} OFFSET $${params.length + 2}`,
      [...params, limit, offset],
    );
    return rows.map(toModel);
  }

  /** The versions, aliases and tags follow; so does the history. */
  async rename(name: string, newName: string): Promise<void> {
    await this.dataSource
      .transaction(async (manager) => {
        await lockModel(manager, name);
        await manager.query('UPDATE registered_models SET name = $2, updated_at = now() WHERE name = $1', [
          name,
          newName,
        ]);
        await manager.query('UPDATE model_alias_moves SET model_name = $2 WHERE model_name = $1', [
          name,
          newName,
        ]);
        await manager.query('UPDATE promotion_decisions SET model_name = $2 WHERE model_name = $1', [
          name,
          newName,
        ]);
      })
      .catch(existsAlready(newName));
  }

  async describe(name: string, description: string): Promise<void> {
    await this.dataSource.query(
      'UPDATE registered_models SET description = $2, updated_at = now() WHERE name = $1',
      [name, description],
    );
  }

  /** Removes a model with all that belongs to it; its name can be given again. */
  async delete(name: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await lockModel(manager, name);
      await manager.query('DELETE FROM registered_models WHERE name = $1', [name]);
      await manager.query('DELETE FROM model_alias_moves WHERE model_name = $1', [name]);
      await manager.query('DELETE FROM promotion_decisions WHERE model_name = $1', [name]);
    });
  }

  async setTag(name: string, key: string, value: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO registered_model_tags (model_name, key, value) VALUES ($1, $2, $3)
       ON CONFLICT (model_name, key) DO UPDATE SET value = excluded.value`,
      [name, key, value],
    );
  }

  async deleteTag(name: string, key: string): Promise<void> {
    await this.dataSource.query('DELETE FROM registered_model_tags WHERE model_name = $1 AND key = $2', [
      name,
      key,
    ]);
  }
}

function existsAlready(name: string): (error: unknown) => never {
  return (error) => {
    const { code } = (error as { driverError?: { code?: string } }).driverError ?? {};
    throw code === uniqueViolation ? new RegisteredModelExistsError(name) : error;
  };
}
