import type { ClientBase } from 'pg';
import { largestId } from '../../field-rules.js';
import { stagingSchema, type HomeSchema } from '../staging.js';

export type Numbered = 'users' | 'movies';

/** A number of the staged data that is another one here. */
export interface Renumbered {
  /** As staged. */
  staged: number;
  /** The number here; null: a new one is given. */
  id: number | null;
  /** The id in the source that a new number keeps. */
  externalId: string;
}

const column = { users: 'user_id', movies: 'movie_id' } as const;

/** Where the staged ids of users and of movies are, as SQL; ratings may be many. */
const stagedIds: Readonly<Record<Numbered, string>> = {
  users: `SELECT user_id AS id FROM ${stagingSchema}.ratings UNION SELECT user_id FROM ${stagingSchema}.new_tags`,
  movies: `SELECT movie_id AS id FROM ${stagingSchema}.ratings UNION SELECT id FROM ${stagingSchema}.new_movies
    UNION SELECT movie_id FROM ${stagingSchema}.new_tags UNION SELECT movie_id FROM ${stagingSchema}.new_links`,
};

/** Every number that the staged data has for users or movies. */
export async function readStagedIds(client: ClientBase, kind: Numbered): Promise<number[]> {
  const { rows } = await client.query<[number]>({ text: `${stagedIds[kind]} ORDER BY 1`, rowMode: 'array' });
  return rows.map(([id]) => id);
}

/**
 * Writes down which staged numbers become which, in the tables `user_numbers` and `movie_numbers`. New numbers are greater
 * than all that are here or staged; where there are no such, free ones.
 */
export async function writeNumbers(
  client: ClientBase,
  home: HomeSchema,
  kind: Numbered,
  renumbered: readonly Renumbered[],
): Promise<void> {
  const table = numbersOf(kind);
  await client.query(`TRUNCATE ${table}`);
  if (renumbered.length === 0) return;
  const missing = renumbered.filter(({ id }) => id === null).length;
  const fresh = missing === 0 ? [] : await newNumbers(client, home, kind, missing);
  let next = 0;
  const ids = renumbered.map(({ id }) => id ?? fresh[next++]);
  await client.query(
    `INSERT INTO ${table} (staged, id, external_id, is_new)
     SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::boolean[])`,
    [
      renumbered.map(({ staged }) => staged),
      ids,
      renumbered.map(({ externalId }) => externalId),
      renumbered.map(({ id }) => id === null),
    ],
  );
  await client.query(`ANALYZE ${table}`);
}

export const numbersOf = (kind: Numbered): string => `${stagingSchema}.${kind.slice(0, -1)}_numbers`;

async function newNumbers(
  client: ClientBase,
  home: HomeSchema,
  kind: Numbered,
  amount: number,
): Promise<number[]> {
  const { rows } = await client.query<{ largest: number }>(
    `SELECT greatest((SELECT max(id) FROM ${home}.${kind}), (SELECT max(id) FROM (${stagedIds[kind]}) AS s), 0) AS largest`,
  );
  const { largest } = rows[0];
  if (largest + amount <= largestId) return Array.from({ length: amount }, (_, index) => largest + 1 + index);
  const free = await client.query<[number]>({
    text: `WITH taken AS (SELECT id FROM ${home}.${kind} UNION SELECT id FROM (${stagedIds[kind]}) AS s)
           SELECT candidate FROM generate_series(1, $1 + (SELECT count(*) FROM taken)::int) AS candidate
           WHERE NOT EXISTS (SELECT FROM taken WHERE id = candidate) ORDER BY candidate LIMIT $1`,
    values: [amount],
    rowMode: 'array',
  });
  return free.rows.map(([id]) => id);
}

/**
 * Gives the staged rows the numbers that were written down. The ratings lose their key, if they had one, and keep the
 * order of their lines.
 */
export async function applyNumbers(client: ClientBase, home: HomeSchema): Promise<void> {
  const { rows } = await client.query<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM ${numbersOf('users')}) OR EXISTS (SELECT FROM ${numbersOf('movies')}) AS some`,
  );
  if (!rows[0].some) return;
  await client.query(`
    CREATE TABLE ${stagingSchema}.renumbered (LIKE ${home}.ratings INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    INSERT INTO ${stagingSchema}.renumbered (user_id, movie_id, rating, rated_at)
      SELECT coalesce(u.id, user_id), coalesce(m.id, movie_id), rating, rated_at
      FROM ${stagingSchema}.ratings
        LEFT JOIN ${numbersOf('users')} AS u ON u.staged = user_id
        LEFT JOIN ${numbersOf('movies')} AS m ON m.staged = movie_id;
    DROP TABLE ${stagingSchema}.ratings;
    ALTER TABLE ${stagingSchema}.renumbered RENAME TO ratings;
    UPDATE ${stagingSchema}.new_movies AS one SET id = m.id FROM ${numbersOf('movies')} AS m WHERE m.staged = one.id;
  `);
  for (const [table, kind] of [
    ['new_tags', 'users'],
    ['new_tags', 'movies'],
    ['new_links', 'movies'],
  ] as const) {
    await client.query(
      `UPDATE ${stagingSchema}.${table} AS one SET ${column[kind]} = n.id
       FROM ${numbersOf(kind)} AS n WHERE n.staged = one.${column[kind]}`,
    );
  }
}
