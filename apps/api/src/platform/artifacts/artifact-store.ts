import { Readable } from 'node:stream';
import { ArtifactKeyError } from './artifact-errors.js';
import { collect, verified } from './verified-stream.js';

export { ArtifactCorruptError, ArtifactMissingError } from './artifact-errors.js';

/** Where an artifact is and what it must contain. */
export interface StoredArtifact {
  readonly uri: string;
  /** Hexadecimal, of the whole content. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What a store knows of an artifact without reading it. */
export interface ListedArtifact {
  readonly key: string;
  readonly uri: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

export interface TransferOptions {
  /** Ends the transfer with the signal's reason; what was written so far is removed. */
  readonly signal?: AbortSignal;
}

export type ArtifactSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Large enough that hashing and writing dominate, small enough that the event loop turns in between. */
const chunkBytes = 1024 ** 2;
/** What S3 takes; a file system takes less per segment, which it says itself. */
const longestKeyBytes = 1024;

/**
 * Immutable files by key, such as `models/<job>/<run>.safetensors`.
 *
 * A write is published atomically: a reader sees the whole artifact or none, and one that fails or is killed half-way
 * leaves nothing that a reader could find. A read is checked against the checksum that was recorded when it was written.
 * All methods throw an ArtifactStoreError when the store itself is at fault.
 */
export abstract class ArtifactStore {
  /**
   * Writes what `source` yields, in bounded memory. An error of `source` is thrown as it is.
   *
   * @throws ArtifactKeyError
   */
  async putStream(
    key: string,
    source: ArtifactSource,
    options: TransferOptions = {},
  ): Promise<StoredArtifact> {
    options.signal?.throwIfAborted();
    return this.write(checkedKey(key), source, options);
  }

  async put(key: string, content: Uint8Array, options: TransferOptions = {}): Promise<StoredArtifact> {
    return this.putStream(key, chunksOf(content), options);
  }

  /**
   * The content as a stream that ends well only if all of it is what was recorded; otherwise it fails before its last
   * chunk is given out. So take what came from it (commit, rename, answer) only after its end.
   *
   * The stream fails with ArtifactMissingError or ArtifactCorruptError.
   */
  getStream(artifact: StoredArtifact, options: TransferOptions = {}): Readable {
    return Readable.from(verified(artifact, this.read(artifact, options)), {
      objectMode: false,
      highWaterMark: chunkBytes,
      signal: options.signal,
    });
  }

  /** @throws ArtifactMissingError, ArtifactCorruptError */
  async get(artifact: StoredArtifact, options: TransferOptions = {}): Promise<Buffer> {
    return collect(artifact, verified(artifact, this.read(artifact, options)));
  }

  /** null: there is no such artifact. */
  abstract head(uri: string): Promise<ListedArtifact | null>;

  async exists(uri: string): Promise<boolean> {
    return (await this.head(uri)) !== null;
  }

  /** Every artifact whose key begins with `prefix`, in the order of keys; pages are fetched as they are asked for. */
  abstract list(prefix?: string): AsyncIterable<ListedArtifact>;

  /** Does nothing when there is no such artifact. */
  abstract delete(uri: string): Promise<void>;

  /** The address that an artifact of this key has, whether or not there is one. */
  abstract uriOf(key: string): string;

  /** Where this is, for people: a folder or a bucket. */
  abstract readonly location: string;

  /**
   * Whether artifacts can be written and read. Costs a request or two.
   *
   * @throws ArtifactStoreError that says what is wrong and what to do
   */
  abstract check(): Promise<void>;

  /** Removes what writers that are gone left half-done; returns how many. Never touches what another process writes. */
  abstract sweep(): Promise<number>;

  protected abstract write(
    key: string,
    source: ArtifactSource,
    options: TransferOptions,
  ): Promise<StoredArtifact>;

  /** Unverified content. */
  protected abstract read(artifact: StoredArtifact, options: TransferOptions): AsyncIterable<Buffer>;
}

function* chunksOf(content: Uint8Array): Iterable<Uint8Array> {
  for (let start = 0; start < content.byteLength; start += chunkBytes) {
    yield content.subarray(start, start + chunkBytes);
  }
}

function checkedKey(key: string): string {
  const fault = faultOfKey(key);
  if (fault) throw new ArtifactKeyError(key, fault);
  return key;
}

function faultOfKey(key: string): string | null {
  const segments = key.split('/');
  if (segments.some((segment) => segment === '')) return 'it has an empty part';
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'it has a part of dots only';
  if (segments[0].startsWith('.')) return 'it begins with a dot';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\]/.test(key)) return 'it has a control character or a backslash';
  if (Buffer.byteLength(key) > longestKeyBytes) return `it is longer than ${longestKeyBytes} bytes`;
  return null;
}
