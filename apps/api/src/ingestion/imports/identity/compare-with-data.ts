import type { ClientBase } from 'pg';
import { stagingSchema, type HomeSchema } from '../staging.js';
import type { SourceComparison } from './source-conflict.js';
import { isMadeUpTitle, isSameTitle } from './titles.js';

const staged = `${stagingSchema}.ratings`;
const metUsers = `${stagingSchema}.met_users`;
const shownExamples = 5;
/** Enough to see a share of 2 % of them. */
const sampledUsers = 2_000;

/**
 * Compares the staged data, whose ratings must have their key, with the data that is here, by number.
 *
 * @param exactly  all users; otherwise 2,000 of those that are met, and all that were made here
 */
export async function compareWithData(
  client: ClientBase,
  home: HomeSchema,
  hasMovies: boolean,
  exactly: boolean,
): Promise<SourceComparison> {
  await gatherMetUsers(client, home, exactly);
  const users = await compareUsers(client);
  const movies = hasMovies ? await compareTitles(client, home) : await countMovies(client, home);
  return { ...users, movies, hasMovies };
}

/** Users of the last comparison that were confirmed by their ratings; SQL for a set of ids. */
export const confirmedUsers = `SELECT user_id FROM ${metUsers} WHERE agreeing > 0 AND 2 * agreeing >= overlapping`;

/**
 * Whether the rating `fresh` of a source is the rating `known` here: of the same second, corrected or not; where times say
 * nothing, because all of a file are the same, equal.
 */
export const agrees = `CASE WHEN has_times AND known.rated_at <> '1970-01-01 00:00:00Z'
  THEN abs(extract(epoch FROM fresh.rated_at - known.rated_at)) <= 1 ELSE fresh.rating = known.rating END`;
/** The column `has_times` that `agrees` needs. */
export const datedFile = `SELECT min(rated_at) < max(rated_at) AS has_times FROM ${staged}`;

/** One row a user that the staged ratings and the data here share, with how their ratings compare. */
async function gatherMetUsers(client: ClientBase, home: HomeSchema, exactly: boolean): Promise<void> {
  await client.query(`
    DROP TABLE IF EXISTS ${metUsers};
    CREATE TABLE ${metUsers} AS
    WITH met AS MATERIALIZED (
      SELECT id AS user_id, imported FROM ${home}.users
      WHERE EXISTS (SELECT FROM ${staged} WHERE user_id = id)
        AND (NOT imported OR EXISTS (SELECT FROM ${home}.user_stats AS s WHERE s.user_id = id))
    ), chosen AS MATERIALIZED (
      SELECT * FROM met WHERE NOT imported OR ${exactly}
        OR (hashint4(user_id) & 2147483647) < 2147483648 * ${sampledUsers}::float8 / (SELECT greatest(count(*), 1) FROM met)
    ), dated AS (${datedFile})
    SELECT fresh.user_id, imported, count(*)::int AS compared, count(known.user_id)::int AS overlapping,
           count(*) FILTER (WHERE ${agrees})::int AS agreeing,
           count(*) FILTER (WHERE fresh.rating <> known.rating AND fresh.rated_at >= known.rated_at)::int AS overwritten,
           count(*) FILTER (WHERE fresh.rating <> known.rating AND fresh.rated_at < known.rated_at)::int AS older
    FROM chosen JOIN ${staged} AS fresh USING (user_id) CROSS JOIN dated
      LEFT JOIN ${home}.ratings AS known ON (known.user_id, known.movie_id) = (fresh.user_id, fresh.movie_id)
    GROUP BY fresh.user_id, imported`);
}

interface UserCounts {
  met: number;
  confirmed: number;
  contradicting: number;
  disjoint: number;
  made_here: number;
  compared: number;
  overlapping: number;
  overwritten: number;
  older: number;
}

async function compareUsers(client: ClientBase): Promise<Pick<SourceComparison, 'users' | 'ratings'>> {
  const { rows } = await client.query<UserCounts>(
    `SELECT count(*)::int AS met, count(*) FILTER (WHERE is_confirmed)::int AS confirmed,
            count(*) FILTER (WHERE NOT is_confirmed AND overlapping > 0)::int AS contradicting,
            count(*) FILTER (WHERE overlapping = 0)::int AS disjoint,
            count(*) FILTER (WHERE NOT is_confirmed AND NOT imported)::int AS made_here,
            coalesce(sum(compared), 0)::float8 AS compared, coalesce(sum(overlapping), 0)::float8 AS overlapping,
            coalesce(sum(overwritten), 0)::float8 AS overwritten, coalesce(sum(older), 0)::float8 AS older
     FROM (SELECT *, user_id IN (${confirmedUsers}) AS is_confirmed FROM ${metUsers}) AS met`,
  );
  const examples = await client.query<SourceComparison['users']['examples'][number]>(
    `SELECT user_id AS "userId", overlapping, agreeing FROM ${metUsers}
     WHERE user_id NOT IN (${confirmedUsers}) ORDER BY imported, overlapping DESC, user_id LIMIT ${shownExamples}`,
  );
  const { met, confirmed, contradicting, disjoint, made_here: madeHere, ...ratings } = rows[0];
  return { users: { met, confirmed, contradicting, disjoint, madeHere, examples: examples.rows }, ratings };
}

interface MetMovie {
  id: number;
  here: string;
  here_year: number | null;
  source: string;
  source_year: number | null;
  imported: boolean;
  linked: boolean;
}

/** Movies with one IMDb or TMDB id are the same, whatever their titles. */
async function compareTitles(client: ClientBase, home: HomeSchema): Promise<SourceComparison['movies']> {
  const { rows } = await client.query<MetMovie>(
    `SELECT known.id, known.title AS here, known.year AS here_year, fresh.title AS source, fresh.year AS source_year,
            known.imported, linked.movie_id IS NOT NULL AS linked
     FROM (SELECT DISTINCT ON (id) id, title, year FROM ${stagingSchema}.new_movies ORDER BY id, line DESC) AS fresh
       JOIN ${home}.movies AS known USING (id)
       LEFT JOIN (SELECT DISTINCT movie_id, imdb_id, tmdb_id FROM ${stagingSchema}.new_links) AS linked
         ON linked.movie_id = id AND (linked.imdb_id = known.imdb_id OR linked.tmdb_id = known.tmdb_id)
     ORDER BY id`,
  );
  const named = rows.filter(
    (row) =>
      !isMadeUpTitle({ title: row.here, year: row.here_year }) &&
      !isMadeUpTitle({ title: row.source, year: row.source_year }),
  );
  const differing = named.filter(
    ({ here, here_year: hereYear, source, source_year: sourceYear, linked }) =>
      !linked && !isSameTitle({ title: here, year: hereYear }, { title: source, year: sourceYear }),
  );
  return {
    met: named.length,
    differing: differing.length,
    madeHere: differing.filter(({ imported }) => !imported).length,
    unknown: 0,
    known: 0,
    examples: differing
      .slice(0, shownExamples)
      .map(({ id, here, source }) => ({ movieId: id, here, source })),
  };
}

async function countMovies(client: ClientBase, home: HomeSchema): Promise<SourceComparison['movies']> {
  const { rows } = await client.query<{ known: number; unknown: number }>(
    `SELECT count(m.id)::int AS known, count(*) FILTER (WHERE m.id IS NULL)::int AS unknown
     FROM (SELECT DISTINCT movie_id FROM ${staged}) AS rated LEFT JOIN ${home}.movies AS m ON m.id = movie_id`,
  );
  return { met: 0, differing: 0, madeHere: 0, ...rows[0], examples: [] };
}
