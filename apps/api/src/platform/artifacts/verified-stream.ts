import { createHash, type Hash } from 'node:crypto';
import { ArtifactCorruptError } from './artifact-errors.js';
import type { ArtifactSource, StoredArtifact } from './artifact-store.js';

/**
 * Passes `content` on while it is hashed. The newest chunk is held back until the next one or the verdict is there, so
 * nobody ever holds all bytes of an artifact that is not the recorded one.
 *
 * @throws ArtifactCorruptError
 */
export async function* verified(
  artifact: StoredArtifact,
  content: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let bytes = 0;
  let heldBack: Buffer | null = null;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    if (bytes > artifact.bytes) {
      throw new ArtifactCorruptError(artifact.uri, `it has more bytes than the ${artifact.bytes} recorded`);
    }
    hash.update(chunk);
    if (heldBack) yield heldBack;
    heldBack = chunk;
  }
  if (bytes !== artifact.bytes) {
    throw new ArtifactCorruptError(artifact.uri, `it has ${bytes} bytes, expected ${artifact.bytes}`);
  }
  if (hash.digest('hex') !== artifact.sha256) {
    throw new ArtifactCorruptError(artifact.uri, 'its checksum is not the recorded one');
  }
  if (heldBack) yield heldBack;
}

/** All of a verified stream in one buffer, which is taken piece by piece: a wrong `bytes` cannot exhaust the memory. */
export async function collect(artifact: StoredArtifact, content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, artifact.bytes);
}

/** Takes the measure of what passes through: what `recorded` says afterwards is what the artifact must contain. */
export class Measure {
  private readonly hash: Hash = createHash('sha256');
  private bytes = 0;
  /** Set once the source itself failed: its error is the caller's own, not the store's. */
  sourceError: { error: unknown } | null = null;

  async *of(source: ArtifactSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) {
        signal?.throwIfAborted();
        if (chunk.byteLength === 0) continue;
        this.hash.update(chunk);
        this.bytes += chunk.byteLength;
        yield chunk;
      }
      signal?.throwIfAborted();
    } catch (error) {
      this.sourceError = { error };
      throw error;
    }
  }

  recorded(uri: string): StoredArtifact {
    return { uri, sha256: this.hash.digest('hex'), bytes: this.bytes };
  }
}
