import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { S3Settings } from '../config/app-config.js';
import { ArtifactCorruptError, ArtifactMissingError } from './artifact-errors.js';
import {
  ArtifactStore,
  type ArtifactSource,
  type ListedArtifact,
  type StoredArtifact,
  type TransferOptions,
} from './artifact-store.js';
import { createS3Client } from './s3-client.js';
import { isAbsent, isBrokenOff, s3Fault } from './s3-faults.js';
import { Measure } from './verified-stream.js';

export interface S3Tuning {
  /** S3 takes 10,000 parts, so of 16 MiB each they make 160 GB; servers refuse parts below 5 MiB. */
  partBytes: number;
  /** How many parts are under way at once; an upload holds so many of them in memory. */
  partsAtOnce: number;
  /** How many entries a listing asks for at a time, 1 to 1,000. */
  pageSize: number;
}

const defaultTuning: S3Tuning = { partBytes: 16 * 1024 ** 2, partsAtOnce: 3, pageSize: 1000 };
/** How often a read that breaks off goes on from where it was. */
const resumptions = 3;
/** No upload takes so long: what is older was left by a process that is gone. */
const abandonedAfterMs = 24 * 3_600_000;

/** Artifacts in a bucket of S3, MinIO or another server that speaks its protocol; a URI is `s3://bucket/key`. */
export class S3ArtifactStore extends ArtifactStore {
  readonly location: string;
  private readonly client: S3Client;
  private readonly tuning: S3Tuning;

  constructor(
    private readonly settings: S3Settings,
    tuning: Partial<S3Tuning> = {},
  ) {
    super();
    this.tuning = { ...defaultTuning, ...tuning };
    this.location = `s3://${settings.bucket}`;
    this.client = createS3Client(settings);
  }

  uriOf(key: string): string {
    return `${this.location}/${key}`;
  }

  async head(uri: string): Promise<ListedArtifact | null> {
    const key = this.keyOf(uri);
    try {
      const answer = await this.client.send(new HeadObjectCommand(this.object(key)));
      return {
        key,
        uri,
        bytes: answer.ContentLength ?? 0,
        modifiedAt: answer.LastModified ?? new Date(0),
      };
    } catch (error) {
      // The answer to HEAD has no body, so a missing bucket looks like a missing object: the check tells them apart.
      if (isAbsent(error)) return null;
      throw s3Fault(this.settings, error);
    }
  }

  async *list(prefix = ''): AsyncGenerator<ListedArtifact> {
    try {
      const pages = paginateListObjectsV2(
        { client: this.client, pageSize: this.tuning.pageSize },
        { Bucket: this.settings.bucket, Prefix: prefix },
      );
      for await (const page of pages) {
        for (const { Key: key = '', Size: bytes = 0, LastModified } of page.Contents ?? []) {
          if (key.startsWith('.')) continue;
          yield { key, uri: this.uriOf(key), bytes, modifiedAt: LastModified ?? new Date(0) };
        }
      }
    } catch (error) {
      throw s3Fault(this.settings, error);
    }
  }

  async delete(uri: string): Promise<void> {
    const object = this.object(this.keyOf(uri));
    await this.client.send(new DeleteObjectCommand(object)).catch((error: unknown) => {
      if (!isAbsent(error)) throw s3Fault(this.settings, error);
    });
  }

  async check(): Promise<void> {
    const probe = this.object(`.probe-${randomBytes(4).toString('hex')}`);
    try {
      await this.client.send(new PutObjectCommand({ ...probe, Body: 'can be written' }));
      const answer = await this.client.send(new GetObjectCommand(probe));
      await answer.Body?.transformToString();
      await this.client.send(new DeleteObjectCommand(probe));
    } catch (error) {
      throw s3Fault(this.settings, error);
    }
  }

  async sweep(olderThanMs = abandonedAfterMs): Promise<number> {
    const abandoned: MultipartUpload[] = [];
    try {
      for await (const upload of this.unfinishedUploads()) {
        if (Date.now() - (upload.Initiated?.getTime() ?? Date.now()) >= olderThanMs) abandoned.push(upload);
      }
      for (const { Key = '', UploadId } of abandoned) {
        await this.client.send(new AbortMultipartUploadCommand({ ...this.object(Key), UploadId }));
      }
    } catch (error) {
      throw s3Fault(this.settings, error);
    }
    return abandoned.length;
  }

  /**
   * Small artifacts in one request, large ones in parts. Every request is signed with the checksum of its body, which the
   * server compares; an upload that fails is aborted, parts and all.
   */
  protected async write(
    key: string,
    source: ArtifactSource,
    { signal }: TransferOptions,
  ): Promise<StoredArtifact> {
    const measure = new Measure();
    const upload = new Upload({
      client: this.client,
      params: { ...this.object(key), Body: Readable.from(measure.of(source, signal), { objectMode: false }) },
      partSize: this.tuning.partBytes,
      queueSize: this.tuning.partsAtOnce,
      leavePartsOnError: false,
    });
    const abort = () => void upload.abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await upload.done();
    } catch (error) {
      if (measure.sourceError) throw measure.sourceError.error;
      signal?.throwIfAborted();
      throw s3Fault(this.settings, error);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    const artifact = measure.recorded(this.uriOf(key));
    await this.ensureComplete(artifact);
    return artifact;
  }

  /** Goes on where it was when the connection breaks off, as long as the object is the same. */
  protected async *read(artifact: StoredArtifact, { signal }: TransferOptions): AsyncGenerator<Buffer> {
    const object = this.object(this.keyOf(artifact.uri));
    let offset = 0;
    let etag: string | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        const rest = offset === 0 ? {} : { Range: `bytes=${offset}-`, IfMatch: etag };
        const answer = await this.client.send(new GetObjectCommand({ ...object, ...rest }), {
          abortSignal: signal,
        });
        etag = answer.ETag;
        for await (const chunk of answer.Body as Readable) {
          offset += (chunk as Buffer).byteLength;
          yield chunk as Buffer;
        }
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (offset < artifact.bytes && attempt < resumptions && isBrokenOff(error)) continue;
        throw isAbsent(error) ? new ArtifactMissingError(artifact.uri) : s3Fault(this.settings, error);
      }
    }
  }

  private async ensureComplete({ uri, bytes }: StoredArtifact): Promise<void> {
    const stored = await this.head(uri);
    if (stored?.bytes === bytes) return;
    throw new ArtifactCorruptError(
      uri,
      stored ? `the store kept ${stored.bytes} of its ${bytes} bytes` : 'the store took it and has it not',
    );
  }

  private async *unfinishedUploads(): AsyncGenerator<MultipartUpload> {
    let from: { KeyMarker?: string; UploadIdMarker?: string } = {};
    for (;;) {
      const page = await this.client.send(
        new ListMultipartUploadsCommand({
          Bucket: this.settings.bucket,
          MaxUploads: this.tuning.pageSize,
          ...from,
        }),
      );
      yield* page.Uploads ?? [];
      if (!page.IsTruncated) return;
      from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  private object(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.settings.bucket, Key: key };
  }

  private keyOf(uri: string): string {
    const prefix = `${this.location}/`;
    if (!uri.startsWith(prefix) || uri === prefix)
      throw new ArtifactCorruptError(uri, 'it is not in this store');
    return uri.slice(prefix.length);
  }
}
