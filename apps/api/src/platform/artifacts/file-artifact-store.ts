import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ArtifactCorruptError, ArtifactKeyError, ArtifactMissingError } from './artifact-errors.js';
import {
  ArtifactStore,
  type ArtifactSource,
  type ListedArtifact,
  type StoredArtifact,
  type TransferOptions,
} from './artifact-store.js';
import { errorCode, fileFault, folderFull } from './file-faults.js';
import { Measure } from './verified-stream.js';

const scheme = 'file:';
/** Where writes go on until they are published by a rename; no key can name it. */
const partialFolder = '.partial';
const readBytes = 1024 ** 2;
/** A writer of another machine that has not written for so long is taken for dead. */
const abandonedAfterMs = 6 * 3_600_000;
/** Below this the folder counts as full: one model of the large data sets would no longer fit. */
const leastFreeBytes = 64 * 1024 ** 2;

/** Artifacts in a folder of this machine; a URI is `file:` and the key. */
export class FileArtifactStore extends ArtifactStore {
  readonly location: string;
  private readonly folder: string;
  private readonly partials: string;
  /** Tells this process's unfinished files from those of an earlier one of the same number. */
  private readonly writer = `${hostname()}.${process.pid}.${randomBytes(4).toString('hex')}`;
  private writes = 0;

  constructor(folder: string) {
    super();
    this.folder = resolve(folder);
    this.location = this.folder;
    this.partials = join(this.folder, partialFolder);
  }

  uriOf(key: string): string {
    return scheme + key;
  }

  async head(uri: string): Promise<ListedArtifact | null> {
    const path = this.pathOf(uri);
    const stats = await stat(path).catch((error: unknown) => {
      if (isAbsent(error)) return null;
      throw fileFault(this.folder, error);
    });
    if (!stats?.isFile()) return null;
    return { key: uri.slice(scheme.length), uri, bytes: stats.size, modifiedAt: stats.mtime };
  }

  async *list(prefix = ''): AsyncGenerator<ListedArtifact> {
    const start = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (start.split('/').includes('..')) return;
    yield* this.walk(start, prefix);
  }

  async delete(uri: string): Promise<void> {
    const path = this.pathOf(uri);
    try {
      await rm(path, { force: true });
    } catch (error) {
      if (!isAbsent(error)) throw fileFault(this.folder, error);
    }
    await this.removeEmptyFolders(dirname(path));
  }

