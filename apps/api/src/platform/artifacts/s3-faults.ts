import type { S3Settings } from '../config/app-config.js';
import { ArtifactStoreError, type ArtifactStoreFault } from './artifact-errors.js';

interface Met {
  name?: string;
  code?: string;
  Code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
  cause?: unknown;
}

/** There is no such object. */
export function isAbsent(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes((error as Met).name ?? '');
}

const connectionFault =
  /ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE|TimeoutError|^aborted$/;

/** What of the connection failed; null when it did not. The client wraps such errors, some of them as text only. */
function brokenOff({ code, name, message }: Met): string | null {
  for (const text of [code, name, message]) {
    const [fault] = connectionFault.exec(text ?? '') ?? [];
    if (fault) return fault;
  }
  return null;
}

/** The connection failed: the same call may succeed in a moment. */
export function isBrokenOff(error: unknown): boolean {
  return brokenOff(error as Met) !== null;
}

/** A fault of the server or of the way to it, in words that say what to do. */
export function s3Fault(settings: S3Settings, error: unknown): Error {
  if (error instanceof ArtifactStoreError) return error;
  const [code, message] = describe(settings, error as Met);
  return new ArtifactStoreError(code, message, error);
}

function describe(settings: S3Settings, met: Met): [ArtifactStoreFault, string] {
  const where = settings.endpoint ?? `AWS in ${settings.region}`;
  const bucket = `bucket "${settings.bucket}"`;
  const name = met.name ?? met.Code ?? met.code ?? 'Error';
  switch (name) {
    case 'InvalidAccessKeyId':
      return [
        'artifact-store-credentials',
        `${where} does not know the access key of S3_ACCESS_KEY_ID: check it, and that it is a key of this server.`,
      ];
    case 'SignatureDoesNotMatch':
    case 'InvalidToken':
    case 'ExpiredToken':
    case 'CredentialsProviderError':
      return [
        'artifact-store-credentials',
        `${where} does not accept the signature of S3_SECRET_ACCESS_KEY: check that it belongs to S3_ACCESS_KEY_ID (${name}).`,
      ];
    case 'NoSuchBucket':
      return [
        'artifact-store-bucket-missing',
        `There is no ${bucket} at ${where}: make it, or correct S3_BUCKET or S3_ENDPOINT.`,
      ];
    case 'RequestTimeTooSkewed':
      return [
        'artifact-store-clock-skew',
        `The clock of this machine and that of ${where} are too far apart: set this machine's clock (NTP); signatures hold for 15 minutes.`,
      ];
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return [
        'artifact-store-region',
        `The ${bucket} is not in the region "${settings.region}": set S3_REGION to its region (${met.message ?? name}).`,
      ];
    case 'AccessDenied':
    case 'AllAccessDisabled':
    case 'Forbidden':
      return [
        'artifact-store-denied',
        `The key of S3_ACCESS_KEY_ID may not use ${bucket} at ${where}: let it list, read, write and delete objects there.`,
      ];
    case 'QuotaExceeded':
    case 'XMinioStorageFull':
    case 'EntityTooLarge':
      return ['artifact-store-full', `There is no room left in ${bucket} at ${where} (${name}).`];
  }
  const broken = brokenOff(met);
  if (broken) {
    return [
      'artifact-store-unreachable',
      `${where} cannot be reached (${broken}): check S3_ENDPOINT, and that the server runs and this machine may connect to it.`,
    ];
  }
  if (met.$metadata?.httpStatusCode === 507)
    return ['artifact-store-full', `There is no room left in ${bucket} at ${where}.`];
  return ['artifact-store-failed', `${where} failed with ${name}: ${met.message ?? 'no reason was given'}.`];
}
