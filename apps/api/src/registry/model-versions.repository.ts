import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';
import { ownModel, type ModelVersion, type Refit } from './model-version.js';
import { nextVersion } from './registered-models.repository.js';

interface VersionRow {
  version: number;
  run_id: string;
  kind: string;
  title: string;
  metrics: Record<string, number>;
  artifact_uri: string;
  artifact_sha256: string;
  artifact_bytes: string;
  judged_artifact: StoredArtifact | null;
  refit: Refit | null;
  companions: Record<string, StoredArtifact>;
  rating_count: number;
  newest_rating_at: Date | null;
  data_fingerprint: string;
  aliases: string[];
  created_at: Date;
}

const selectVersions = `
  SELECT v.version, v.run_id, v.kind, v.title, v.metrics, v.artifact_uri, v.artifact_sha256, v.artifact_bytes, v.companions,
         v.judged_artifact, v.refit,
         v.rating_count, v.newest_rating_at, v.data_fingerprint, v.created_at,
         ARRAY(SELECT alias FROM model_aliases a
               WHERE a.model_name = v.model_name AND a.version = v.version ORDER BY alias) AS aliases
  FROM model_versions v
  WHERE v.model_name = '${ownModel}' AND v.deleted_at IS NULL AND v.artifact_uri IS NOT NULL`;

function toVersion(row: VersionRow): ModelVersion {
  return {
    version: row.version,
    runId: row.run_id,
    kind: row.kind,
    name: row.title,
    metrics: row.metrics,
    artifact: { uri: row.artifact_uri, sha256: row.artifact_sha256, bytes: Number(row.artifact_bytes) },
    judgedArtifact: row.judged_artifact,
    refit: row.refit,
    companions: row.companions,
    ratingCount: row.rating_count,
    newestRatingAt: row.newest_rating_at?.toISOString() ?? null,
    dataFingerprint: row.data_fingerprint,
    aliases: row.aliases,
    createdAt: row.created_at.toISOString(),
  };
}

/** Versions of Marquee's own model that can serve. */
@Injectable()
export class ModelVersionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Copies what serving needs of a run into a new version, so that it does not depend on the run any more. */
  async register(runId: string): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const version = await nextVersion(manager, ownModel);
      await manager.query(
        `INSERT INTO model_versions (model_name, version, run_id, source, kind, title, metrics, artifact_uri, artifact_sha256,
                                     artifact_bytes, companions, rating_count, newest_rating_at, data_fingerprint)
         SELECT $1, $2, id, coalesce(artifact_uri, ''), kind, name, metrics, artifact_uri, artifact_sha256,
                artifact_bytes, companions, rating_count, newest_rating_at, data_fingerprint
         FROM runs WHERE id = $3`,
        [ownModel, version, runId],
      );
      return version;
    });
  }

  /**
   * Has a version serve by a fit on all ratings; the one that was judged stays beside it. A version that has an alias by now is
   * left as it is: what serves does not change under its number.
   *
   * @returns whether it was recorded
   */
  async recordRefit(
    version: number,
    { uri, sha256, bytes }: StoredArtifact,
    refit: Omit<Refit, 'refittedAt'>,
  ): Promise<boolean> {
    const [rows] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE model_versions v
       SET judged_artifact = jsonb_build_object('uri', artifact_uri, 'sha256', artifact_sha256, 'bytes', artifact_bytes),
           artifact_uri = $3, artifact_sha256 = $4, artifact_bytes = $5, source = $3, refit = $6, updated_at = now()
       WHERE model_name = $1 AND version = $2 AND deleted_at IS NULL AND refit IS NULL
         AND NOT EXISTS (SELECT FROM model_aliases a WHERE a.model_name = v.model_name AND a.version = v.version)
       RETURNING version`,
      [
        ownModel,
        version,
        uri,
        sha256,
        bytes,
        JSON.stringify({ ...refit, refittedAt: new Date().toISOString() }),
      ],
    );
    return rows.length > 0;
  }

  async markReady(version: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE model_versions SET status = 'READY', status_message = NULL, updated_at = now()
       WHERE model_name = $1 AND version = $2 AND status <> 'READY'`,
      [ownModel, version],
    );
  }

  async markFailed(version: number, message: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE model_versions SET status = 'FAILED_REGISTRATION', status_message = $3, updated_at = now()
       WHERE model_name = $1 AND version = $2`,
      [ownModel, version, message],
    );
  }

  async find(version: number): Promise<ModelVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(`${selectVersions} AND v.version = $1`, [version]);
    return rows[0] ? toVersion(rows[0]) : null;
  }

  async withAlias(alias: string): Promise<ModelVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} AND v.version = (SELECT version FROM model_aliases WHERE model_name = $1 AND alias = $2)`,
      [ownModel, alias],
    );
    return rows[0] ? toVersion(rows[0]) : null;
  }

  async list(limit: number, belowVersion: number | null): Promise<ModelVersion[]> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} AND ($1::int IS NULL OR v.version < $1) ORDER BY v.version DESC LIMIT $2`,
      [belowVersion, limit],
    );
    return rows.map(toVersion);
  }
}
