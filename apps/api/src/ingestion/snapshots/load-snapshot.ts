import { ParquetFileReader } from './parquet/parquet-file-reader.js';
import { halvesOf, microsAt } from './rating-block.js';
import { RatingFile } from './rating-file.js';
import type { SnapshotMovie, SnapshotTag } from './read-records.js';
import type { SnapshotPart } from './snapshot.js';
import type { TellProgress } from './take-snapshot.js';

/** Every rating as columns of equal length, by user id, then by movie id; all over SharedArrayBuffers. */
export interface RatingColumns {
  users: Int32Array;
  movies: Int32Array;
  ratings: Float32Array;
  /** Unix seconds; what lies outside of 1970 to 2106 is brought to its nearer end. */
  times: Uint32Array;
}

/** A film as models may ask about it. */
export interface SnapshotFilm {
  id: number;
  genres: string[];
  year: number | null;
  /** In the order of the words, with repetitions. */
  tags: string[];
}

export interface LoadedSnapshot {
  columns: RatingColumns;
  /** By id. */
  films: SnapshotFilm[];
}

/** @param paths  of the files of a snapshot on this machine */
export async function loadSnapshot(
  paths: Readonly<Record<SnapshotPart, string>>,
  tell: TellProgress,
): Promise<LoadedSnapshot> {
  return { columns: await loadRatings(paths.ratings, tell), films: await loadFilms(paths) };
}

async function loadRatings(path: string, tell: TellProgress): Promise<RatingColumns> {
  const file = await RatingFile.open(path);
  try {
    const columns = allocate(file.rowCount);
    let at = 0;
    for (let block = await file.next(); block; block = await file.next()) {
      columns.users.set(block.users, at);
      columns.movies.set(block.movies, at);
      columns.ratings.set(block.ratings, at);
      const halves = halvesOf(block.times);
      for (let row = 0; row < block.users.length; row++) columns.times[at + row] = secondsAt(halves, row);
      at += block.users.length;
      tell('loading the snapshot', at, file.rowCount);
    }
    return columns;
  } finally {
    await file.close();
  }
}

function allocate(count: number): RatingColumns {
  const bytes = count * 4;
  return {
    users: new Int32Array(new SharedArrayBuffer(bytes)),
    movies: new Int32Array(new SharedArrayBuffer(bytes)),
    ratings: new Float32Array(new SharedArrayBuffer(bytes)),
    times: new Uint32Array(new SharedArrayBuffer(bytes)),
  };
}

function secondsAt(halves: Int32Array, row: number): number {
  return Math.min(Math.max(Math.floor(microsAt(halves, row) / 1e6), 0), 2 ** 32 - 1);
}

async function loadFilms(paths: Readonly<Record<SnapshotPart, string>>): Promise<SnapshotFilm[]> {
  const films = new Map<number, SnapshotFilm>();
  for await (const movies of readRows<SnapshotMovie>(paths.movies)) {
    for (const { id, genres, year } of movies) films.set(id, { id, genres, year: year ?? null, tags: [] });
  }
  for await (const tags of readRows<SnapshotTag>(paths.tags)) {
    for (const { movie_id: movie, tag } of tags) films.get(movie)?.tags.push(tag);
  }
  for (const { tags } of films.values()) tags.sort();
  return [...films.values()];
}

/** The rows of a file of records, a row group at a time. */
export async function* readRows<T>(path: string): AsyncGenerator<T[]> {
  const reader = await ParquetFileReader.open(path);
  try {
    for (let group = 0; group < reader.groupCount; group++) yield (await reader.records(group)) as T[];
  } finally {
    await reader.close();
  }
}
