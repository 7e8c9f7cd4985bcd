import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { ArtifactCorruptError, ArtifactStore, type StoredArtifact } from './artifact-store.js';

const scheme = 'file:';

/** Artifacts in a folder of this machine; a URI is `file:` and the key. */
export class FileArtifactStore extends ArtifactStore {
  constructor(private readonly folder: string) {
    super();
  }

  async put(key: string, content: Uint8Array): Promise<StoredArtifact> {
    const target = this.pathOf(scheme + key);
    const partial = `${target}.${process.pid}.partial`;
    await mkdir(dirname(target), { recursive: true });
    try {
      const file = await open(partial, 'w');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    return {
      uri: scheme + key,
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.byteLength,
    };
  }

  async get(artifact: StoredArtifact): Promise<Buffer> {
    const content = await readFile(this.pathOf(artifact.uri)).catch((error: unknown) => {
      throw new ArtifactCorruptError(
        artifact.uri,
        (error as { code?: string }).code === 'ENOENT' ? 'it is missing' : String(error),
      );
    });
    return verified(artifact, content);
  }

  async delete(uri: string): Promise<void> {
    await rm(this.pathOf(uri), { force: true });
  }

  private pathOf(uri: string): string {
    const path = resolve(join(this.folder, uri.slice(scheme.length)));
    if (!uri.startsWith(scheme) || !path.startsWith(resolve(this.folder) + sep)) {
      throw new ArtifactCorruptError(uri, 'it is not in this store');
    }
    return path;
  }
}

/** @throws ArtifactCorruptError when `content` is not what was recorded */
export function verified(artifact: StoredArtifact, content: Buffer): Buffer {
  if (content.byteLength !== artifact.bytes) {
    throw new ArtifactCorruptError(
      artifact.uri,
      `it has ${content.byteLength} bytes, expected ${artifact.bytes}`,
    );
  }
  if (createHash('sha256').update(content).digest('hex') !== artifact.sha256) {
    throw new ArtifactCorruptError(artifact.uri, 'its checksum is not the recorded one');
  }
  return content;
}
