import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ArtifactStore, type StoredArtifact } from '../../platform/artifacts/artifact-store.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { snapshotParts, type Snapshot, type SnapshotPart } from './snapshot.js';
import type { WrittenFile } from './take-snapshot.js';

/** Where the files of all snapshots are in the artifact store. */
export const snapshotPrefix = 'snapshots/';

/** A folder that is not removed within this time was left behind by a process that is gone. */
const abandonedAfterMs = 24 * 3_600_000;

/** Brings the files of snapshots from this machine to the artifact store and back. */
@Injectable()
export class SnapshotFiles {
  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly config: AppConfig,
  ) {}

  /** Gives `work` a folder that is gone afterwards. */
  async withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const home = join(this.config.dataDir, 'snapshot-work');
    await mkdir(home, { recursive: true });
    await removeAbandoned(home);
    const folder = await mkdtemp(join(home, 'task-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Copies files of a snapshot into a folder, each checked against its checksum. @returns their paths */
  async fetch<Part extends SnapshotPart>(
    snapshot: Snapshot,
    parts: readonly Part[],
    folder: string,
    signal: AbortSignal,
  ): Promise<Record<Part, string>> {
    const paths = {} as Record<Part, string>;
    for (const part of parts) {
      paths[part] = join(folder, `${snapshot.id.slice(0, 12)}-${part}.parquet`);
      await pipeline(
        this.artifacts.getStream(snapshot.files[part], { signal }),
        createWriteStream(paths[part]),
      );
    }
    return paths;
  }

  /** A key of its own for each write, so that a file that is removed is never one that came anew. */
  newFolderKey(id: string): string {
    return `${snapshotPrefix}${id.slice(0, 12)}-${randomBytes(4).toString('hex')}`;
  }

  publish(key: string, file: WrittenFile, signal: AbortSignal): Promise<StoredArtifact> {
    return this.artifacts.putStream(key, createReadStream(file.path, { highWaterMark: 1024 ** 2 }), {
      signal,
    });
  }

  /** Whether all files are where they should be. */
  async areThere(snapshot: Snapshot): Promise<boolean> {
    const found = await Promise.all(snapshotParts.map((part) => this.isThere(snapshot.files[part])));
    return found.every(Boolean);
  }

  isThere({ uri }: StoredArtifact): Promise<boolean> {
    return this.artifacts.exists(uri);
  }

  async remove(uris: readonly string[]): Promise<void> {
    for (const uri of uris) await this.artifacts.delete(uri);
  }
}

async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const folder = join(home, name);
    const stats = await stat(folder).catch(() => null);
    if (stats && Date.now() - stats.mtimeMs > abandonedAfterMs)
      await rm(folder, { recursive: true, force: true });
  }
}
