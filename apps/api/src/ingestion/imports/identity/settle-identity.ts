import type { ClientBase } from 'pg';
import type { ImportSource } from '../import-source.js';
import { ImportConflictError } from '../imports.errors.js';
import { keyStagedRatings } from '../merge-ratings.js';
import type { HomeSchema } from '../staging.js';
import { separateUsers } from './as-new-users.js';
import { compareWithData } from './compare-with-data.js';
import type { ConflictChoice, ImportOptions } from './import-choice.js';
import { isUntouchedSample } from './import-sources.js';
import { applyNumbers, numbersOf, type Numbered } from './number-map.js';
import { resolveExternalIds, type SourceIds } from './resolve-external-ids.js';
import { conflictOf, contradictionsOf, type SourceConflict } from './source-conflict.js';

/** How the numbers of a source were brought together with those here. */
export interface SettledIdentity {
  choice: ConflictChoice | 'none';
  namespace: string | null;
  /** Of a dry run that no choice was given to. */
  conflict: SourceConflict | null;
  /** Ratings removed for another one of the same user and movie. */
  superseded: number;
  /** The number here of a movie as it was staged. */
  movieNumber: (staged: number) => number;
}

/**
 * Turns the staged ids into internal numbers and gives the staged ratings their key. Where the source is not the data that
 * is here and no choice was given, nothing goes on.
 *
 * @throws ImportConflictError
 */
export async function settleIdentity(
  client: ClientBase,
  home: HomeSchema,
  source: ImportSource,
  ids: SourceIds,
  options: ImportOptions,
): Promise<SettledIdentity> {
  await resolveExternalIds(client, home, ids);
  const resolved = {
    users: await readNumbers(client, 'users'),
    movies: await readNumbers(client, 'movies'),
  };
  await applyNumbers(client, home);
  const superseded = await keyStagedRatings(client, home);
  const movieNumber = (staged: number): number => resolved.movies.ids.get(staged) ?? staged;
  const settled = { namespace: null, conflict: null, superseded, movieNumber };
  const { onConflict, dryRun } = options;
  if (onConflict === 'replace' || onConflict === 'merge') return { ...settled, choice: onConflict };
  if (!(await hasData(client, home))) return { ...settled, choice: 'none' };

  const hasMovies = source.layout.movies !== null;
  const wanted = onConflict === 'as-new-users';
  const looked = await compareWithData(client, home, hasMovies, wanted);
  if (!wanted && contradictionsOf(looked).length === 0) return { ...settled, choice: 'none' };

  const comparison = wanted ? looked : await compareWithData(client, home, hasMovies, true);
  const textOf = { users: resolved.users.texts, movies: resolved.movies.texts };
  const separate = { label: source.label, hasMovies, textOf, comparison };
  const namespace = await separateUsers(client, home, separate, !wanted);
  if (namespace !== null) return separated(client, home, settled, namespace);
  const conflict = conflictOf(comparison, contradictionsOf(looked), await isUntouchedSample(client, home));
  if (!dryRun) throw new ImportConflictError(source.label, conflict);
  return { ...settled, choice: 'none', conflict };
}

async function separated(
  client: ClientBase,
  home: HomeSchema,
  settled: Omit<SettledIdentity, 'choice'>,
  namespace: string,
): Promise<SettledIdentity> {
  const { ids } = await readNumbers(client, 'movies');
  const superseded = settled.superseded + (await keyStagedRatings(client, home));
  const movieNumber = (staged: number): number => {
    const number = settled.movieNumber(staged);
    return ids.get(number) ?? number;
  };
  return { ...settled, choice: 'as-new-users', namespace, superseded, movieNumber };
}

async function hasData(client: ClientBase, home: HomeSchema): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM ${home}.users) OR EXISTS (SELECT FROM ${home}.movies) AS some`,
  );
  return rows[0].some;
}

interface Numbers {
  /** By staged number. */
  ids: ReadonlyMap<number, number>;
  /** External ids by the number that they have here. */
  texts: ReadonlyMap<number, string>;
}

async function readNumbers(client: ClientBase, kind: Numbered): Promise<Numbers> {
  const { rows } = await client.query<{ staged: number; id: number; external_id: string }>(
    `SELECT staged, id, external_id FROM ${numbersOf(kind)}`,
  );
  return {
    ids: new Map(rows.map(({ staged, id }) => [staged, id])),
    texts: new Map(rows.map(({ id, external_id: text }) => [id, text])),
  };
}
