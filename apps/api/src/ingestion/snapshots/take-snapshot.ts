import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { RatingsHash, RecordsHash } from './content-hash.js';
import { ParquetFileWriter } from './parquet/parquet-file-writer.js';
import { moviesSchema, ratingsSchema, tagsSchema } from './parquet/schemas.js';
import { halvesOf, microsAt, type RatingBlock } from './rating-block.js';
import { readRatings } from './read-ratings.js';
import { readMovies, readTags, type SnapshotMovie, type SnapshotTag } from './read-records.js';
import type { SnapshotPart } from './snapshot.js';

/** A Parquet file that has been written to a folder, and what is in it. */
export interface WrittenFile {
  path: string;
  sha256: string;
  bytes: number;
  rows: number;
  contentHash: string;
}

/** What the tables held at one moment. Times are in microseconds since 1970. */
export interface TakenSnapshot {
  dataRevision: number;
  userCount: number;
  movieCount: number;
  firstRatedAt: number | null;
  lastRatedAt: number | null;
  lowestRating: number | null;
  highestRating: number | null;
  files: Record<SnapshotPart, WrittenFile>;
}

export type TellProgress = (phase: string, done: number, total: number) => void;

/**
 * Writes what the tables hold at one moment to three Parquet files. Memory does not grow with their size.
 *
 * @param client  a connection of its own; others may write meanwhile, which is not seen
 */
export async function takeSnapshot(
  client: ClientBase,
  folder: string,
  tell: TellProgress,
): Promise<TakenSnapshot> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  // Before the first look at the data: an import may put another table in the place of `ratings`.
  await client.query('LOCK TABLE ratings IN ACCESS SHARE MODE');
  const { rows } = await client.query<{ revision: string; expected: string }>(
    `SELECT revision, (SELECT coalesce(sum(rating_count), 0) FROM user_stats) AS expected FROM data_changes`,
  );
  const ratings = await writeRatings(client, join(folder, 'ratings.parquet'), Number(rows[0].expected), tell);
  const movies = await writeMovies(client, join(folder, 'movies.parquet'));
  const tags = await writeTags(client, join(folder, 'tags.parquet'));
  await client.query('COMMIT');
  const { file, ...numbers } = ratings;
  return { dataRevision: Number(rows[0].revision), ...numbers, files: { ratings: file, movies, tags } };
}

/**
 * Sorted ids differ little from one to the next; ratings take ten values; times gain nothing by being looked up. Only by
 * user does it help a reader to know the range of a row group.
 */
const ratingEncodings = {
  user_id: { encoding: 'DELTA_BINARY_PACKED', codec: 'UNCOMPRESSED' },
  movie_id: { encoding: 'DELTA_BINARY_PACKED', codec: 'UNCOMPRESSED', statistics: false },
  rating: { codec: 'UNCOMPRESSED', statistics: false },
  rated_at: { encoding: 'PLAIN', codec: 'SNAPPY', statistics: false },
} as const;

async function writeRatings(
  client: ClientBase,
  path: string,
  expected: number,
  tell: TellProgress,
): Promise<Omit<TakenSnapshot, 'dataRevision' | 'files'> & { file: WrittenFile }> {
  const writer = new ParquetFileWriter(path, ratingsSchema, ratingEncodings);
  const hash = new RatingsHash();
  const summary = new RatingSummary();
  let done = 0;
  for await (const block of readRatings(client, expected)) {
    hash.update(block);
    summary.add(block);
    const { users, movies, ratings, times } = block;
    writer.write({ user_id: users, movie_id: movies, rating: ratings, rated_at: times });
    done += users.length;
    tell('reading the ratings', done, expected);
  }
  return { ...summary.numbers(), file: { path, ...writer.finish(), contentHash: hash.digest() } };
}

async function writeMovies(client: ClientBase, path: string): Promise<WrittenFile> {
  const writer = new ParquetFileWriter(path, moviesSchema);
  const hash = new RecordsHash();
  for await (const movies of readMovies(client)) {
    hash.update(movies.map(movieFields));
    writer.write(columnsOf(movies, ['id', 'title', 'year', 'genres', 'imdb_id', 'tmdb_id']));
  }
  return { path, ...writer.finish(), contentHash: hash.digest() };
}

async function writeTags(client: ClientBase, path: string): Promise<WrittenFile> {
  const writer = new ParquetFileWriter(path, tagsSchema);
  const hash = new RecordsHash();
  for await (const tags of readTags(client)) {
    hash.update(tags.map(tagFields));
    writer.write(columnsOf(tags, ['user_id', 'movie_id', 'tag', 'tagged_at']));
  }
  return { path, ...writer.finish(), contentHash: hash.digest() };
}

function movieFields({ id, title, year, genres, imdb_id, tmdb_id }: SnapshotMovie): unknown[] {
  return [id, title, year, genres, imdb_id, tmdb_id];
}

function tagFields({ user_id, movie_id, tag, tagged_at }: SnapshotTag): unknown[] {
  return [user_id, movie_id, tag, String(tagged_at)];
}

function columnsOf<T extends object>(
  items: readonly T[],
  names: readonly (keyof T & string)[],
): Record<string, unknown[]> {
  return Object.fromEntries(names.map((name) => [name, items.map((item) => item[name])]));
}

/** Counts and ranges of ratings that come by user. */
class RatingSummary {
  private readonly movies = new IdCount();
  private users = 0;
  private lastUser = 0;
  private times: [number, number] | null = null;
  private ratings: [number, number] = [Infinity, -Infinity];

  add({ users, movies, ratings, times }: RatingBlock): void {
    const halves = halvesOf(times);
    let [first, last] = this.times ?? [Infinity, -Infinity];
    let [lowest, highest] = this.ratings;
    for (let row = 0; row < users.length; row++) {
      if (users[row] !== this.lastUser) {
        this.users++;
        this.lastUser = users[row];
      }
      this.movies.add(movies[row]);
      const micros = microsAt(halves, row);
      if (micros < first) first = micros;
      if (micros > last) last = micros;
      if (ratings[row] < lowest) lowest = ratings[row];
      if (ratings[row] > highest) highest = ratings[row];
    }
    this.times = [first, last];
    this.ratings = [lowest, highest];
  }

  numbers(): Omit<TakenSnapshot, 'dataRevision' | 'files'> {
    const [firstRatedAt, lastRatedAt] = this.times ?? [null, null];
    const [lowestRating, highestRating] = this.times ? this.ratings : [null, null];
    const counts = { userCount: this.users, movieCount: this.movies.count };
    return { ...counts, firstRatedAt, lastRatedAt, lowestRating, highestRating };
  }
}

/** Ids up to this one are marked in an array, greater ones kept in a set: real ones are small. */
const mostMarked = 2 ** 22;

/** Counts different ids. */
class IdCount {
  private marked = new Uint8Array(2 ** 16);
  private markedCount = 0;
  private readonly others = new Set<number>();

  add(id: number): void {
    if (id >= mostMarked) {
      this.others.add(id);
      return;
    }
    if (id >= this.marked.length) this.grow(id);
    if (this.marked[id] === 1) return;
    this.marked[id] = 1;
    this.markedCount++;
  }

  get count(): number {
    return this.markedCount + this.others.size;
  }

  private grow(id: number): void {
    const larger = new Uint8Array(2 ** Math.ceil(Math.log2(id + 1)));
    larger.set(this.marked);
    this.marked = larger;
  }
}
