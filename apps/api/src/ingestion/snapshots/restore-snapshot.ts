import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ImportProgress } from '../imports/import-progress.js';
import { RatingCopy } from '../imports/rating-copy.js';
import { keyStagedRatings, mergeRatings } from '../imports/merge-ratings.js';
import { bulkSettings, createStaging, lockImports, stagingSchema } from '../imports/staging.js';
import { searchText } from '../search-text.js';
import { readRows } from './load-snapshot.js';
import { halvesOf, microsAt } from './rating-block.js';
import { RatingFile } from './rating-file.js';
import type { SnapshotMovie, SnapshotTag } from './read-records.js';
import type { SnapshotPart } from './snapshot.js';
import type { TellProgress } from './take-snapshot.js';

const flushRows = 16_384;

export interface RestoreReport {
  ratings: number;
  movies: number;
  tags: number;
}

/** Why nothing was restored; nothing has changed then. */
export type RestoreRefusal =
  { refused: 'not-empty'; ratings: number; films: number } | { refused: 'import-in-progress' };

/**
 * Puts the content of a snapshot into the tables, in one transaction: all of it is there at once, or nothing.
 *
 * @param client  a connection of its own
 * @param replace  first removes the ratings, films and tags that are there
 */
export async function restoreSnapshot(
  client: ClientBase,
  paths: Readonly<Record<SnapshotPart, string>>,
  replace: boolean,
  tell: TellProgress,
): Promise<RestoreReport | RestoreRefusal> {
  await client.query('BEGIN');
  if (!(await lockImports(client))) return { refused: 'import-in-progress' };
  await client.query(bulkSettings);
  await client.query('LOCK TABLE users, ratings IN SHARE ROW EXCLUSIVE MODE');
  const before = await countContent(client);
  if (!replace && before.ratings + before.films > 0) return { refused: 'not-empty', ...before };
  const home = await createStaging(client);
  const ratings = await copyRatings(client, paths.ratings, tell);
  tell('sorting the ratings', 0, 1);
  await keyStagedRatings(client, home);
  await client.query(
    'CREATE TEMPORARY TABLE named_movies ON COMMIT DROP AS SELECT id, title, external_id FROM movies WHERE external_id IS NOT NULL',
  );
  await clear(client, ratings === 0);
  await mergeRatings(client, home, phasesOnly(tell));
  const movies = await insertMovies(client, paths.movies);
  // A snapshot has no external ids: a movie that was here and is again keeps its own.
  await client.query(
    'UPDATE movies AS m SET external_id = n.external_id FROM named_movies AS n WHERE (n.id, n.title) = (m.id, m.title)',
  );
  const tags = await insertTags(client, paths.tags);
  await client.query('UPDATE data_changes SET revision = $1, movies_revision = $2, changed_at = now()', [
    BigInt(before.revision) + 1n,
    BigInt(before.moviesRevision) + 1n,
  ]);
  await client.query(`DROP SCHEMA ${stagingSchema} CASCADE`);
  await client.query('COMMIT');
  return { ratings, movies, tags };
}

/**
 * Removes what is there. Without statistics the table of ratings counts as empty and is dropped when the new one takes its
 * place, at the very end: until then others can read it.
 *
 * @param ratings  whether no table will take its place
 */
async function clear(client: ClientBase, ratings: boolean): Promise<void> {
  if (ratings) await client.query('TRUNCATE ratings');
  for (const table of ['movie_stats', 'user_stats', 'rating_months', 'rating_sources', 'tags', 'movies']) {
    await client.query(`DELETE FROM ${table}`);
  }
}

interface Content {
  ratings: number;
  films: number;
  revision: string;
  moviesRevision: string;
}

async function countContent(client: ClientBase): Promise<Content> {
  const { rows } = await client.query<{
    ratings: string;
    films: string;
    revision: string;
    movies_revision: string;
  }>(
    `SELECT (SELECT coalesce(sum(rating_count), 0) FROM rating_months) AS ratings,
            (SELECT count(*) FROM movies) AS films, revision, movies_revision
     FROM data_changes FOR UPDATE`,
  );
  const { ratings, films, revision, movies_revision: moviesRevision } = rows[0];
  return { ratings: Number(ratings), films: Number(films), revision, moviesRevision };
}

async function copyRatings(client: ClientBase, path: string, tell: TellProgress): Promise<number> {
  const copy = new RatingCopy(
    client.query(
      copyFrom(
        `COPY ${stagingSchema}.ratings (user_id, movie_id, rating, rated_at) FROM STDIN WITH (FORMAT binary, FREEZE)`,
      ),
    ),
  );
  const file = await RatingFile.open(path);
  try {
    let done = 0;
    for (let block = await file.next(); block; block = await file.next()) {
      const { users, movies, ratings, times } = block;
      const halves = halvesOf(times);
      for (let row = 0; row < users.length; row++) {
        copy.rows.add(users[row], movies[row], ratings[row], microsAt(halves, row) / 1e6);
        if (row % flushRows === flushRows - 1) await copy.flush();
      }
      await copy.flush();
      done += users.length;
      tell('writing the ratings', done, file.rowCount);
    }
    await copy.finish();
    return done;
  } catch (error) {
    await copy.abort(error as Error);
    throw error;
  } finally {
    await file.close();
  }
}

async function insertMovies(client: ClientBase, path: string): Promise<number> {
  let count = 0;
  for await (const movies of readRows<SnapshotMovie>(path)) {
    await client.query(
      `INSERT INTO movies (id, title, year, genres, imdb_id, tmdb_id, search_text, imported)
       SELECT id, title, year, ARRAY(SELECT jsonb_array_elements_text(genres)), imdb_id, tmdb_id, search_text, true
       FROM unnest($1::int[], $2::text[], $3::smallint[], $4::jsonb[], $5::text[], $6::int[], $7::text[])
         AS m (id, title, year, genres, imdb_id, tmdb_id, search_text)`,
      [
        movies.map(({ id }) => id),
        movies.map(({ title }) => title),
        movies.map(({ year }) => year ?? null),
        movies.map(({ genres }) => JSON.stringify(genres)),
        movies.map(({ imdb_id }) => imdb_id ?? null),
        movies.map(({ tmdb_id }) => tmdb_id ?? null),
        movies.map(({ title }) => searchText(title)),
      ],
    );
    count += movies.length;
  }
  await client.query('ANALYZE movies');
  return count;
}

async function insertTags(client: ClientBase, path: string): Promise<number> {
  let count = 0;
  for await (const tags of readRows<SnapshotTag>(path)) {
    await client.query(
      `INSERT INTO tags (user_id, movie_id, tag, tagged_at)
       SELECT user_id, movie_id, tag, timestamptz 'epoch' + micros * interval '1 microsecond'
       FROM unnest($1::int[], $2::int[], $3::text[], $4::bigint[]) AS t (user_id, movie_id, tag, micros)`,
      [
        tags.map(({ user_id }) => user_id),
        tags.map(({ movie_id }) => movie_id),
        tags.map(({ tag }) => tag),
        tags.map(({ tagged_at }) => String(tagged_at)),
      ],
    );
    count += tags.length;
  }
  return count;
}

function phasesOnly(tell: TellProgress): ImportProgress {
  const progress = ({ phase, ratio }: { phase?: string; ratio?: number | null }): void =>
    tell((phase ?? '').toLowerCase(), Math.round((ratio ?? 0) * 100), 100);
  return new ImportProgress({ progress }, 1);
}
