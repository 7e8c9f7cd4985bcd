import { Transform, type Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { OpenArchive, SourceFile } from './import-source.js';

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
export async function openZip(path: string, wanted: (name: string) => boolean): Promise<OpenArchive> {
  const zip = await asZipError(
    openPromise(path, { autoClose: false, lazyEntries: true, validateEntrySizes: true }),
  );
  const close = (): void => zip.close();
  try {
    return { ...(await asZipError(listFiles(zip, wanted))), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function listFiles(
  zip: ZipFile,
  wanted: (name: string) => boolean,
): Promise<Omit<OpenArchive, 'close'>> {
  if (zip.entryCount > mostEntries)
    throw new ZipError(`it holds ${zip.entryCount} files, more than ${mostEntries}`);
  const files = new Map<string, SourceFile>();
  const others: string[] = [];
  await new Promise<void>((done, fail) => {
    zip.on('error', fail);
    zip.on('end', done);
    zip.on('entry', (entry: Entry) => {
      try {
        if (wanted(entry.fileName)) {
          if (files.has(entry.fileName)) throw new ZipError(`${entry.fileName} is in it twice`);
          files.set(entry.fileName, toFile(zip, entry));
        } else if (!entry.fileName.endsWith('/')) others.push(entry.fileName);
        zip.readEntry();
      } catch (error) {
        fail(error instanceof Error ? error : new ZipError(String(error)));
      }
    });
    zip.readEntry();
  });
  return { files, others };
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
    zip.openReadStream(entry, (error, stream) => {
      if (error) return fail(new ZipError(error.message));
      const checked = checksummed(entry);
      stream.once('error', (fault) => checked.destroy(fault));
      checked.once('close', () => stream.destroy());
      done(stream.pipe(checked));
    }),
  );
}

/** Passes a file on and fails at its end when its checksum is not the one that the archive has. */
function checksummed({ fileName, crc32: expected }: Entry): Transform {
  let found = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      found = crc32(chunk, found);
      done(null, chunk);
    },
    flush(done) {
      done(
        found === expected
          ? null
          : new ZipError(`${fileName} is damaged: its checksum (CRC-32) does not fit`),
      );
    },
  });
}

async function asZipError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ZipError || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new ZipError(`it is no readable zip (${(error as Error).message})`);
  }
}
