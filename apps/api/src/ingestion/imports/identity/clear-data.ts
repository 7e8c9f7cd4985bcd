import type { ClientBase } from 'pg';
import type { HomeSchema } from '../staging.js';

/** What was removed to make room. */
export interface RemovedData {
  ratings: number;
  movies: number;
  users: number;
}

/**
 * Removes all ratings, movies, tags and users, whoever made them. Without statistics the table of ratings counts as empty
 * and is dropped when the staged one takes its place, at the very end: until then others can read it.
 *
 * Writers of ratings must have been shut out, and there must be staged ratings.
 */
export async function clearData(client: ClientBase, home: HomeSchema): Promise<void> {
  const tables = [
    'movie_stats',
    'user_stats',
    'rating_months',
    'rating_sources',
    'rating_batches',
    'tags',
    'movies',
    'users',
  ];
  for (const table of tables) await client.query(`DELETE FROM ${home}.${table}`);
  await client.query(`DELETE FROM ${home}.import_sources`);
}

export async function countData(client: ClientBase, home: HomeSchema): Promise<RemovedData> {
  const { rows } = await client.query<RemovedData>(
    `SELECT (SELECT coalesce(sum(rating_count), 0) FROM ${home}.rating_months)::float8 AS ratings,
            (SELECT count(*) FROM ${home}.movies)::int AS movies, (SELECT count(*) FROM ${home}.users)::int AS users`,
  );
  return rows[0];
}
