import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Snapshot, SnapshotFile, SnapshotPart } from './snapshot.js';

interface SnapshotRow {
  id: string;
  parent_id: string | null;
  schema_version: number;
  rating_count: string;
  user_count: number;
  movie_count: number;
  film_count: number;
  tag_count: string;
  first_rated_at: Date | null;
  last_rated_at: Date | null;
  lowest_rating: number | null;
  highest_rating: number | null;
  files: Record<SnapshotPart, SnapshotFile>;
  bytes: string;
  data_revision: string;
  created_at: Date;
}

/** A run that has learnt from a snapshot. */
export interface SnapshotUse {
  runId: string;
  name: string;
  status: string;
  modelVersion: number | null;
  startedAt: string;
}

/** Two-part key of the lock under which snapshots are recorded and removed. */
const snapshotsLock = 'SELECT pg_advisory_xact_lock(7203, 800)';

function toSnapshot(row: SnapshotRow): Snapshot {
  return {
    id: row.id,
    parentId: row.parent_id,
    schemaVersion: row.schema_version,
    ratingCount: Number(row.rating_count),
    userCount: row.user_count,
    movieCount: row.movie_count,
    filmCount: row.film_count,
    tagCount: Number(row.tag_count),
    firstRatedAt: row.first_rated_at?.toISOString() ?? null,
    lastRatedAt: row.last_rated_at?.toISOString() ?? null,
    lowestRating: row.lowest_rating,
    highestRating: row.highest_rating,
    files: row.files,
    bytes: Number(row.bytes),
    dataRevision: Number(row.data_revision),
    createdAt: row.created_at.toISOString(),
  };
}

/** The table of snapshots; their files are in the artifact store. */
@Injectable()
export class SnapshotsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: string, manager?: EntityManager): Promise<Snapshot | null> {
    const rows = await (manager ?? this.dataSource).query<SnapshotRow[]>(
      'SELECT * FROM snapshots WHERE id = $1',
      [id],
    );
    return rows[0] ? toSnapshot(rows[0]) : null;
  }

  /** Newest first. */
  async list(limit: number, after: { createdAt: string; id: string } | null): Promise<Snapshot[]> {
    const rows = await this.dataSource.query<SnapshotRow[]>(
      `SELECT * FROM snapshots
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', created_at), id) < ($1, $2)
       ORDER BY date_trunc('milliseconds', created_at) DESC, id DESC LIMIT $3`,
      [after?.createdAt ?? null, after?.id ?? null, limit],
    );
    return rows.map(toSnapshot);
  }

  /** The snapshot of exactly this state of the tables, if one was taken. */
  async ofRevision(revision: number): Promise<Snapshot | null> {
    const rows = await this.dataSource.query<SnapshotRow[]>(
      'SELECT * FROM snapshots WHERE data_revision = $1 LIMIT 1',
      [revision],
    );
    return rows[0] ? toSnapshot(rows[0]) : null;
  }

  /** How many runs have learnt from it; all of them count, deleted ones too. */
  async countUses(id: string, manager: EntityManager): Promise<number> {
    const rows = await manager.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM runs WHERE snapshot_id = $1',
      [id],
    );
    return rows[0].count;
  }

  /** What the tables hold now. */
  async countContent(): Promise<{ ratings: number; films: number }> {
    const rows = await this.dataSource.query<{ ratings: string; films: string }[]>(
      `SELECT (SELECT coalesce(sum(rating_count), 0) FROM rating_months) AS ratings, (SELECT count(*) FROM movies) AS films`,
    );
    return { ratings: Number(rows[0].ratings), films: Number(rows[0].films) };
  }

  /** What has learnt from it, newest first; trials of searches aside. */
  async uses(id: string, limit: number): Promise<SnapshotUse[]> {
    const rows = await this.dataSource.query<
      { id: string; name: string; status: string; version: number | null; started_at: Date }[]
    >(
      `SELECT r.id, r.name, r.status, v.version, r.started_at
       FROM runs r LEFT JOIN model_versions v ON v.run_id = r.id
       WHERE r.snapshot_id = $1 AND r.trial IS NULL ORDER BY r.started_at DESC LIMIT $2`,
      [id, limit],
    );
    return rows.map((row) => ({
      runId: row.id,
      name: row.name,
      status: row.status,
      modelVersion: row.version,
      startedAt: row.started_at.toISOString(),
    }));
  }

  /** The newest one. */
  async latest(manager: EntityManager): Promise<Snapshot | null> {
    const rows = await manager.query<SnapshotRow[]>(
      'SELECT * FROM snapshots ORDER BY created_at DESC, id DESC LIMIT 1',
    );
    return rows[0] ? toSnapshot(rows[0]) : null;
  }

  /** A file of this content that a snapshot has. */
  async fileOf(
    part: SnapshotPart,
    contentHash: string,
    manager?: EntityManager,
  ): Promise<SnapshotFile | null> {
    const rows = await (manager ?? this.dataSource).query<{ file: SnapshotFile }[]>(
      `SELECT files -> $1 AS file FROM snapshots WHERE files -> $1 ->> 'contentHash' = $2 LIMIT 1`,
      [part, contentHash],
    );
    return rows[0]?.file ?? null;
  }

  /** Records a snapshot; one that is known gets other files. */
  async put(manager: EntityManager, snapshot: Omit<Snapshot, 'createdAt'>): Promise<void> {
    await manager.query(
      `INSERT INTO snapshots (id, parent_id, schema_version, rating_count, user_count, movie_count, film_count, tag_count,
                              first_rated_at, last_rated_at, lowest_rating, highest_rating, files, bytes, data_revision)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       ON CONFLICT (id) DO UPDATE
         SET files = excluded.files, bytes = excluded.bytes, data_revision = excluded.data_revision`,
      [
        snapshot.id,
        snapshot.parentId,
        snapshot.schemaVersion,
        snapshot.ratingCount,
        snapshot.userCount,
        snapshot.movieCount,
        snapshot.filmCount,
        snapshot.tagCount,
        snapshot.firstRatedAt,
        snapshot.lastRatedAt,
        snapshot.lowestRating,
        snapshot.highestRating,
        JSON.stringify(snapshot.files),
        snapshot.bytes,
        snapshot.dataRevision,
      ],
    );
  }

  /** Remembers that the tables had this content again at a later revision. */
  async seenAt(id: string, revision: number): Promise<void> {
    await this.dataSource.query(
      'UPDATE snapshots SET data_revision = $2 WHERE id = $1 AND data_revision < $2',
      [id, revision],
    );
  }

  async delete(manager: EntityManager, ids: readonly string[]): Promise<void> {
    await manager.query('DELETE FROM snapshots WHERE id = ANY ($1)', [ids]);
  }

  /** Every file that any snapshot has, by URI. */
  async fileUris(manager?: EntityManager): Promise<Set<string>> {
    const rows = await (manager ?? this.dataSource).query<{ uri: string }[]>(
      `SELECT DISTINCT file.value ->> 'uri' AS uri FROM snapshots, jsonb_each(files) AS file`,
    );
    return new Set(rows.map(({ uri }) => uri));
  }

  /** One at a time, in any process: what `work` reads of snapshots is still so when it writes. */
  exclusively<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(snapshotsLock);
      return work(manager);
    });
  }
}
