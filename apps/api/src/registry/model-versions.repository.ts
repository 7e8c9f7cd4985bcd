import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';
import type { AliasMove, ModelVersion } from './model-version.js';

interface VersionRow {
  version: number;
  run_id: string;
  kind: string;
  name: string;
  metrics: Record<string, number>;
  artifact_uri: string;
  artifact_sha256: string;
  artifact_bytes: string;
  companions: Record<string, StoredArtifact>;
  rating_count: number;
  newest_rating_at: Date | null;
  data_fingerprint: string;
  aliases: string[];
  created_at: Date;
}

interface MoveRow {
  alias: string;
  from_version: number | null;
  to_version: number;
  reason: string;
  decided_by: 'gate' | 'person';
  numbers: Record<string, unknown>;
  moved_at: Date;
}

const selectVersions = `
  SELECT v.version, v.run_id, r.kind, r.name, r.metrics, r.artifact_uri, r.artifact_sha256, r.artifact_bytes, r.companions,
         r.rating_count, r.newest_rating_at, r.data_fingerprint, v.created_at,
         ARRAY(SELECT alias FROM model_aliases a WHERE a.version = v.version ORDER BY alias) AS aliases
  FROM model_versions v JOIN runs r ON r.id = v.run_id`;

function toVersion(row: VersionRow): ModelVersion {
  return {
    version: row.version,
    runId: row.run_id,
    kind: row.kind,
    name: row.name,
    metrics: row.metrics,
    artifact: { uri: row.artifact_uri, sha256: row.artifact_sha256, bytes: Number(row.artifact_bytes) },
    companions: row.companions,
    ratingCount: row.rating_count,
    newestRatingAt: row.newest_rating_at?.toISOString() ?? null,
    dataFingerprint: row.data_fingerprint,
    aliases: row.aliases,
    createdAt: row.created_at.toISOString(),
  };
}

@Injectable()
export class ModelVersionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async register(runId: string): Promise<number> {
    const rows = await this.dataSource.query<{ version: number }[]>(
      'INSERT INTO model_versions (run_id) VALUES ($1) RETURNING version',
      [runId],
    );
    return rows[0].version;
  }

  async find(version: number): Promise<ModelVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(`${selectVersions} WHERE v.version = $1`, [
      version,
    ]);
    return rows[0] ? toVersion(rows[0]) : null;
  }

  async withAlias(alias: string): Promise<ModelVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} WHERE v.version = (SELECT version FROM model_aliases WHERE alias = $1)`,
      [alias],
    );
    return rows[0] ? toVersion(rows[0]) : null;
  }

  async versionOf(alias: string): Promise<number | null> {
    const rows = await this.dataSource.query<{ version: number }[]>(
      'SELECT version FROM model_aliases WHERE alias = $1',
      [alias],
    );
    return rows[0]?.version ?? null;
  }

  async list(limit: number, belowVersion: number | null): Promise<ModelVersion[]> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `${selectVersions} WHERE $1::int IS NULL OR v.version < $1 ORDER BY v.version DESC LIMIT $2`,
      [belowVersion, limit],
    );
    return rows.map(toVersion);
  }

  /**
   * Points `alias` at a version and writes why, both or neither.
   *
   * @returns the version that had the alias before
   */
  async moveAlias(move: Omit<AliasMove, 'fromVersion' | 'movedAt'>): Promise<number | null> {
    return this.dataSource.transaction(async (manager: EntityManager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7203116))', [move.alias]);
      const before = await manager.query<{ version: number }[]>(
        'SELECT version FROM model_aliases WHERE alias = $1',
        [move.alias],
      );
      const fromVersion = before[0]?.version ?? null;
      await manager.query(
        `INSERT INTO model_aliases (alias, version) VALUES ($1, $2)
         ON CONFLICT (alias) DO UPDATE SET version = excluded.version, moved_at = now()`,
        [move.alias, move.toVersion],
      );
      await manager.query(
        `INSERT INTO model_alias_moves (alias, from_version, to_version, reason, decided_by, numbers) VALUES ($1, $2, $3, $4, $5, $6)`,
        [move.alias, fromVersion, move.toVersion, move.reason, move.decidedBy, JSON.stringify(move.numbers)],
      );
      return fromVersion;
    });
  }

  async history(alias: string, limit: number): Promise<AliasMove[]> {
    const rows = await this.dataSource.query<MoveRow[]>(
      `SELECT alias, from_version, to_version, reason, decided_by, numbers, moved_at
       FROM model_alias_moves WHERE alias = $1 ORDER BY id DESC LIMIT $2`,
      [alias, limit],
    );
    return rows.map((row) => ({
      alias: row.alias,
      fromVersion: row.from_version,
      toVersion: row.to_version,
      reason: row.reason,
      decidedBy: row.decided_by,
      numbers: row.numbers,
      movedAt: row.moved_at.toISOString(),
    }));
  }
}
