import { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../config/app-config.js';

export function createS3Client(settings: S3Settings): S3Client {
  return new S3Client({
    region: settings.region,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 120_000 },
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
