import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';

interface ArtifactRow {
  uri: string;
  sha256: string;
  bytes: string;
}

interface EntryRow {
  name: string;
  is_folder: boolean;
  bytes: string | null;
  sha256: string | null;
}

/** A file or a folder in a folder of a run. */
export interface ArtifactEntry {
  name: string;
  isFolder: boolean;
  /** null of a folder. */
  bytes: number | null;
  sha256: string | null;
}

/** Folders are answered whole: more entries than this are cut. */
const mostEntries = 10_000;

/** Where clients of MLflow's protocol put files of a run: a path of the run's `artifact_uri`. */
const proxied = `
  FROM (SELECT experiment_id || '/' || replace(id::text, '-', '') || '/artifacts' AS root FROM runs WHERE id = $1) AS run
  JOIN proxied_artifacts a ON a.path >= root || '/' AND a.path < root || '0'`;

/**
 * Files of a run by path: those that clients logged, and of a training the model and what it is served with. What a client
 * logs in a model's place hides it.
 */
const files = `
  (SELECT path, uri, sha256, bytes FROM run_artifacts WHERE run_id = $1
   UNION ALL
   SELECT substr(a.path, length(root) + 2), a.uri, a.sha256, a.bytes ${proxied}
   UNION ALL
   SELECT m.path, m.uri, m.sha256, m.bytes
   FROM (SELECT 'model/model.safetensors' AS path, artifact_uri AS uri, artifact_sha256 AS sha256, artifact_bytes AS bytes
         FROM runs WHERE id = $1 AND artifact_uri IS NOT NULL
         UNION ALL
         SELECT 'model/' || c.key || '.safetensors', c.value ->> 'uri', c.value ->> 'sha256', (c.value ->> 'bytes')::bigint
         FROM runs CROSS JOIN jsonb_each(companions) c WHERE id = $1) AS m
   WHERE NOT EXISTS (SELECT FROM run_artifacts a WHERE a.run_id = $1 AND a.path = m.path)
     AND NOT EXISTS (SELECT ${proxied} WHERE a.path = root || '/' || m.path)) AS files`;

@Injectable()
export class RunArtifactsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(runId: string, path: string): Promise<StoredArtifact | null> {
    const rows = await this.dataSource.query<ArtifactRow[]>(
      `SELECT uri, sha256, bytes FROM ${files} WHERE path = $2`,
      [runId, path],
    );
    return rows[0] ? { ...rows[0], bytes: Number(rows[0].bytes) } : null;
  }

  /** What is right in a folder, by name. @param folder  empty: the root */
  async entries(runId: string, folder: string): Promise<ArtifactEntry[]> {
    const prefix = folder === '' ? '' : `${folder}/`;
    const rows = await this.dataSource.query<EntryRow[]>(
      `SELECT split_part(rest, '/', 1) AS name, bool_or(strpos(rest, '/') > 0) AS is_folder, max(bytes) AS bytes,
              max(sha256) AS sha256
       FROM (SELECT substr(path, length($2) + 1) AS rest, bytes, sha256 FROM ${files}
             WHERE starts_with(path, $2)) AS inside
       GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${mostEntries}`,
      [runId, prefix],
    );
    return rows.map(({ name, is_folder: isFolder, bytes, sha256 }) => ({
      name,
      isFolder,
      bytes: isFolder ? null : Number(bytes),
      sha256: isFolder ? null : sha256,
    }));
  }

  /** @returns the address of what was at this path before, or null */
  async put(runId: string, path: string, { uri, sha256, bytes }: StoredArtifact): Promise<string | null> {
    return this.dataSource.transaction(async (manager) => {
      const [before] = await manager.query<{ uri: string }[]>(
        'SELECT uri FROM run_artifacts WHERE run_id = $1 AND path = $2 FOR UPDATE',
        [runId, path],
      );
      await manager.query(
        `INSERT INTO run_artifacts (run_id, path, uri, sha256, bytes) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (run_id, path) DO UPDATE
           SET uri = excluded.uri, sha256 = excluded.sha256, bytes = excluded.bytes, created_at = now()`,
        [runId, path, uri, sha256, bytes],
      );
      return before?.uri ?? null;
    });
  }

  /** Removes a file that a client logged, or a folder of such with all that is in it. @returns their addresses */
  async remove(runId: string, path: string): Promise<string[]> {
    const [rows] = await this.dataSource.query<[{ uri: string }[], number]>(
      `DELETE FROM run_artifacts WHERE run_id = $1 AND (path = $2 OR starts_with(path, $2 || '/')) RETURNING uri`,
      [runId, path],
    );
    return rows.map(({ uri }) => uri);
  }
}
