import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { SourceFile } from './import-source.js';

/** The archive cannot be used; the message says why. */
export class ZipError extends Error {}

const mostEntries = 10_000;
const largestFile = 64 * 1024 ** 3;
/** Ratings compress about five times; the format itself allows a thousand. */
const greatestRatio = 200;
const smallFile = 16 * 1024 ** 2;

/**
 * Lists the files of a zip that `wanted` names. Nothing is unpacked to disk: a path in the archive is only ever
 * compared with names, and what is longer than it claims fails while it is read.
 *
 * @throws ZipError
 */
export async function openZip(
  path: string,
  wanted: (name: string) => boolean,
): Promise<{ files: Map<string, SourceFile>; close: () => void }> {
  const zip = await asZipError(
    openPromise(path, { autoClose: false, lazyEntries: true, validateEntrySizes: true }),
  );
  const close = (): void => zip.close();
  try {
    return { files: await asZipError(listFiles(zip, wanted)), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function listFiles(zip: ZipFile, wanted: (name: string) => boolean): Promise<Map<string, SourceFile>> {
  if (zip.entryCount > mostEntries)
    throw new ZipError(`it holds ${zip.entryCount} files, more than ${mostEntries}`);
  const files = new Map<string, SourceFile>();
  await new Promise<void>((done, fail) => {
    zip.on('error', fail);
    zip.on('end', done);
    zip.on('entry', (entry: Entry) => {
      try {
        if (wanted(entry.fileName)) files.set(entry.fileName, toFile(zip, entry));
        zip.readEntry();
      } catch (error) {
        fail(error instanceof Error ? error : new ZipError(String(error)));
      }
    });
    zip.readEntry();
  });
  return files;
}

function toFile(zip: ZipFile, entry: Entry): SourceFile {
  const { fileName, uncompressedSize: bytes, compressedSize } = entry;
  if (entry.isEncrypted()) throw new ZipError(`${fileName} is encrypted`);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw new ZipError(`${fileName} is compressed by a method that is not supported`);
  if (bytes > largestFile || (bytes > smallFile && bytes > compressedSize * greatestRatio))
    throw new ZipError(`${fileName} claims an absurd size of ${bytes.toLocaleString('en')} bytes`);
  return { bytes, open: () => openEntry(zip, entry) };
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((done, fail) =>
    zip.openReadStream(entry, (error, stream) => (error ? fail(new ZipError(error.message)) : done(stream))),
  );
}

async function asZipError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ZipError || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new ZipError(`it is no readable zip (${(error as Error).message})`);
  }
}
