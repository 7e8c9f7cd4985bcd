import type { ClientBase } from 'pg';
import type { ArrivedRating } from '../../events.js';
import type { ImportProgress } from './import-progress.js';
import { stagingSchema, type HomeSchema } from './staging.js';

export interface RatingChanges {
  inserted: number;
  updated: number;
  unchanged: number;
}

export interface MergedRatings {
  changes: RatingChanges;
  /** Of the pairs that are new, an even sample of about `sampledArrivals`; [] where nothing was there before. */
  arrived: ArrivedRating[];
}

/** Enough to judge a model by; all would be too many to keep. */
const sampledArrivals = 5_000;
const staged = `${stagingSchema}.ratings`;
const uniqueViolation = '23505';
/** Of the ratings that are there: below it, keeping the statistics costs less than counting anew. */
const fewShare = 0.05;

/**
 * Gives the staged ratings their key. Of several ratings of one film by one person the latest stays, of several at the
 * same moment the last line.
 *
 * @returns how many others were removed
 */
export async function keyStagedRatings(client: ClientBase, home: HomeSchema): Promise<number> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE conrelid = '${home}.ratings'::regclass AND contype = 'p'`,
  );
  const addKey = `ALTER TABLE ${staged} ADD CONSTRAINT ${rows[0].name} ${rows[0].definition}`;
  await client.query('SAVEPOINT before_key');
  try {
    await client.query(addKey);
    return 0;
  } catch (error) {
    if ((error as { code?: string }).code !== uniqueViolation) throw error;
    await client.query('ROLLBACK TO SAVEPOINT before_key');
  }
  // One COPY appends in the order of the lines, so that a later line has a greater ctid.
  const { rowCount } = await client.query(
    `DELETE FROM ${staged} AS other USING (
       SELECT ctid, row_number() OVER (PARTITION BY user_id, movie_id ORDER BY rated_at DESC, ctid DESC) AS place
       FROM ${staged}) AS ranked
     WHERE other.ctid = ranked.ctid AND ranked.place > 1`,
  );
  await client.query(addKey);
  return rowCount ?? 0;
}

/**
 * Makes the staged ratings part of the real ones. A stored rating is replaced by one of the same time or later, so that
 * importing an old file never undoes what somebody has rated since.
 *
 * Writers of ratings must have been shut out; readers wait only while one table takes the other's place.
 */
export async function mergeRatings(
  client: ClientBase,
  home: HomeSchema,
  progress: ImportProgress,
): Promise<MergedRatings> {
  await client.query(`ANALYZE ${staged}`);
  progress.settle('Comparing with what is there', 0.3);
  const existing = await countKnown(client, home);
  const merged = await compare(client, home, existing);
  const changed = merged.changes.inserted + merged.changes.updated;
  if (changed === 0) return merged;
  if (changed > existing) await replaceTable(client, home, existing, progress);
  else await mergeIntoTable(client, home, changed < fewShare * existing, progress);
  await client.query(
    `INSERT INTO ${home}.users (id, external_id, imported)
     SELECT user_id, external_id, true
     FROM ${home}.user_stats LEFT JOIN ${stagingSchema}.user_numbers AS n ON n.is_new AND n.id = user_id
     ON CONFLICT (id) DO NOTHING`,
  );
  return merged;
}

/** By the statistics: counting millions of rows takes seconds. */
async function countKnown(client: ClientBase, home: HomeSchema): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT coalesce(sum(rating_count), 0) AS count FROM ${home}.rating_months`,
  );
  return Number(rows[0].count);
}

async function countRows(client: ClientBase, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  return Number(rows[0].count);
}

/** What `mergeRatings` would change. */
export async function compareRatings(client: ClientBase, home: HomeSchema): Promise<RatingChanges> {
  return (await compare(client, home, await countKnown(client, home))).changes;
}

async function compare(client: ClientBase, home: HomeSchema, existing: number): Promise<MergedRatings> {
  const count = await countRows(client, staged);
  if (existing === 0) return { changes: { inserted: count, updated: 0, unchanged: 0 }, arrived: [] };
  const { rows } = await client.query<Record<keyof RatingChanges, string> & { arrived: Arrival[] | null }>(
    `SELECT count(*) FILTER (WHERE known.user_id IS NULL) AS inserted,
            count(*) FILTER (WHERE ${replacesKnown}) AS updated,
            count(*) FILTER (WHERE NOT ${replacesKnown}) AS unchanged,
            json_agg(json_build_array(fresh.user_id, fresh.movie_id, fresh.rating, extract(epoch FROM fresh.rated_at)))
              FILTER (WHERE known.user_id IS NULL AND (hashint8((fresh.user_id::bigint << 32) | fresh.movie_id) & 2147483647)
                < 2147483648 * $1::float8) AS arrived
     FROM ${staged} AS fresh LEFT JOIN ${home}.ratings AS known USING (user_id, movie_id)`,
    [Math.min(1, sampledArrivals / Math.max(1, count))],
  );
  const [{ inserted, updated, unchanged, arrived }] = rows;
  return {
    changes: { inserted: Number(inserted), updated: Number(updated), unchanged: Number(unchanged) },
    arrived: (arrived ?? []).map(([userId, movieId, rating, seconds]) => ({
      userId,
      movieId,
      rating,
      ratedAt: new Date(seconds * 1000),
    })),
  };
}

