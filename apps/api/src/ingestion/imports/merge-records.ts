import type { ClientBase } from 'pg';
import { searchText } from '../search-text.js';
import type { ImportReport } from './import-report.js';
import { stagingSchema, type HomeSchema } from './staging.js';

interface Changes {
  inserted: number;
  updated: number;
}

/** Brings films, tags and links over, and counts what that changed. */
export async function mergeRecords(
  client: ClientBase,
  home: HomeSchema,
  madeUp: Iterable<number>,
  report: ImportReport,
): Promise<void> {
  const movies = await countChanges(client, mergeMovies(home));
  report.movies.inserted = movies.inserted + (await makeUpMovies(client, home, madeUp));
  report.movies.updated = movies.updated;
  Object.assign(report.tags, await countChanges(client, mergeTags(home)));
  report.links.updated = (await client.query(mergeLinks(home))).rowCount ?? 0;
}

async function countChanges(client: ClientBase, merge: string): Promise<Changes> {
  const { rows } = await client.query<Changes>(
    `WITH merged AS (${merge} RETURNING xmax = 0 AS inserted)
     SELECT count(*) FILTER (WHERE inserted)::int AS inserted, count(*) FILTER (WHERE NOT inserted)::int AS updated
     FROM merged`,
  );
  return rows[0];
}

const newMovieNumbers = `(SELECT id, external_id FROM ${stagingSchema}.movie_numbers WHERE is_new)`;

/** The last line of a movie wins. */
const mergeMovies = (home: HomeSchema): string => `
  INSERT INTO ${home}.movies AS known (id, title, year, genres, search_text, external_id, imported)
  SELECT DISTINCT ON (m.id) m.id, title, year, genres, search_text, external_id, true
  FROM ${stagingSchema}.new_movies AS m LEFT JOIN ${newMovieNumbers} AS n ON n.id = m.id
  ORDER BY m.id, line DESC
  ON CONFLICT (id) DO UPDATE
    SET title = excluded.title, year = excluded.year, genres = excluded.genres, search_text = excluded.search_text
    WHERE (known.title, known.year, known.genres, known.search_text)
      IS DISTINCT FROM (excluded.title, excluded.year, excluded.genres, excluded.search_text)`;

/** Names the movies that ratings are of and that no file has named: those that were made up, and those given a new number. */
async function makeUpMovies(client: ClientBase, home: HomeSchema, madeUp: Iterable<number>): Promise<number> {
  const { rows } = await client.query<{ id: number; external_id: string }>(
    `SELECT id, external_id FROM ${newMovieNumbers} AS n`,
  );
  const externalIds = new Map<number, string | null>([...madeUp].map((id) => [id, null]));
  for (const { id, external_id: text } of rows) externalIds.set(id, text);
  const named = [...externalIds];
  if (named.length === 0) return 0;
  const ids = named.map(([id]) => id);
  const titles = named.map(([id, externalId]) => `Movie ${externalId ?? id}`);
  const { rowCount } = await client.query(
    `INSERT INTO ${home}.movies (id, title, search_text, external_id, imported)
     SELECT *, true FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) ON CONFLICT (id) DO NOTHING`,
    [ids, titles, titles.map(searchText), named.map(([, externalId]) => externalId)],
  );
  return rowCount ?? 0;
}

const mergeTags = (home: HomeSchema): string => `
  INSERT INTO ${home}.tags AS known (user_id, movie_id, tag, tagged_at)
  SELECT user_id, movie_id, tag, max(tagged_at) FROM ${stagingSchema}.new_tags GROUP BY user_id, movie_id, tag
  ON CONFLICT (user_id, movie_id, tag) DO UPDATE SET tagged_at = excluded.tagged_at
    WHERE known.tagged_at < excluded.tagged_at`;

/** An empty field says that the source does not know, not that there is no such page. */
const mergeLinks = (home: HomeSchema): string => `
  UPDATE ${home}.movies AS movie
  SET imdb_id = coalesce(link.imdb_id, movie.imdb_id), tmdb_id = coalesce(link.tmdb_id, movie.tmdb_id)
  FROM (SELECT DISTINCT ON (movie_id) movie_id, imdb_id, tmdb_id
        FROM ${stagingSchema}.new_links ORDER BY movie_id, line DESC) AS link
  WHERE movie.id = link.movie_id
    AND (coalesce(link.imdb_id, movie.imdb_id), coalesce(link.tmdb_id, movie.tmdb_id))
      IS DISTINCT FROM (movie.imdb_id, movie.tmdb_id)`;
