import { createReadStream } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { bareRatingsLayout, detectLayout, isKnownFile, LayoutError, type Layout } from '../formats/layout.js';
import { ImportSourceNotFoundError, ImportSourceUnreadableError } from './imports.errors.js';
import { openZip, ZipError } from './zip-archive.js';

/** Small enough that the event loop answers others between two chunks. */
export const chunkBytes = 256 * 1024;

export interface SourceFile {
  /** Uncompressed size. */
  bytes: number;
  open(): Promise<Readable>;
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
 * Opens a folder, a zip or a single CSV file of ratings.
 *
 * @throws ImportSourceNotFoundError when nothing is there
 * @throws ImportSourceUnreadableError when it is none of these; the message says why
 */
export async function openSource(path: string, label = path): Promise<ImportSource> {
  const kind = await kindOf(path, label);
  try {
    if (kind === 'folder') return await openFolder(path, label);
    return extname(path).toLowerCase() === '.zip'
      ? await openArchive(path, label)
      : await openFile(path, label);
  } catch (error) {
    if (error instanceof LayoutError || error instanceof ZipError)
      throw new ImportSourceUnreadableError(label, error.message);
    throw explain(error, label);
  }
}

async function kindOf(path: string, label: string): Promise<'folder' | 'file'> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    if (found.isFile()) return 'file';
    throw new ImportSourceUnreadableError(label, 'it is neither a file nor a folder');
  } catch (error) {
    throw explain(error, label);
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

async function openFolder(path: string, label: string): Promise<ImportSource> {
  const files = new Map<string, SourceFile>();
  await addFiles(path, '', files);
  return { label, layout: detectLayout([...files.keys()]), files, close: () => undefined };
}

async function addFiles(root: string, folder: string, files: Map<string, SourceFile>): Promise<void> {
  for await (const entry of await opendir(join(root, folder))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && folder === '') await addFiles(root, entry.name, files).catch(ignoreForbidden);
    else if (isKnownFile(name)) {
      const path = await realpath(join(root, name));
      const found = await stat(path);
      if (found.isFile()) files.set(name, fileAt(path, found.size));
    }
  }
}

function ignoreForbidden(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
}

async function openFile(path: string, label: string): Promise<ImportSource> {
  const name = basename(label);
  if (extname(name).toLowerCase() !== '.csv')
    throw new LayoutError('it is no folder, zip or CSV file of ratings');
  const { size } = await stat(path);
  return {
    label,
    layout: bareRatingsLayout(name),
    files: new Map([[name, fileAt(path, size)]]),
    close: () => undefined,
  };
}

function fileAt(path: string, bytes: number): SourceFile {
  return { bytes, open: () => Promise.resolve(createReadStream(path, { highWaterMark: chunkBytes })) };
}

async function openArchive(path: string, label: string): Promise<ImportSource> {
  const archive = await openZip(path, isKnownFile);
  try {
    return { label, layout: detectLayout([...archive.files.keys()]), ...archive };
  } catch (error) {
    archive.close();
    throw error;
  }
}
