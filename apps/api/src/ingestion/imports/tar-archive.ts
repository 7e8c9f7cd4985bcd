import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { OpenArchive, SourceFile } from './import-source.js';

/** The archive cannot be used; the message says why. */
export class TarError extends Error {}

/** Ratings compress about five times; the format itself allows a thousand. */
const greatestRatio = 200;
const smallFile = 16 * 1024 ** 2;
const largestFile = 64 * 1024 ** 3;
const mostEntries = 10_000;

/** A gunzipped stream of a file, bounded: it fails when it grows to an absurd size. */
export async function openGzip(path: string, chunkBytes: number): Promise<Readable> {
  const { size } = await stat(path);
  return gunzipped(createReadStream(path, { highWaterMark: chunkBytes }), size, chunkBytes);
}

/** A stream without its gzip, bounded by the `size` that it has with it. */
export function gunzipped(file: Readable, size: number, chunkBytes: number): Readable {
  const limit = Math.min(largestFile, Math.max(smallFile, size * greatestRatio));
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(
        bytes > limit
          ? new TarError(`it unpacks to an absurd size, more than ${limit.toLocaleString('en')} bytes`)
          : null,
        chunk,
      );
    },
  });
  const unzipped = createGunzip({ chunkSize: chunkBytes });
  file.once('error', (error) => unzipped.destroy(error));
  unzipped.once('error', (error) => bounded.destroy(error));
  bounded.once('close', () => {
    file.destroy();
    unzipped.destroy();
  });
  return file.pipe(unzipped).pipe(bounded);
}

/**
 * Unpacks the files of a tar, gzipped or not, that `wanted` names into a folder of its own: a tar can be read only from its
 * beginning to its end. Names of the archive never become paths.
 *
 * @throws TarError
 */
export async function openTar(
  path: string,
  gzipped: boolean,
  wanted: (name: string) => boolean,
  chunkBytes: number,
): Promise<OpenArchive> {
  const others: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'marquee-tar-'));
  const close = (): void => void rm(folder, { recursive: true, force: true }).catch(() => undefined);
  const files = new Map<string, SourceFile>();
  const archive = extract();
  const source = gzipped
    ? await openGzip(path, chunkBytes)
    : createReadStream(path, { highWaterMark: chunkBytes });
  try {
    const reading = pipeline(source, archive);
    reading.catch(() => undefined);
    let entries = 0;
    for await (const entry of archive) {
      if (++entries > mostEntries) throw new TarError(`it holds more than ${mostEntries} files`);
      const name = entry.header.name.replace(/^\.\//, '');
      if (entry.header.type !== 'file' || !wanted(name)) {
        if (entry.header.type !== 'directory') others.push(name);
        entry.resume();
        continue;
      }
      if (files.has(name)) throw new TarError(`${name} is in it twice`);
      const unpacked = join(folder, String(files.size));
      await pipeline(entry, createWriteStream(unpacked, { mode: 0o600 }));
      const { size } = await stat(unpacked);
      files.set(name, {
        bytes: size,
        open: () => Promise.resolve(createReadStream(unpacked, { highWaterMark: chunkBytes })),
      });
    }
    await reading;
    return { files, others, close };
  } catch (error) {
    close();
    if (error instanceof TarError) throw error;
    throw new TarError(`it is not a readable tar (${(error as Error).message})`);
  }
}
