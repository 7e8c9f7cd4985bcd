import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ownModel, type RegisteredVersion, type VersionStage, type VersionStatus } from './model-version.js';
import { ModelVersionExistsError, ModelVersionNotFoundError } from './registry.errors.js';
import { lockModel, nextVersion } from './registered-models.repository.js';
import { orderBy, versionConditions, type RegistrySearch } from './registry-search.js';

interface VersionRow {
  model_name: string;
  version: number;
  run_id: string | null;
  source: string;
  run_link: string | null;
  status: VersionStatus;
  status_message: string | null;
  description: string;
  stage: VersionStage;
  tags: Record<string, string>;
  aliases: string[];
  metrics: Record<string, number>;
  kind: string | null;
  title: string | null;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** What whoever registers a version says of it. */
export interface NewVersion {
  source: string;
  runId?: string | null;
  runLink?: string | null;
  description?: string;
  tags?: Record<string, string>;
  createdBy?: string | null;
}

export interface VersionChanges {
  description?: string;
  stage?: VersionStage;
  status?: VersionStatus;
  statusMessage?: string | null;
}

/** Why a version that a caller registered under the name of the model that serves is not READY. */
const notServable =
  'Its source is not a model that Marquee trained, so it cannot serve; register it under another name to keep it.';

const selectVersions = `
  SELECT v.model_name, v.version, v.run_id, v.source, v.run_link, v.status, v.status_message, v.description, v.stage, v.metrics,
         v.kind, v.title, v.created_by, v.created_at, v.updated_at,
         (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM model_version_tags t
          WHERE t.model_name = v.model_name AND t.version = v.version) AS tags,
         ARRAY(SELECT alias FROM model_aliases a
               WHERE a.model_name = v.model_name AND a.version = v.version ORDER BY alias) AS aliases
  FROM model_versions v`;

function toVersion(row: VersionRow): RegisteredVersion {
  return {
    modelName: row.model_name,
    version: row.version,
    runId: row.run_id,
    source: row.source,
    runLink: row.run_link,
    status: row.status,
    statusMessage: row.status_message,
    description: row.description,
    stage: row.stage,
    tags: row.tags,
    aliases: row.aliases,
    metrics: row.metrics,
    kind: row.kind,
    title: row.title,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Versions of all registered models. */
@Injectable()
export class RegisteredVersionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws RegisteredModelNotFoundError, ModelVersionExistsError */
  async create(modelName: string, given: NewVersion): Promise<number> {
    const { source, runId = null, runLink = null, description = '', tags = {}, createdBy = null } = given;
    return this.dataSource.transaction(async (manager) => {
      const version = await nextVersion(manager, modelName);
      const rows = await manager.query<unknown[]>(
        `INSERT INTO model_versions (model_name, version, source, run_id, run_link, description, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING version`,
        [modelName, version, source, runId, runLink, description, createdBy],
      );
      if (rows.length === 0) throw new ModelVersionExistsError(runId ?? '', modelName);
      if (modelName === ownModel) await this.takeOverRun(manager, version);
      await manager.query(
        'INSERT INTO model_version_tags (model_name, version, key, value) SELECT $1, $2, * FROM unnest($3::text[], $4::text[])',
        [modelName, version, Object.keys(tags), Object.values(tags)],
      );
      return version;
    });
  }

  /** A version that a caller registers can serve where its run left a model of Marquee's, and is not READY otherwise. */
  private async takeOverRun(manager: EntityManager, version: number): Promise<void> {
    await manager.query(
      `UPDATE model_versions v
       SET kind = r.kind, title = r.name, metrics = r.metrics, artifact_uri = r.artifact_uri, artifact_sha256 = r.artifact_sha256,
           artifact_bytes = r.artifact_bytes, companions = r.companions, rating_count = r.rating_count,
           newest_rating_at = r.newest_rating_at, data_fingerprint = r.data_fingerprint
       FROM runs r
       WHERE v.model_name = $1 AND v.version = $2 AND r.id = v.run_id AND r.kind IS NOT NULL AND r.artifact_uri IS NOT NULL
         AND r.status = 'succeeded'`,
      [ownModel, version],
    );
    await manager.query(
      `UPDATE model_versions SET status = 'FAILED_REGISTRATION', status_message = $3
       WHERE model_name = $1 AND version = $2 AND artifact_uri IS NULL`,
      [ownModel, version, notServable],
    );
  }

  async find(modelName: string, version: number): Promise<RegisteredVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} WHERE v.model_name = $1 AND v.version = $2 AND v.deleted_at IS NULL`,
      [modelName, version],
    );
    return rows[0] ? toVersion(rows[0]) : null;
  }

  /** Also a version that was deleted: lineage asks what it was. */
  async findEvenDeleted(
    modelName: string,
    version: number,
  ): Promise<{ version: RegisteredVersion; deletedAt: string | null } | null> {
    const [row] = await this.dataSource.query<(VersionRow & { deleted_at: Date | null })[]>(
      `${selectVersions.replace('SELECT ', 'SELECT v.deleted_at, ')} WHERE v.model_name = $1 AND v.version = $2`,
      [modelName, version],
    );
    return row ? { version: toVersion(row), deletedAt: row.deleted_at?.toISOString() ?? null } : null;
  }

  async withAlias(modelName: string, alias: string): Promise<RegisteredVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} JOIN model_aliases a USING (model_name, version)
       WHERE v.model_name = $1 AND a.alias = $2 AND v.deleted_at IS NULL`,
      [modelName, alias],
    );
    return rows[0] ? toVersion(rows[0]) : null;
  }

  /** By model and newest version first, unless the search says otherwise. */
  async search(search: RegistrySearch, limit: number, offset: number): Promise<RegisteredVersion[]> {
    const { where, params } = versionConditions(search.conditions ?? []);
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} WHERE v.deleted_at IS NULL AND ${where} ORDER BY ${orderBy('version', search.order ?? [])}
       LIMIT $${params.length + 1} OFFSET $${params.length + 2}`,
      [...params, limit, offset],
    );
    return rows.map(toVersion);
  }

  /** The newest version of each stage that has one. */
  async latestByStage(modelName: string, stages: readonly VersionStage[]): Promise<RegisteredVersion[]> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} WHERE v.model_name = $1 AND v.deleted_at IS NULL AND v.version IN (
         SELECT max(version) FROM model_versions
         WHERE model_name = $1 AND deleted_at IS NULL AND stage = ANY($2::text[]) GROUP BY stage)
       ORDER BY v.version DESC`,
      [modelName, stages],
    );
    return rows.map(toVersion);
  }

  /** @param archiveOthers  whether other versions leave the stage that this one enters */
  async update(
    modelName: string,
    version: number,
    changes: VersionChanges,
    archiveOthers = false,
  ): Promise<void> {
    const { description = null, stage = null, status = null, statusMessage = null } = changes;
    await this.dataSource.transaction(async (manager) => {
      await lockModel(manager, modelName);
      await manager.query(
        `UPDATE model_versions
         SET description = coalesce($3, description), stage = coalesce($4, stage), status = coalesce($5, status),
             status_message = CASE WHEN $5::text IS NULL THEN status_message ELSE $6 END, updated_at = now()
         WHERE model_name = $1 AND version = $2`,
        [modelName, version, description, stage, status, statusMessage],
      );
      if (!archiveOthers || stage === null) return;
      await manager.query(
        `UPDATE model_versions SET stage = 'Archived', updated_at = now()
         WHERE model_name = $1 AND version <> $2 AND stage = $3`,
        [modelName, version, stage],
      );
    });
  }

  async setTag(modelName: string, version: number, key: string, value: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO model_version_tags (model_name, version, key, value) VALUES ($1, $2, $3, $4)
       ON CONFLICT (model_name, version, key) DO UPDATE SET value = excluded.value`,
      [modelName, version, key, value],
    );
  }

  async deleteTag(modelName: string, version: number, key: string): Promise<void> {
    await this.dataSource.query(
      'DELETE FROM model_version_tags WHERE model_name = $1 AND version = $2 AND key = $3',
      [modelName, version, key],
    );
  }

  /**
   * Takes a version out of sight. What it was stays for the lineage of what it served.
   *
   * @throws ModelVersionNotFoundError
   */
  async markDeleted(manager: EntityManager, modelName: string, version: number): Promise<void> {
    const [, count] = await manager.query<[unknown[], number]>(
      `UPDATE model_versions SET deleted_at = now(), updated_at = now()
       WHERE model_name = $1 AND version = $2 AND deleted_at IS NULL`,
      [modelName, version],
    );
    if (count === 0) throw new ModelVersionNotFoundError(version, modelName);
  }

  /** Versions that an alias may be given: all of them, save those of Marquee's own model that cannot serve. */
  async thatCanBePointedAt(manager: EntityManager, modelName: string): Promise<ReadonlySet<number>> {
    const rows = await manager.query<{ version: number }[]>(
      `SELECT version FROM model_versions
       WHERE model_name = $1 AND deleted_at IS NULL AND (model_name <> $2 OR artifact_uri IS NOT NULL)`,
      [modelName, ownModel],
    );
    return new Set(rows.map(({ version }) => version));
  }
}
