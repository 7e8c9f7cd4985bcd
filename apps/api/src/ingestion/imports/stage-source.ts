import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { RatingParser, type RatingSink } from '../formats/rating-parser.js';
import {
  decideScale,
  RatingSpread,
  starsSql,
  UnknownScaleError,
  type ScaleDecision,
} from '../formats/rating-scale.js';
import { describeTable } from '../formats/rating-table.js';
import { UnreadableFileError, type RejectedLine } from '../formats/rejected-line.js';
import { latestTime } from '../formats/time-values.js';
import {
  csvLinks,
  csvMovies,
  csvTags,
  datMovies,
  datTags,
  itemMovies,
  parseGenreNames,
} from '../formats/record-formats.js';
import { readRecords, type RecordFormat } from '../formats/read-records.js';
import { FieldError, type LinkRecord, type MovieRecord, type TagRecord } from '../formats/records.js';
import type { SourceIds } from './identity/resolve-external-ids.js';
import { countRejected, rejectedLineLimit, type ImportReport } from './import-report.js';
import type { InspectedSource } from './inspect-source.js';
import type { ImportProgress } from './import-progress.js';
import type { ImportSource, SourceFile } from './import-source.js';
import { MovieIds } from './movie-ids.js';
import { RatingCopy } from './rating-copy.js';
import { stageLinks, stageMovies, stageTags } from './stage-records.js';
import { stagingSchema } from './staging.js';

const batchSize = 5_000;
const flushBytes = 512 * 1024;

/** What an import of one source works with. */
export interface Staging {
  client: ClientBase;
  source: InspectedSource;
  /** The time of the import, milliseconds: of ratings without one, and what is later is refused. */
  nowMs: number;
  report: ImportReport;
  progress: ImportProgress;
  signal: AbortSignal;
  /** Provisional numbers of ids that are no internal numbers. */
  ids: SourceIds;
  /** Movies that are here and not in the source are none of its movies. */
  ownMovies: boolean;
}

/**
 * Reads the whole source into the staging tables, in constant memory.
 *
 * A rating of a film that neither the source's films nor the database know is rejected. A source without a file of
 * films cannot know any: there, such films are made up, so that no rating points nowhere.
 *
 * @returns ids of the films to make up
 * @throws UnreadableFileError, or the reason of `signal`
 */
export async function stageSource(staging: Staging): Promise<readonly number[]> {
  const { layout } = staging.source;
  const known = staging.ownMovies && layout.movies ? new MovieIds() : await knownMovies(staging.client);
  const movies = await movieFormat(staging.source, staging.ids);
  const latest = latestTime(staging.nowMs);
  if (layout.movies) {
    await stage(staging, 'movies', layout.movies, movies, (batch) => {
      for (const { id } of batch) known.add(id);
      return stageMovies(staging.client, batch);
    });
  }
  const madeUp = await stageRatings(staging, known);
  if (layout.tags) {
    const format = (layout.name === 'csv' ? csvTags : datTags)(staging.ids, latest);
    await stage(staging, 'tags', layout.tags, ofKnownMovie<TagRecord>(format, known, staging.ids), (batch) =>
      stageTags(staging.client, batch),
    );
  }
  if (layout.links) {
    await stage(
      staging,
      'links',
      layout.links,
      ofKnownMovie<LinkRecord>(csvLinks(staging.ids), known, staging.ids),
      (batch) => stageLinks(staging.client, batch),
    );
  }
  return [...madeUp];
}

async function knownMovies(client: ClientBase): Promise<MovieIds> {
  const { rows } = await client.query<[number]>({ text: 'SELECT id FROM movies', rowMode: 'array' });
  const known = new MovieIds();
  for (const [id] of rows) known.add(id);
  return known;
}

async function movieFormat(
  { layout, files }: ImportSource,
  ids: SourceIds,
): Promise<RecordFormat<MovieRecord>> {
  if (layout.name === 'csv') return csvMovies(ids);
  if (layout.name === 'ml-1m' || layout.name === 'ml-10m') return datMovies(ids);
  const genres = layout.genres === null ? undefined : files.get(layout.genres);
  return itemMovies(ids, genres ? parseGenreNames(await readSmallFile(genres)) : undefined);
}

async function readSmallFile(file: SourceFile): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await file.open()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

function ofKnownMovie<T extends { movieId: number }>(
  format: RecordFormat<T>,
  known: MovieIds,
  ids: SourceIds,
): RecordFormat<T> {
  return {
    ...format,
    read(fields) {
      const record = format.read(fields);
      if (!known.has(record.movieId)) throw new FieldError(unknownMovie(record.movieId, ids));
      return record;
    },
  };
}

function unknownMovie(movieId: number, { movies }: SourceIds): string {
  return `there is no movie ${movieId < 0 ? movies.textOf(movieId) : movieId}`;
}

