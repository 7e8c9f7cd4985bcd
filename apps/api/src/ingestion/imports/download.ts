import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { OfficialArchive } from './archives.js';
import { ImportSourceUnreadableError } from './imports.errors.js';

const connectTimeoutMs = 20_000;
const largestArchive = 4 * 1024 ** 3;

export interface DownloadOptions {
  signal: AbortSignal;
  /** @param bytes  so far; `total` as the server announces it */
  onProgress: (bytes: number, total: number | null) => void;
}

/**
 * Downloads an archive into `folder` and compares its checksum: the known SHA-256, or the MD5 that GroupLens publishes
 * beside it.
 *
 * @returns path of the zip
 * @throws ImportSourceUnreadableError when the server cannot be reached or gives something else
 * @throws the reason of `options.signal` when it is aborted
 */
export async function downloadArchive(
  archive: OfficialArchive,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${archive.name}.zip`);
  const part = `${path}.part`;
  try {
    const expected = archive.sha256 ?? (await publishedMd5(archive, options.signal));
    const found = await saveTo(part, archive, archive.sha256 ? 'sha256' : 'md5', options);
    if (found !== expected)
      throw new ImportSourceUnreadableError(
        archive.url,
        `its checksum is ${found}, expected ${expected}; the download is broken or the archive was changed`,
      );
    await rename(part, path);
    return path;
  } finally {
    await rm(part, { force: true });
  }
}

async function publishedMd5({ url }: OfficialArchive, signal: AbortSignal): Promise<string> {
  const response = await get(`${url}.md5`, signal);
  const md5 = /\b[0-9a-f]{32}\b/i.exec(await response.text())?.[0];
  if (!md5) throw new ImportSourceUnreadableError(url, 'its published checksum cannot be read');
  return md5.toLowerCase();
}

/** @returns the digest of what was written, in hexadecimal */
async function saveTo(
  path: string,
  { url }: OfficialArchive,
  algorithm: 'sha256' | 'md5',
  { signal, onProgress }: DownloadOptions,
): Promise<string> {
  const response = await get(url, signal);
  const total = Number(response.headers.get('content-length')) || null;
  const hash = createHash(algorithm);
  let bytes = 0;
  async function* watched(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > largestArchive) throw new ImportSourceUnreadableError(url, 'it is absurdly large');
      hash.update(chunk);
      onProgress(bytes, total);
      yield chunk;
    }
  }
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  try {
    await pipeline(body, watched, createWriteStream(path), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ImportSourceUnreadableError ? error : unreachable(url, error);
  }
  return hash.digest('hex');
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Error('it does not answer')), connectTimeoutMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, timeout.signal]) });
    if (!response.ok || !response.body)
      throw new ImportSourceUnreadableError(url, `the server answered ${response.status}`);
    return response;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ImportSourceUnreadableError ? error : unreachable(url, error);
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(url: string, error: unknown): ImportSourceUnreadableError {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const reason = cause?.code ?? cause?.message ?? (error as Error).message;
  return new ImportSourceUnreadableError(
    url,
    `could not reach ${new URL(url).host} (${reason}): download it yourself and give its path`,
  );
}