  async check(): Promise<void> {
    const probe = join(this.partials, `${this.writer}.probe`);
    try {
      await mkdir(this.partials, { recursive: true });
      const file = await open(probe, 'w');
      await file.writeFile('can be written').finally(() => file.close());
      await rm(probe);
    } catch (error) {
      throw fileFault(this.folder, error);
    }
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < leastFreeBytes) throw folderFull(this.folder);
  }

  async sweep(): Promise<number> {
    const names = await readdir(this.partials).catch(() => [] as string[]);
    let removed = 0;
    for (const name of names) {
      if (!(await this.isAbandoned(name))) continue;
      await rm(join(this.partials, name), { force: true });
      removed++;
    }
    return removed;
  }

  protected async write(
    key: string,
    source: ArtifactSource,
    { signal }: TransferOptions,
  ): Promise<StoredArtifact> {
    const partial = join(this.partials, `${this.writer}.${this.writes++}`);
    const measure = new Measure();
    try {
      await mkdir(this.partials, { recursive: true });
      await writeFully(partial, measure.of(source, signal));
      await this.publish(partial, key);
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      if (measure.sourceError) throw measure.sourceError.error;
      throw error instanceof ArtifactKeyError ? error : fileFault(this.folder, error);
    }
    return measure.recorded(scheme + key);
  }

  protected async *read(artifact: StoredArtifact, { signal }: TransferOptions): AsyncGenerator<Buffer> {
    const path = this.pathOf(artifact.uri);
    const file = await open(path, 'r').catch((error: unknown) => {
      throw isAbsent(error) ? new ArtifactMissingError(artifact.uri) : fileFault(this.folder, error);
    });
    try {
      for (;;) {
        signal?.throwIfAborted();
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(readBytes), 0, readBytes);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } catch (error) {
      throw errorCode(error) === 'EISDIR' ? new ArtifactMissingError(artifact.uri) : this.readFault(error);
    } finally {
      await file.close();
    }
  }

  private readFault(error: unknown): unknown {
    return errorCode(error) === '' ? error : fileFault(this.folder, error);
  }

  /** A folder may be removed as empty by a deletion between its making and the rename. */
  private async publish(partial: string, key: string): Promise<void> {
    const target = this.pathOf(scheme + key);
    for (let attempt = 1; ; attempt++) {
      try {
        await mkdir(dirname(target), { recursive: true });
        await rename(partial, target);
        return await syncFolder(dirname(target));
      } catch (error) {
        const code = errorCode(error);
        if (code === 'ENAMETOOLONG') throw new ArtifactKeyError(key, 'a part of it is too long');
        if (['EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY'].includes(code)) {
          throw new ArtifactKeyError(key, 'what is a folder for one artifact is an artifact itself');
        }
        if (code !== 'ENOENT' || attempt === 5) throw error;
      }
    }
  }

  private async *walk(folderKey: string, prefix: string): AsyncGenerator<ListedArtifact> {
    for (const entry of await this.entries(folderKey)) {
      const key = folderKey + entry.name;
      if (entry.isDirectory()) {
        const below = `${key}/`;
        if (below.startsWith(prefix) || prefix.startsWith(below)) yield* this.walk(below, prefix);
      } else if (key.startsWith(prefix)) {
        const artifact = await this.head(scheme + key);
        if (artifact) yield artifact;
      }
    }
  }

  /** In the order that their keys have: `a.b` comes before what is in the folder `a`, as `.` is before `/`. */
  private async entries(folderKey: string): Promise<Dirent[]> {
    const entries = await readdir(join(this.folder, folderKey), { withFileTypes: true }).catch(
      (error: unknown) => {
        if (isAbsent(error)) return [];
        throw fileFault(this.folder, error);
      },
    );
    const nameInKey = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
    return entries
      .filter((entry) => folderKey !== '' || !entry.name.startsWith('.'))
      .sort((a, b) => (nameInKey(a) < nameInKey(b) ? -1 : 1));
  }

  private async removeEmptyFolders(folder: string): Promise<void> {
    for (let path = folder; path.startsWith(this.folder + sep); path = dirname(path)) {
      const removed = await rmdir(path).then(
        () => true,
        () => false,
      );
      if (!removed) return;
    }
  }

  private async isAbandoned(name: string): Promise<boolean> {
    if (name.startsWith(`${this.writer}.`)) return false;
    const [, host, pid] = /^(.*)\.(\d+)\.[0-9a-f]{8}\.\w+$/.exec(name) ?? [];
    if (host === hostname() && (Number(pid) === process.pid || !isRunning(Number(pid)))) return true;
    const stats = await stat(join(this.partials, name)).catch(() => null);
    return stats !== null && Date.now() - stats.mtimeMs > abandonedAfterMs;
  }

  private pathOf(uri: string): string {
    const path = resolve(join(this.folder, uri.slice(scheme.length)));
    const inside = relative(this.folder, path);
    if (!uri.startsWith(scheme) || inside === '' || inside.startsWith('.')) {
      throw new ArtifactCorruptError(uri, 'it is not in this store');
    }
    return path;
  }
}

async function writeFully(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const chunk of content) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename survive a loss of power, on file systems where a folder can be synced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  try {
    await folder?.sync();
  } catch {
    // Not every file system can: the rename is still atomic for everybody who reads.
  } finally {
    await folder?.close();
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
