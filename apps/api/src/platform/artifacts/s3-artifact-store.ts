import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createHash } from 'node:crypto';
import type { S3Settings } from '../config/app-config.js';
import { ArtifactCorruptError, ArtifactStore, type StoredArtifact } from './artifact-store.js';
import { verified } from './file-artifact-store.js';

/** Artifacts in a bucket of S3, MinIO or another server that speaks its protocol; a URI is `s3://bucket/key`. */
export class S3ArtifactStore extends ArtifactStore {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    super();
    this.client = new S3Client({
      region: settings.region,
      credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
      // Servers other than AWS know neither virtual-hosted buckets nor the newer default checksums.
      ...(settings.endpoint
        ? {
            endpoint: settings.endpoint,
            forcePathStyle: true,
            requestChecksumCalculation: 'WHEN_REQUIRED' as const,
            responseChecksumValidation: 'WHEN_REQUIRED' as const,
          }
        : {}),
    });
  }

  async put(key: string, content: Uint8Array): Promise<StoredArtifact> {
    const upload = new Upload({
      client: this.client,
      params: { Bucket: this.settings.bucket, Key: key, Body: content },
    });
    await upload.done();
    return {
      uri: `s3://${this.settings.bucket}/${key}`,
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.byteLength,
    };
  }

  async get(artifact: StoredArtifact): Promise<Buffer> {
    try {
      const answer = await this.client.send(
        new GetObjectCommand({ Bucket: this.settings.bucket, Key: this.keyOf(artifact.uri) }),
      );
      const bytes = await answer.Body?.transformToByteArray();
      return verified(artifact, Buffer.from(bytes ?? new Uint8Array()));
    } catch (error) {
      if ((error as { name?: string }).name === 'NoSuchKey')
        throw new ArtifactCorruptError(artifact.uri, 'it is missing');
      throw error;
    }
  }

  async delete(uri: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.settings.bucket, Key: this.keyOf(uri) }));
  }

  private keyOf(uri: string): string {
    const prefix = `s3://${this.settings.bucket}/`;
    if (!uri.startsWith(prefix)) throw new ArtifactCorruptError(uri, 'it is not in this store');
    return uri.slice(prefix.length);
  }
}
