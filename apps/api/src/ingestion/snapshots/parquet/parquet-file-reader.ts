import {
  parquetMetadataAsync,
  parquetRead,
  parquetReadObjects,
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
} from 'hyparquet';
import { open, type FileHandle } from 'node:fs/promises';

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
      return new ParquetFileReader(handle, file, plainTimes(await parquetMetadataAsync(file)));
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

  /** The columns of a row group by name, each of one piece; times as whole numbers. */
  async columns(group: number): Promise<Record<string, DecodedArray>> {
    const { rowStart, rowEnd } = this.rangeOf(group);
    const pieces: Record<string, { at: number; data: DecodedArray }[]> = {};
    await parquetRead({
      file: this.file,
      metadata: this.metadata,
      rowStart,
      rowEnd,
      onChunk: ({ columnName, columnData, rowStart: at }) => {
        (pieces[columnName] ??= []).push({ at, data: columnData });
      },
    });
    return Object.fromEntries(
      Object.entries(pieces).map(([name, parts]) => {
        const ordered = parts.sort((a, b) => a.at - b.at).map(({ data }) => data);
        return [
          name,
          ordered.length === 1 ? ordered[0] : ordered.flatMap((part) => Array.from<unknown>(part)),
        ];
      }),
    );
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
    const sizes = this.metadata.row_groups.map(({ num_rows: rows }) => Number(rows));
    const rowStart = sizes.slice(0, group).reduce((sum, size) => sum + size, 0);
    return { rowStart, rowEnd: rowStart + sizes[group] };
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

/** Has times read as the numbers that they are stored as: a Date each would cost more than all the rest, and precision. */
function plainTimes(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) =>
    element.logical_type?.type === 'TIMESTAMP'
      ? { ...element, converted_type: undefined, logical_type: undefined }
      : element,
  );
  return { ...metadata, schema };
}
