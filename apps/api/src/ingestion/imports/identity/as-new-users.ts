import type { ClientBase } from 'pg';
import { basename } from 'node:path';
import { stagingSchema, type HomeSchema } from '../staging.js';
import { agrees, confirmedUsers, datedFile } from './compare-with-data.js';
import { namespacesOf } from './import-sources.js';
import { matchMovies, readMoviesHere, readSourceMovies } from './match-movies.js';
import { applyNumbers, numbersOf, readStagedIds, writeNumbers, type Renumbered } from './number-map.js';
import type { SourceComparison } from './source-conflict.js';

const staged = `${stagingSchema}.ratings`;
/** Of the users that an import brought, those whose ratings must be found again for it to be the same source. */
const leastRecognised = 0.98;
const comparedUsers = 2_000;

/** A source to be imported under ids of its own. */
export interface SeparateSource {
  label: string;
  hasMovies: boolean;
  /** Text of the ids that are not the decimal of their number. */
  textOf: Readonly<Record<'users' | 'movies', ReadonlyMap<number, string>>>;
  /** How its numbers compare with those here. */
  comparison: SourceComparison;
}

/**
 * Gives the users of a source new numbers, and its movies those of the same movies here or new ones. External ids are the
 * ids of the source behind a namespace, so that those of two sources differ and the same source is found again.
 *
 * @param onlyKnown  does nothing unless the source was imported like this before
 * @returns its namespace; null: nothing was done
 */
export async function separateUsers(
  client: ClientBase,
  home: HomeSchema,
  source: SeparateSource,
  onlyKnown: boolean,
): Promise<string | null> {
  for (const namespace of await candidates(client, home, source.label, onlyKnown)) {
    const movies = await moviesUnder(client, home, source, namespace);
    const users = await usersUnder(client, home, source, namespace);
    await writeNumbers(client, home, 'movies', movies);
    if (users.found.length === 0 ? onlyKnown : !(await areTheSame(client, home, users.found))) continue;
    await writeNumbers(client, home, 'users', users.all);
    await applyNumbers(client, home);
    await leaveKnownMovies(client, home);
    return namespace;
  }
  return null;
}

async function candidates(
  client: ClientBase,
  home: HomeSchema,
  label: string,
  onlyKnown: boolean,
): Promise<string[]> {
  const known = await namespacesOf(client, home);
  if (onlyKnown) return known;
  const name = slugOf(label);
  const free = [name, ...Array.from({ length: known.length + 1 }, (_, index) => `${name}-${index + 2}`)];
  return [...known, ...free.filter((one) => !known.includes(one))];
}

/** `/data/ml-100k.zip` → `ml-100k` */
function slugOf(label: string): string {
  const name = basename(label.replaceAll('\\', '/')).replace(
    /\.(?:zip|csv|tsv|txt|dat|data|tar|gz|tgz)+$/iu,
    '',
  );
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/gu, '-')
      .replace(/^-+|-+$/gu, '')
      .slice(0, 40) || 'source'
  );
}

/** A source without movies can only mean those that are here, by their numbers; it cannot name others. */
async function moviesUnder(
  client: ClientBase,
  home: HomeSchema,
  { hasMovies, textOf }: SeparateSource,
  namespace: string,
): Promise<Renumbered[]> {
  const externalIdOf = (id: number): string => `${namespace}:${textOf.movies.get(id) ?? id}`;
  const here = await readMoviesHere(client, home);
  const matched = hasMovies
    ? matchMovies(await readSourceMovies(client), here, externalIdOf)
    : numberedMovies(
        await readStagedIds(client, 'movies'),
        new Set(here.map(({ id }) => id)),
        new Map(here.map(({ id, externalId }) => [externalId, id])),
        externalIdOf,
      );
  return matched.filter(({ staged: number, id }) => number !== id);
}

function numberedMovies(
  ids: readonly number[],
  here: ReadonlySet<number>,
  external: ReadonlyMap<string | null, number>,
  externalIdOf: (id: number) => string,
): Renumbered[] {
  return ids
    .filter((id) => !here.has(id))
    .map((id) => {
      const externalId = externalIdOf(id);
      return { staged: id, id: external.get(externalId) ?? null, externalId };
    });
}

interface SeparatedUsers {
  all: Renumbered[];
  /** Those that an earlier import under this namespace brought. */
  found: Renumbered[];
}

async function usersUnder(
  client: ClientBase,
  home: HomeSchema,
  { textOf, comparison }: SeparateSource,
  namespace: string,
): Promise<SeparatedUsers> {
  const { rows } = await client.query<{ id: number; external_id: string }>(
    `SELECT id, external_id FROM ${home}.users WHERE starts_with(external_id, $1)`,
    [`${namespace}:`],
  );
  const known = new Map(rows.map(({ id, external_id: text }) => [text, id]));
  const kept = await keptUsers(client, comparison);
  const all = (await readStagedIds(client, 'users'))
    .map((id) => {
      const externalId = `${namespace}:${textOf.users.get(id) ?? id}`;
      return { staged: id, id: known.get(externalId) ?? null, externalId };
    })
    .filter(({ staged: number, id }) => id !== null || !kept.has(number));
  return { all, found: all.filter(({ id }) => id !== null) };
}

/** Where at least half of the users are those that are here, only the others become new ones. */
async function keptUsers(client: ClientBase, { users }: SourceComparison): Promise<ReadonlySet<number>> {
  if (2 * users.confirmed < users.met) return new Set();
  const { rows } = await client.query<[number]>({ text: confirmedUsers, rowMode: 'array' });
  return new Set(rows.map(([id]) => id));
}

/** Whether the ratings of the source are those of the users that were found, as far as both have them. */
async function areTheSame(
  client: ClientBase,
  home: HomeSchema,
  found: readonly Renumbered[],
): Promise<boolean> {
  const step = Math.max(1, Math.ceil(found.length / comparedUsers));
  const compared = found.filter((_, index) => index % step === 0);
  const { rows } = await client.query<{ confirmed: number }>(
    `WITH dated AS (${datedFile})
     SELECT count(*)::int AS confirmed FROM (
       SELECT pair.id FROM unnest($1::int[], $2::int[]) AS pair (staged, id)
         JOIN ${staged} AS fresh ON fresh.user_id = pair.staged CROSS JOIN dated
         LEFT JOIN ${numbersOf('movies')} AS m ON m.staged = fresh.movie_id
         JOIN ${home}.ratings AS known ON (known.user_id, known.movie_id) = (pair.id, coalesce(m.id, fresh.movie_id))
       GROUP BY pair.id HAVING 2 * count(*) FILTER (WHERE ${agrees}) >= count(*)) AS same`,
    [compared.map(({ staged: number }) => number), compared.map(({ id }) => id)],
  );
  return rows[0].confirmed >= leastRecognised * compared.length;
}

/** Movies that are here keep their titles and links; what they lack is filled in. */
async function leaveKnownMovies(client: ClientBase, home: HomeSchema): Promise<void> {
  await client.query(`
    DELETE FROM ${stagingSchema}.new_movies AS one USING ${home}.movies AS known WHERE known.id = one.id;
    DELETE FROM ${stagingSchema}.new_links AS one USING ${home}.movies AS known
      WHERE known.id = one.movie_id AND (known.imdb_id IS NOT NULL OR known.tmdb_id IS NOT NULL);
  `);
}
