import { createReadStream } from 'node:fs';
import { open, opendir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { bareRatingsLayout, detectLayout, isKnownFile, LayoutError, type Layout } from '../formats/layout.js';
import { ImportSourceNotFoundError, ImportSourceUnreadableError } from './imports.errors.js';
import { gunzipped, openGzip, openTar, TarError } from './tar-archive.js';
import { openZip, ZipError } from './zip-archive.js';

/** Small enough that the event loop answers others between two chunks. */
export const chunkBytes = 256 * 1024;
const deepestFolder = 8;
const mostFiles = 10_000;
/** Ratings compress about so many times: for the progress of files whose size is not known beforehand. */
const usualCompression = 4;

export interface SourceFile {
  /** Uncompressed size, or an estimate of it. */
  bytes: number;
  open(): Promise<Readable>;
}

/** Files of a folder or archive. */
export interface OpenArchive {
  files: Map<string, SourceFile>;
  /** Names of files that are no part of any source. */
  others: string[];
  close: () => void;
}

/** Files that can be imported, wherever they lie. */
export interface ImportSource {
  /** What the caller called it. */
  label: string;
  layout: Layout;
  files: ReadonlyMap<string, SourceFile>;
  /** Frees what is open; harmless when called twice. */
  close(): void;
}

/**
 * Opens a folder, a zip, a tar (gzipped or not), a gzipped file or a single file of ratings, told apart by their content.
 *
 * @param ratings  name of the file of ratings in a folder or archive, where the caller knows it
 * @throws ImportSourceNotFoundError when nothing is there
 * @throws ImportSourceUnreadableError when it is none of these; the message says why
 */
export async function openSource(path: string, label = path, ratings?: string): Promise<ImportSource> {
  const kind = await kindOf(path, label);
  try {
    switch (kind) {
      case 'folder':
        return await openFolder(path, label, ratings);
      case 'zip':
        return withLayout(await openZip(path, isKnownFile), label, ratings);
      case 'tar':
      case 'tar.gz':
        return withLayout(await openTar(path, kind === 'tar.gz', isKnownFile, chunkBytes), label, ratings);
      case 'gzip':
        return openGzipped(path, label, (await stat(path)).size);
      case 'file':
        return openFile(path, label, (await stat(path)).size);
    }
  } catch (error) {
    if (error instanceof LayoutError || error instanceof ZipError || error instanceof TarError)
      throw new ImportSourceUnreadableError(label, error.message);
    throw explain(error, label);
  }
}

type SourceKind = 'folder' | 'zip' | 'tar' | 'tar.gz' | 'gzip' | 'file';

async function kindOf(path: string, label: string): Promise<SourceKind> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    if (!found.isFile()) throw new ImportSourceUnreadableError(label, 'it is neither a file nor a folder');
    return await kindOfFile(path);
  } catch (error) {
    throw explain(error, label);
  }
}

/** Told by the first bytes: what people upload is often not what its name says. */
async function kindOfFile(path: string): Promise<SourceKind> {
  const head = await beginningOf(path);
  if (head.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  if (isTar(head)) return 'tar';
  if (head[0] !== 0x1f || head[1] !== 0x8b) return 'file';
  const stream = await openGzip(path, 1024);
  try {
    for await (const chunk of stream) return isTar(chunk as Buffer) ? 'tar.gz' : 'gzip';
  } catch {
    // Whoever reads it is told what is wrong.
  } finally {
    stream.destroy();
  }
  return 'gzip';
}

function isTar(head: Buffer): boolean {
  return head.subarray(257, 262).toString('latin1') === 'ustar';
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function explain(error: unknown, label: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ERR_INVALID_ARG_VALUE' || code === 'ENAMETOOLONG')
    return new ImportSourceNotFoundError(label);
  if (code === 'EACCES' || code === 'EPERM')
    return new ImportSourceUnreadableError(label, 'this user may not read it');
  return error;
}

async function openFolder(path: string, label: string, ratings?: string): Promise<ImportSource> {
  const archive: OpenArchive = { files: new Map(), others: [], close: () => undefined };
  await addFiles(path, '', archive, 0);
  return withLayout(archive, label, ratings);
}

async function addFiles(root: string, folder: string, archive: OpenArchive, depth: number): Promise<void> {
  for await (const entry of await opendir(join(root, folder))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (archive.files.size >= mostFiles) return;
    if (entry.isDirectory()) {
      if (depth < deepestFolder && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        await addFiles(root, name, archive, depth + 1).catch(ignoreForbidden);
    } else if (!isKnownFile(name)) {
      if (archive.others.length < mostFiles) archive.others.push(name);
    } else {
      const path = await realpath(join(root, name));
      const found = await stat(path);
      if (found.isFile()) archive.files.set(name, fileAt(path, found.size));
    }
  }
}

function ignoreForbidden(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
}

function withLayout({ others, ...archive }: OpenArchive, label: string, ratings?: string): ImportSource {
  try {
    const files = new Map([...archive.files].map(([name, file]) => unpacked(name, file)));
    if (files.size < archive.files.size)
      throw new LayoutError('a file is there twice, gzipped and as it is: remove one of them');
    return {
      ...archive,
      label,
      files,
      layout: detectLayout([...files.keys()].sort(), ratings, others.sort()),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

/** `ratings.csv.gz` is read as ratings.csv. */
function unpacked(name: string, file: SourceFile): [string, SourceFile] {
  if (!/\.gz$/i.test(name)) return [name, file];
  const open = async (): Promise<Readable> => gunzipped(await file.open(), file.bytes, chunkBytes);
  return [name.slice(0, -3), { bytes: file.bytes * usualCompression, open }];
}

function openFile(path: string, label: string, size: number): ImportSource {
  return alone(label, basename(label), fileAt(path, size));
}

function openGzipped(path: string, label: string, size: number): ImportSource {
  return alone(label, basename(label).replace(/\.gz$/i, ''), gzipAt(path, size));
}

/** One file; one that bears a name of MovieLens is read as such. */
function alone(label: string, name: string, file: SourceFile): ImportSource {
  const isMovieLens = /^(u\.data|ratings\.dat)$/i.test(name);
  const layout = isMovieLens ? detectLayout([name]) : bareRatingsLayout(name);
  return { label, layout, files: new Map([[name, file]]), close: () => undefined };
}

function fileAt(path: string, bytes: number): SourceFile {
  return { bytes, open: () => Promise.resolve(createReadStream(path, { highWaterMark: chunkBytes })) };
}

function gzipAt(path: string, bytes: number): SourceFile {
  return { bytes: bytes * usualCompression, open: () => openGzip(path, chunkBytes) };
}