async function stage<T>(
  staging: Staging,
  part: 'movies' | 'tags' | 'links',
  name: string,
  format: RecordFormat<T>,
  put: (batch: T[]) => Promise<void>,
): Promise<void> {
  const { report } = staging;
  let waiting: T[] = [];
  for await (const { records, rejected } of readRecords(
    name,
    chunksOf(staging, name, `Reading ${part}`),
    format,
  )) {
    report[part].read += records.length + rejected.length;
    for (const line of rejected) countRejected(report, part, line);
    waiting = waiting.concat(records);
    if (waiting.length >= batchSize) {
      await put(waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) await put(waiting);
}

async function stageRatings(staging: Staging, known: MovieIds): Promise<number[]> {
  const { client, source, report, signal, ids } = staging;
  const { layout, table } = source;
  const madeUp = new Set<number>();
  const spread = new RatingSpread();
  /** The first that are no stars, should they turn out to be strays. */
  const strays: RejectedLine[] = [];
  const copy = new RatingCopy(
    client.query(
      copyFrom(
        `COPY ${stagingSchema}.ratings (user_id, movie_id, rating, rated_at) FROM STDIN WITH (FORMAT binary, FREEZE)`,
        { highWaterMark: 4 * flushBytes },
      ),
    ),
  );
  const sink: RatingSink = {
    accept(userId, movieId, rating, timestamp) {
      if (!known.has(movieId)) {
        if (layout.movies !== null) return unknownMovie(movieId, ids);
        madeUp.add(movieId);
        known.add(movieId);
      }
      spread.add(rating);
      if ((rating < 0.5 || rating > 5) && strays.length < rejectedLineLimit)
        strays.push(parser.currentRow(`rating ${rating} is off the scale of stars from 0.5 to 5`));
      copy.rows.add(userId, movieId, rating, timestamp);
      return null;
    },
    reject: (line) => countRejected(report, 'ratings', line),
    userNumber: (id) => ids.users.numberOf(id),
    movieNumber: (id) => ids.movies.numberOf(id),
  };
  const times = { latest: latestTime(staging.nowMs), missing: staging.nowMs / 1000 };
  const parser = new RatingParser(layout.ratings, table, sink, times);
  try {
    for await (const chunk of chunksOf(staging, layout.ratings, 'Reading ratings')) {
      parser.write(chunk);
      report.ratings.read = parser.read;
      if (copy.rows.size >= flushBytes) await copy.flush();
    }
    parser.end();
    report.ratings.read = parser.read;
    await copy.finish();
  } catch (error) {
    await copy.abort(error as Error);
    signal.throwIfAborted();
    throw error;
  }
  report.reading = describeTable(table);
  return settleScale(staging, spread, strays, [...madeUp]);
}

/**
 * Turns staged ratings into stars, now that all are known.
 *
 * @returns ids of the movies to make up
 */
async function settleScale(
  { client, source, report }: Staging,
  spread: RatingSpread,
  strays: readonly RejectedLine[],
  madeUp: number[],
): Promise<number[]> {
  const { from, words } = scaleOf(source, spread);
  report.scale = words;
  const [least, most] = from ? [from.min, from.max] : [0.5, 5];
  const isWhole = spread.count === 0 || (spread.min >= least && spread.max <= most);
  if (!isWhole) {
    const { rowCount } = await client.query(
      `DELETE FROM ${stagingSchema}.ratings WHERE rating < $1::real OR rating > $2::real`,
      [least, most],
    );
    for (const line of strays.slice(0, rowCount ?? 0)) countRejected(report, 'ratings', line);
    report.ratings.rejected += Math.max(0, (rowCount ?? 0) - strays.length);
  }
  if (from) await client.query(`UPDATE ${stagingSchema}.ratings SET rating = ${starsSql('rating', from)}`);
  if (isWhole || madeUp.length === 0) return madeUp;
  const { rows } = await client.query<{ id: number }>(
    `SELECT id FROM unnest($1::int[]) AS id WHERE EXISTS (SELECT FROM ${stagingSchema}.ratings WHERE movie_id = id)`,
    [madeUp],
  );
  return rows.map(({ id }) => id);
}

function scaleOf({ layout, scale }: InspectedSource, spread: RatingSpread): ScaleDecision {
  try {
    return decideScale(spread, scale);
  } catch (error) {
    if (error instanceof UnknownScaleError) throw new UnreadableFileError(layout.ratings, error.message);
    throw error;
  }
}

/** Bytes of a file as they come, until `signal` says stop. */
async function* chunksOf(
  { source, progress, report, signal }: Staging,
  name: string,
  phase: string,
): AsyncGenerator<Buffer> {
  const file = source.files.get(name);
  if (!file) throw new Error(`${name} is in the layout but not among the files of ${source.label}`);
  const stream = await file.open();
  for await (const chunk of stream) {
    signal.throwIfAborted();
    progress.read(phase, (chunk as Buffer).length, report.ratings.read);
    yield chunk as Buffer;
  }
}
