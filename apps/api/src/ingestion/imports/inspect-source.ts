import { Readable } from 'node:stream';
import { TarError } from './tar-archive.js';
import { ZipError } from './zip-archive.js';
import {
  MappingNeededError,
  plainTable,
  sniffRatingTable,
  type RatingTable,
} from '../formats/rating-table.js';
import { foreignContent } from '../formats/foreign-content.js';
import type { SourceScale } from '../formats/rating-scale.js';
import { asPlainText, sniffText, type SourceEncoding } from '../formats/text-shape.js';
import { isBrokenSource } from './broken-source.js';
import { openSource, type ImportSource, type SourceFile } from './import-source.js';
import { ImportMappingNeededError, ImportSourceUnreadableError } from './imports.errors.js';
import type { ReadingOptions } from './reading-options.js';

/** Of each file, to recognize how it is written. */
const enoughBytes = 1 << 20;

/** A source whose files have been looked at: all are UTF-8 with line feeds, and it is known how the ratings are written. */
export interface InspectedSource extends ImportSource {
  table: RatingTable;
  /** Of its ratings, where the caller knows it. */
  scale?: SourceScale;
}

/**
 * Opens a source and recognizes how its files are written, so that what cannot be read is refused at once instead of by a job that fails.
 *
 * @throws ImportSourceNotFoundError, ImportSourceUnreadableError as `openSource`
 * @throws ImportMappingNeededError with a proposal, when the columns of the ratings cannot be told for sure
 */
export async function openInspectedSource(
  path: string,
  label: string,
  options: ReadingOptions = {},
): Promise<InspectedSource> {
  const source = await openSource(path, label, options.ratings);
  try {
    return await inspect(source, options);
  } catch (error) {
    source.close();
    throw error;
  }
}

async function inspect(source: ImportSource, options: ReadingOptions): Promise<InspectedSource> {
  const { layout, label } = source;
  const files = new Map<string, SourceFile>();
  let table: RatingTable | null = null;
  for (const name of [layout.ratings, layout.movies, layout.tags, layout.links]) {
    const file = name === null ? undefined : source.files.get(name);
    if (!name || !file) continue;
    const head = await beginningOf(file, name, label);
    const shape = sniffText(head, options.encoding ?? layout.encoding ?? undefined);
    files.set(name, {
      bytes: file.bytes,
      open: async () => Readable.from(asPlainText(await file.open(), shape), { objectMode: false }),
    });
    if (shape.encoding === 'utf-8' && shape.lineEnd === 'lf') files.set(name, file);
    if (name === layout.ratings) table = ratingTable(source, head, textOf(head, shape.encoding), options);
  }
  if (layout.genres) files.set(layout.genres, source.files.get(layout.genres)!);
  return { ...source, files, table: table!, ...(options.scale ? { scale: options.scale } : {}) };
}

function ratingTable(source: ImportSource, head: Buffer, text: string, options: ReadingOptions): RatingTable {
  const { layout, label } = source;
  const fault = foreignContent(head, text);
  if (fault) throw new ImportSourceUnreadableError(label, `${layout.ratings} ${fault}`);
  if (layout.separator !== null && !options.mapping && !options.separator)
    return plainTable(layout.separator);
  try {
    return sniffRatingTable(text, options, head.length < enoughBytes);
  } catch (error) {
    if (!(error instanceof MappingNeededError)) throw error;
    throw new ImportMappingNeededError(label, `${layout.ratings}: ${error.message}`, error.proposal);
  }
}

async function beginningOf(file: SourceFile, name: string, label: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const stream = await file.open();
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= enoughBytes) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (isBrokenSource(error) || error instanceof ZipError || error instanceof TarError)
      throw new ImportSourceUnreadableError(label, `${name}: ${error.message}`);
    throw error;
  }
}

function textOf(head: Buffer, encoding: SourceEncoding): string {
  const text = new TextDecoder(encoding).decode(head);
  return text.includes('\n') ? text : text.replaceAll('\r', '\n');
}
