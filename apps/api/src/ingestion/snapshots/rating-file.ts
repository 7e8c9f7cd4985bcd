import { ParquetFileReader } from './parquet/parquet-file-reader.js';
import { allocateBlock, firstRows, type RatingBlock } from './rating-block.js';

/** Reads the ratings of a snapshot block by block. */
export class RatingFile {
  private room = allocateBlock(0);
  private group = 0;

  private constructor(private readonly reader: ParquetFileReader) {}

  static async open(path: string): Promise<RatingFile> {
    return new RatingFile(await ParquetFileReader.open(path));
  }

  get rowCount(): number {
    return this.reader.rowCount;
  }

  /** The ratings after those of the last call, in memory that the next call uses again; null at the end. */
  async next(): Promise<RatingBlock | null> {
    if (this.group === this.reader.groupCount) return null;
    const rows = this.reader.rowsOf(this.group);
    if (rows > this.room.users.length) this.room = allocateBlock(rows);
    const { users, movies, ratings, times } = this.room;
    await this.reader.readInto(this.group++, {
      user_id: users,
      movie_id: movies,
      rating: ratings,
      rated_at: times,
    });
    return firstRows(this.room, rows);
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}
