import { isQuoteOpen, splitCsvLine } from './csv-fields.js';
import { columnOrder, type Column, type ColumnOrder } from './csv-header.js';
import type { TextEncoding } from './decode-text.js';
import { FieldError, type RecordReader } from './records.js';
import { shorten, UnreadableFileError, type RejectedLine } from './rejected-line.js';
import { textLines, type TextLine } from './text-lines.js';

/** A quoted field goes over no more than so many lines: an open quote must cost one line, not the rest of the file. */
const mostLinesOfRecord = 100;

/** How a file of movies, tags or links is written. */
export interface RecordFormat<T> {
  encoding: TextEncoding;
  /** What the header of a CSV file names, in the order in which `read` wants the fields; null: no header, `split` cuts. */
  columns: readonly Column[] | null;
  /** @returns null when the line cannot be cut into the right number of fields */
  split(line: string): string[] | null;
  read: RecordReader<T>;
}

export interface RecordBatch<T> {
  records: T[];
  rejected: RejectedLine[];
}

/**
 * Reads a file record by record, in batches as its bytes come. A quoted field may hold line breaks (RFC 4180).
 *
 * @throws UnreadableFileError when the header does not name the columns
 */
export async function* readRecords<T>(
  file: string,
  chunks: AsyncIterable<Buffer>,
  format: RecordFormat<T>,
): AsyncGenerator<RecordBatch<T>> {
  const reader = new RecordLines(file, format);
  for await (const lines of textLines(file, chunks, format.encoding)) {
    for (const line of lines) reader.add(line);
    yield reader.take();
  }
  reader.end();
  yield reader.take();
  if (reader.headerIsDue) throw new UnreadableFileError(file, 'is empty, not even a header is there');
}

/** Puts lines together to records. */
class RecordLines<T> {
  private order: ColumnOrder | null = null;
  private batch: RecordBatch<T> = { records: [], rejected: [] };
  /** Lines of a record whose quotes are open. */
  private open: TextLine[] = [];

  constructor(
    private readonly file: string,
    private readonly format: RecordFormat<T>,
  ) {}

  get headerIsDue(): boolean {
    return this.format.columns !== null && this.order === null;
  }

  add(line: TextLine): void {
    if (this.format.columns !== null && this.order === null) {
      this.order = columnOrder(this.file, line.text, this.format.columns);
      return;
    }
    if (this.order === null) return this.read(line);
    this.open.push(line);
    const text = this.open.map((one) => one.text).join('\n');
    if (isQuoteOpen(text, this.order.separator)) {
      if (this.open.length >= mostLinesOfRecord) this.giveUp();
      return;
    }
    const fields = splitCsvLine(text, this.order.separator);
    if (this.open.length > 1 && fields?.length !== this.order.width) return this.giveUp();
    const { number, decoded } = this.open[0];
    this.read({ number, text, decoded: decoded && this.open.every((one) => one.decoded) });
    this.open = [];
  }

  end(): void {
    while (this.open.length > 0) this.giveUp();
  }

  /** What was read since the last call. */
  take(): RecordBatch<T> {
    const { batch } = this;
    this.batch = { records: [], rejected: [] };
    return batch;
  }

  /** The first open line is no beginning of a record of several lines: it alone is broken. */
  private giveUp(): void {
    const [broken, ...others] = this.open;
    this.open = [];
    this.read(broken);
    for (const line of others) this.add(line);
  }

  private read(line: TextLine): void {
    try {
      if (!line.decoded) throw new FieldError('bad UTF-8');
      if (line.text.includes('\0')) throw new FieldError('holds a NUL character');
      this.batch.records.push(this.format.read(this.fieldsOf(line.text)));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      const { file } = this;
      const rejected = { file, line: line.number, reason: shorten(error.message), text: shorten(line.text) };
      this.batch.rejected.push(rejected);
    }
  }

  private fieldsOf(text: string): string[] {
    const { order, format } = this;
    if (order === null) {
      const fields = format.split(text);
      if (fields === null) throw new FieldError('has too few fields');
      return fields;
    }
    const fields = splitCsvLine(text, order.separator);
    if (fields === null) throw new FieldError('broken quoting');
    if (fields.length !== order.width)
      throw new FieldError(`${fields.length} fields, expected ${order.width}`);
    return order.places.map((place) => (place === -1 ? '' : fields[place]));
  }
}
