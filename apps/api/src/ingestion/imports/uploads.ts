import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UploadTooLargeError } from './imports.errors.js';

/** Media types of uploads, with the extension that tells them apart on disk. */
export const uploadTypes = {
  'application/zip': '.zip',
  'application/x-zip-compressed': '.zip',
  'application/gzip': '.gz',
  'application/x-gzip': '.gz',
  'application/x-tar': '.tar',
  'text/tab-separated-values': '.tsv',
  'text/csv': '.csv',
} as const satisfies Record<string, string>;

export type UploadType = keyof typeof uploadTypes;

/** @returns undefined for any other media type */
export function uploadTypeOf(contentType: string | undefined): UploadType | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return type !== undefined && type in uploadTypes ? (type as UploadType) : undefined;
}

export interface Upload {
  body: Readable;
  type: UploadType;
  /** As the client announces it; not to be relied on. */
  contentLength: number | null;
}

/**
 * Writes an upload to a file of its own under `folder`.
 *
 * @returns its path
 * @throws UploadTooLargeError beyond `maxBytes`; nothing is left then
 */
export async function saveUpload(upload: Upload, folder: string, maxBytes: number): Promise<string> {
  if (upload.contentLength !== null && upload.contentLength > maxBytes)
    throw new UploadTooLargeError(maxBytes);
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${randomUUID()}${uploadTypes[upload.type]}`);
  try {
    await pipeline(limited(upload.body, maxBytes), createWriteStream(path, { mode: 0o600 }));
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** The connection is left open when there is too much, so that the client can still be told. */
async function* limited(body: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) throw new UploadTooLargeError(maxBytes);
    yield chunk as Buffer;
  }
}
