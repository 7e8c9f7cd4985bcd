import {
  parquetMetadataAsync,
  parquetRead,
  parquetReadObjects,
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
} from 'hyparquet';
import { open, type FileHandle } from 'node:fs/promises';
import { withPlainTimes } from './parquet-file-writer.js';

export type ColumnTarget = Int32Array | Float32Array | BigInt64Array;

/** Reads a Parquet file row group by row group. */
export class ParquetFileReader {
  private constructor(
    private readonly handle: FileHandle,
    private readonly file: AsyncBuffer,
    private readonly metadata: FileMetaData,
  ) {}

  static async open(path: string): Promise<ParquetFileReader> {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const file = { byteLength: size, slice: (start: number, end = size) => readSlice(handle, start, end) };
      const metadata = await parquetMetadataAsync(file);
      return new ParquetFileReader(handle, file, { ...metadata, schema: withPlainTimes(metadata.schema) });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get rowCount(): number {
    return Number(this.metadata.num_rows);
  }

  get groupCount(): number {
    return this.metadata.row_groups.length;
  }

  /** Rows of a row group. */
  rowsOf(group: number): number {
    return Number(this.metadata.row_groups[group].num_rows);
  }

  /**
   * Reads columns of a row group into the beginning of arrays of the caller, times as whole numbers.
   *
   * @param targets  by column, each with room for `rowsOf(group)` values
   */
  async readInto(group: number, targets: Readonly<Record<string, ColumnTarget>>): Promise<void> {
    const { rowStart, rowEnd } = this.rangeOf(group);
    let values = 0;
    await parquetRead({
      file: this.file,
      metadata: this.metadata,
      columns: Object.keys(targets),
      rowStart,
      rowEnd,
      onChunk: ({ columnName, columnData, rowStart: at }) => {
        (targets[columnName].set as (from: DecodedArray, at: number) => void)(columnData, at - rowStart);
        values += columnData.length;
      },
    });
    const expected = (rowEnd - rowStart) * Object.keys(targets).length;
    if (values !== expected)
      throw new Error(`Row group ${group} has ${values} values, expected ${expected}.`);
  }

  /** The rows of a row group as objects, times as whole numbers. */
  async records(group: number): Promise<Record<string, unknown>[]> {
    const { rowStart, rowEnd } = this.rangeOf(group);
    return parquetReadObjects({ file: this.file, metadata: this.metadata, rowStart, rowEnd });
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private rangeOf(group: number): { rowStart: number; rowEnd: number } {
    let rowStart = 0;
    for (let earlier = 0; earlier < group; earlier++) rowStart += this.rowsOf(earlier);
    return { rowStart, rowEnd: rowStart + this.rowsOf(group) };
  }
}

async function readSlice(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) throw new Error(`The file ends at byte ${start + at}, expected ${end}.`);
    at += bytesRead;
  }
  return bytes.buffer;
}