type Arrival = [userId: number, movieId: number, rating: number, seconds: number];

const replacesKnown = `(fresh.rated_at >= known.rated_at AND (fresh.rating, fresh.rated_at) <> (known.rating, known.rated_at))`;

/** Most is new: completes the staged table, which has no indexes but its key yet, and puts it into the real one's place. */
async function replaceTable(
  client: ClientBase,
  home: HomeSchema,
  existing: number,
  progress: ImportProgress,
): Promise<void> {
  if (existing > 0) {
    await client.query(
      `INSERT INTO ${staged} AS fresh SELECT * FROM ${home}.ratings
       ON CONFLICT (user_id, movie_id) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at
         WHERE excluded.rated_at > fresh.rated_at`,
    );
  }
  progress.settle('Building indexes', 0.4);
  for (const definition of await indexDefinitions(client, home)) await client.query(definition);
  progress.settle('Counting', 0.6);
  // The statistics are those of `ratings`, which means the staged table for as long as its schema comes first.
  await client.query(`SET LOCAL search_path = ${stagingSchema}, ${home}`);
  await client.query('SELECT refresh_rating_statistics()');
  await client.query(`SET LOCAL search_path = ${home}`);
  await client.query(`SELECT attach_rating_triggers('${staged}')`);
  await takeOverGrants(client, home);
  await client.query(`ANALYZE ${staged}`);
  progress.settle('Putting it in place', 0.95);
  await client.query(`DROP TABLE ${home}.ratings`);
  await client.query(`ALTER TABLE ${staged} SET SCHEMA ${home}`);
}

/** What makes the real table's indexes on the staged one, under the same names: they are in another schema. */
async function indexDefinitions(client: ClientBase, home: HomeSchema): Promise<string[]> {
  const { rows } = await client.query<{ definition: string }>(
    `SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = '${home}.ratings'::regclass AND NOT indisprimary ORDER BY indexrelid`,
  );
  return rows.map(({ definition }) => definition.replace(` ON ${home}.ratings `, ` ON ${staged} `));
}

/** Whoever may read or write the real table, or single columns of it, may do the same with the one that replaces it. */
async function takeOverGrants(client: ClientBase, home: HomeSchema): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('GRANT %s%s ON ${staged} TO %s%s', privilege_type, part,
                   CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                   CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END) AS statement
     FROM (SELECT relacl AS acl, '' AS part, relowner FROM pg_class WHERE oid = '${home}.ratings'::regclass
           UNION ALL
           SELECT attacl, format(' (%I)', attname), relowner FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
           WHERE attrelid = '${home}.ratings'::regclass AND attacl IS NOT NULL) AS lists,
          LATERAL aclexplode(acl)
     WHERE grantee <> relowner`,
  );
  for (const { statement } of rows) await client.query(statement);
}

/**
 * Little is new: writes it into the table that is there.
 *
 * @param few  counts by the table's triggers, row by row, instead of anew afterwards
 */
async function mergeIntoTable(
  client: ClientBase,
  home: HomeSchema,
  few: boolean,
  progress: ImportProgress,
): Promise<void> {
  progress.settle('Merging', 0.5);
  if (few) {
    await client.query(insertStaged(home));
    return;
  }
  await client.query(`ALTER TABLE ${home}.ratings DISABLE TRIGGER USER`);
  await client.query(insertStaged(home));
  await client.query(`ALTER TABLE ${home}.ratings ENABLE TRIGGER USER`);
  progress.settle('Counting', 0.8);
  await client.query('SELECT refresh_rating_statistics()');
  await client.query(`ANALYZE ${home}.ratings`);
}

const insertStaged = (home: HomeSchema): string => `
  INSERT INTO ${home}.ratings AS known (user_id, movie_id, rating, rated_at)
  SELECT user_id, movie_id, rating, rated_at FROM ${staged} AS fresh
  WHERE NOT EXISTS (SELECT FROM ${home}.ratings AS same WHERE (same.user_id, same.movie_id, same.rating, same.rated_at)
    = (fresh.user_id, fresh.movie_id, fresh.rating, fresh.rated_at))
  ON CONFLICT (user_id, movie_id) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at
    WHERE excluded.rated_at >= known.rated_at`;
