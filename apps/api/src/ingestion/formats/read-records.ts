import { splitCsvLine } from './csv-fields.js';
import { columnOrder } from './csv-header.js';
import type { TextEncoding } from './decode-text.js';
import { FieldError, type RecordReader } from './records.js';
import { shorten, UnreadableFileError, type RejectedLine } from './rejected-line.js';
import { textLines, type TextLine } from './text-lines.js';

/** How a file of films, tags or links is written. */
export interface RecordFormat<T> {
  encoding: TextEncoding;
  /** Names in the header of a CSV file, in the order in which `read` wants the fields; null: no header, `split` cuts. */
  columns: readonly string[] | null;
  /** @returns null when the line cannot be cut into the right number of fields */
  split(line: string): string[] | null;
  read: RecordReader<T>;
}

export interface RecordBatch<T> {
  records: T[];
  rejected: RejectedLine[];
}

/**
 * Reads a file record by record, in batches as its bytes come.
 *
 * @throws UnreadableFileError when the header does not name the columns
 */
export async function* readRecords<T>(
  file: string,
  chunks: AsyncIterable<Buffer>,
  format: RecordFormat<T>,
): AsyncGenerator<RecordBatch<T>> {
  let order: number[] | null = null;
  for await (const lines of textLines(file, chunks, format.encoding)) {
    const batch: RecordBatch<T> = { records: [], rejected: [] };
    for (const line of lines) {
      if (format.columns && order === null) order = columnOrder(file, line.text, format.columns);
      else readLine(file, line, format, order, batch);
    }
    yield batch;
  }
  if (format.columns && order === null)
    throw new UnreadableFileError(file, 'is empty, not even a header is there');
}

function readLine<T>(
  file: string,
  line: TextLine,
  format: RecordFormat<T>,
  order: number[] | null,
  batch: RecordBatch<T>,
): void {
  try {
    if (!line.decoded) throw new FieldError('bad UTF-8');
    if (line.text.includes('\0')) throw new FieldError('holds a NUL character');
    batch.records.push(format.read(arrange(line.text, format, order)));
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    batch.rejected.push({
      file,
      line: line.number,
      reason: shorten(error.message),
      text: shorten(line.text),
    });
  }
}

function arrange<T>(text: string, format: RecordFormat<T>, order: number[] | null): string[] {
  if (order === null) {
    const fields = format.split(text);
    if (fields === null) throw new FieldError('has too few fields');
    return fields;
  }
  const fields = splitCsvLine(text);
  if (fields === null) throw new FieldError('broken quoting');
  if (fields.length !== order.length)
    throw new FieldError(`${fields.length} fields, expected ${order.length}`);
  const arranged: string[] = [];
  for (const [index, field] of fields.entries()) arranged[order[index]] = field;
  return arranged;
}
