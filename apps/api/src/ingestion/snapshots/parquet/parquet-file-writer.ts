import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

/** What `ByteWriter` collects, brought to a file after each row group. */
class FileBytes extends ByteWriter {
  readonly hash = createHash('sha256');
  bytes = 0;

  constructor(private readonly file: number) {
    super(1024 ** 2);
  }

  flush(): void {
    const collected = new Uint8Array(this.buffer, 0, this.index);
    this.hash.update(collected);
    for (let at = 0; at < collected.length;) at += writeSync(this.file, collected, at);
    this.bytes += collected.length;
    this.index = 0;
  }
}

/** Of a column besides its values. */
export type ColumnEncoding = Pick<ColumnSource, 'encoding' | 'codec' | 'statistics'>;

/**
 * Writes a Parquet file row group by row group; no more than one is held in memory. Writes and encodes synchronously: it is
 * made for a thread of its own.
 */
export class ParquetFileWriter {
  private readonly file: number;
  private readonly bytes: FileBytes;
  private readonly writer: ParquetWriter;
  private rows = 0;

  constructor(
    path: string,
    private readonly schema: SchemaElement[],
    private readonly encodings: Readonly<Record<string, ColumnEncoding>> = {},
  ) {
    this.file = openSync(path, 'w');
    this.bytes = new FileBytes(this.file);
    this.writer = new ParquetWriter({
      writer: this.bytes,
      schema: withPlainTimes(schema),
      createdBy: 'marquee',
    });
  }

  /** Adds a row group. */
  write(columns: Readonly<Record<string, ColumnSource['data']>>): void {
    const columnData = Object.entries(columns).map(([name, data]) => ({
      name,
      data,
      ...this.encodings[name],
    }));
    const { length } = columnData[0].data;
    if (length === 0) return;
    void this.writer.write({ columnData, rowGroupSize: length });
    this.rows += length;
  }

  /** Ends and closes the file. */
  finish(): { sha256: string; bytes: number; rows: number } {
    try {
      this.writer.schema = this.schema;
      void this.writer.finish();
      this.bytes.flush();
      return { sha256: this.bytes.hash.digest('hex'), bytes: this.bytes.bytes, rows: this.rows };
    } finally {
      closeSync(this.file);
    }
  }
}

/** Times are given as the numbers that are stored: while rows are encoded, none of them has to be looked at as a time. */
export function withPlainTimes(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) =>
    element.logical_type?.type === 'TIMESTAMP'
      ? { ...element, converted_type: undefined, logical_type: undefined }
      : element,
  );
}
