import type { ClientBase } from 'pg';
import type { ExternalIds } from '../../formats/external-ids.js';
import { stagingSchema, type HomeSchema } from '../staging.js';
import { writeNumbers, type Numbered, type Renumbered } from './number-map.js';

/** Ids of a source that are no internal numbers themselves. */
export interface SourceIds {
  users: ExternalIds;
  movies: ExternalIds;
}

/**
 * Finds the internal number of every staged id: the row that has it as its external id; otherwise, of a canonical
 * decimal, that number, unless it was given to another external id; otherwise a new number.
 */
export async function resolveExternalIds(
  client: ClientBase,
  home: HomeSchema,
  ids: SourceIds,
): Promise<void> {
  for (const kind of ['users', 'movies'] as const) {
    const renumbered = [
      ...(await ofTexts(client, home, kind, ids[kind])),
      ...(await ofNumbers(client, home, kind)),
    ];
    await writeNumbers(client, home, kind, renumbered);
  }
}

async function ofTexts(
  client: ClientBase,
  home: HomeSchema,
  kind: Numbered,
  ids: ExternalIds,
): Promise<Renumbered[]> {
  if (ids.size === 0) return [];
  const entries = [...ids.entries()];
  const { rows } = await client.query<{ id: number; external_id: string }>(
    `SELECT id, external_id FROM ${home}.${kind} WHERE external_id = ANY ($1)`,
    [entries.map(([text]) => text)],
  );
  const known = new Map(rows.map(({ id, external_id: text }) => [text, id]));
  return entries.map(([text, staged]) => ({ staged, id: known.get(text) ?? null, externalId: text }));
}

/** Staged decimals that are not the number of that row: it is another's external id, or another row has it as its own. */
async function ofNumbers(client: ClientBase, home: HomeSchema, kind: Numbered): Promise<Renumbered[]> {
  const { rows } = await client.query<{ staged: number; id: number | null }>(
    `WITH named AS MATERIALIZED (SELECT id, external_id FROM ${home}.${kind} WHERE external_id IS NOT NULL),
       decimals AS (SELECT external_id::bigint AS staged, id FROM named WHERE external_id ~ '^[1-9][0-9]{0,9}$'),
       taken AS (SELECT id AS staged FROM named WHERE external_id <> id::text),
       questionable AS (SELECT staged FROM decimals WHERE staged <= 2147483647 UNION SELECT staged FROM taken)
     SELECT staged::int AS staged, decimals.id FROM questionable LEFT JOIN decimals USING (staged)
     WHERE decimals.id IS DISTINCT FROM staged AND ${isStaged[kind]}`,
  );
  return rows.map(({ staged, id }) => ({ staged, id, externalId: String(staged) }));
}

const isStaged: Readonly<Record<Numbered, string>> = {
  users: `(staged IN (SELECT user_id FROM ${stagingSchema}.ratings) OR staged IN (SELECT user_id FROM ${stagingSchema}.new_tags))`,
  movies: `(staged IN (SELECT movie_id FROM ${stagingSchema}.ratings) OR staged IN (SELECT id FROM ${stagingSchema}.new_movies)
    OR staged IN (SELECT movie_id FROM ${stagingSchema}.new_tags) OR staged IN (SELECT movie_id FROM ${stagingSchema}.new_links))`,
};
