import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';
import type { ArtifactEntry } from '../tracking/index.js';

interface ArtifactRow {
  uri: string;
  sha256: string;
  bytes: string;
}

export type FolderEntry = Pick<ArtifactEntry, 'name' | 'isFolder' | 'bytes'>;

/** Folders are answered whole: more entries than this are cut. */
const mostEntries = 10_000;

/** Files by path that belong to no run. */
@Injectable()
export class ProxiedArtifactsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(path: string): Promise<StoredArtifact | null> {
    const rows = await this.dataSource.query<ArtifactRow[]>(
      'SELECT uri, sha256, bytes FROM proxied_artifacts WHERE path = $1',
      [path],
    );
    return rows[0] ? { ...rows[0], bytes: Number(rows[0].bytes) } : null;
  }

  /** @returns the address of what was at this path before, or null */
  async put(path: string, { uri, sha256, bytes }: StoredArtifact): Promise<string | null> {
    return this.dataSource.transaction(async (manager) => {
      const [before] = await manager.query<{ uri: string }[]>(
        'SELECT uri FROM proxied_artifacts WHERE path = $1 FOR UPDATE',
        [path],
      );
      await manager.query(
        `INSERT INTO proxied_artifacts (path, uri, sha256, bytes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (path) DO UPDATE
           SET uri = excluded.uri, sha256 = excluded.sha256, bytes = excluded.bytes, created_at = now()`,
        [path, uri, sha256, bytes],
      );
      return before?.uri ?? null;
    });
  }

  /** Removes a file, or a folder with all that is in it. @returns their addresses */
  async remove(path: string): Promise<string[]> {
    const [rows] = await this.dataSource.query<[{ uri: string }[], number]>(
      `DELETE FROM proxied_artifacts WHERE path = $1 OR (path >= $1 || '/' AND path < $1 || '0') RETURNING uri`,
      [path],
    );
    return rows.map(({ uri }) => uri);
  }

  /** What is right in a folder, by name. @param folder  empty: the root */
  async entries(folder: string): Promise<FolderEntry[]> {
    const prefix = folder === '' ? '' : `${folder}/`;
    const rows = await this.dataSource.query<{ name: string; is_folder: boolean; bytes: string | null }[]>(
      `SELECT split_part(rest, '/', 1) AS name, bool_or(strpos(rest, '/') > 0) AS is_folder, max(bytes) AS bytes
       FROM (SELECT substr(path, length($1) + 1) AS rest, bytes FROM proxied_artifacts
             WHERE $1 = '' OR (path >= $1 AND path < rtrim($1, '/') || '0')) AS inside
       GROUP BY 1 ORDER BY 1 LIMIT ${mostEntries}`,
      [prefix],
    );
    return rows.map(({ name, is_folder: isFolder, bytes }) => ({
      name,
      isFolder,
      bytes: isFolder ? null : Number(bytes),
    }));
  }
}
