import pg from 'pg';
import { ExternalIds } from '../formats/external-ids.js';
import { TarError } from './tar-archive.js';
import { ZipError } from './zip-archive.js';
import { UnreadableFileError } from '../formats/rejected-line.js';
import type { ArrivedRating } from '../../events.js';
import type { JobContext } from '../../platform/jobs/job.js';
import { isBrokenSource } from './broken-source.js';
import { emptyReport, type ImportReport } from './import-report.js';
import { ImportProgress } from './import-progress.js';
import type { InspectedSource } from './inspect-source.js';
import { describeRejected, outcomeOf, tookNothing } from './import-verdict.js';
import {
  ImportInProgressError,
  ImportSourceUnreadableError,
  NothingImportedError,
} from './imports.errors.js';
import { clearData, countData } from './identity/clear-data.js';
import type { ImportOptions } from './identity/import-choice.js';
import { recordSource, type ImportedSource } from './identity/import-sources.js';
import { settleIdentity, type SettledIdentity } from './identity/settle-identity.js';
import { compareRatings, mergeRatings } from './merge-ratings.js';
import { mergeRecords } from './merge-records.js';
import { stageSource } from './stage-source.js';
import { bulkSettings, createStaging, lockImports, stagingSchema, type HomeSchema } from './staging.js';

const cancelEveryMs = 100;

/**
 * Imports a source in one transaction: all of it is there at once, or nothing. Memory does not grow with the source. A
 * source that is not the data that is here is refused unless `options` say what to do; a dry run changes nothing.
 *
 * @param databaseUrl  a connection of its own is opened, so that a cancelled import can be cut off
 * @param onArrived  is given a sample of the ratings that are new, once they are there; not of a first import
 * @throws ImportSourceUnreadableError when a file of it turns out not to be what its name says
 * @throws ImportConflictError when it is not the data that is here and no choice was given
 * @throws ImportInProgressError when another process imports into the same database
 * @throws the reason of `context.signal` within a second of its abort
 */
export async function runImport(
  databaseUrl: string,
  source: InspectedSource,
  context: Pick<JobContext, 'progress' | 'signal'>,
  onArrived: (sample: ArrivedRating[]) => void = () => undefined,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'marquee import' });
  // Without a listener, a connection that breaks between two statements would end the process.
  client.on('error', () => undefined);
  await client.connect();
  const stopWatching = await cancelOnAbort(client, databaseUrl, context.signal);
  try {
    return await importBy(client, source, context, onArrived, options);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof UnreadableFileError)
      throw new ImportSourceUnreadableError(source.label, error.message);
    if (isBrokenSource(error) || error instanceof ZipError || error instanceof TarError)
      throw new ImportSourceUnreadableError(source.label, error.message);
    throw error;
  } finally {
    stopWatching();
    await client.end().catch(() => undefined);
  }
}

async function importBy(
  client: pg.Client,
  source: InspectedSource,
  { progress: tell, signal }: Pick<JobContext, 'progress' | 'signal'>,
  onArrived: (sample: ArrivedRating[]) => void,
  options: ImportOptions,
): Promise<ImportReport> {
  const startedAt = performance.now();
  const report = emptyReport(source.label, source.layout.name);
  const progress = new ImportProgress({ progress: tell }, bytesToRead(source));
  await client.query('BEGIN');
  if (!(await lockImports(client))) throw new ImportInProgressError();
  await client.query(bulkSettings);
  const home = await createStaging(client);
  const ids = { users: new ExternalIds(), movies: new ExternalIds() };
  const ownMovies = options.onConflict === 'replace' || options.onConflict === 'as-new-users';
  const nowMs = Date.now();
  const madeUp = await stageSource({ client, source, nowMs, report, progress, signal, ids, ownMovies });
  judge(report, source);
  progress.settle('Sorting ratings', 0);
  const usersBefore = await countUsers(client, home);
  const cleared =
    options.onConflict === 'replace' ? await makeRoom(client, home, source.label, report) : null;
  const settled = await settleIdentity(client, home, source, ids, options);
  describeSettled(report, settled, options);
  if (options.dryRun) {
    await countChanges(client, home, madeUp, settled, report);
    await client.query('ROLLBACK');
  } else {
    const before = cleared ?? (await holdWriters(client, home));
    const { changes, arrived } = await mergeRatings(client, home, progress);
    Object.assign(report.ratings, changes);
    await mergeRecords(client, home, madeUp.map(settled.movieNumber), report);
    report.users.inserted = (await countUsers(client, home)) - (cleared ? 0 : usersBefore);
    await settleRevision(client, home, before, report);
    await recordSource(client, home, sourceOf(report, settled));
    await client.query(`DROP SCHEMA ${stagingSchema} CASCADE`);
    signal.throwIfAborted();
    await client.query('COMMIT');
    if (arrived.length > 0) onArrived(arrived);
  }
  report.durationMs = Math.round(performance.now() - startedAt);
  report.ratingsPerSecond = Math.round(report.ratings.read / Math.max(0.001, report.durationMs / 1000));
  return report;
}

/** @throws NothingImportedError when no rating could be taken, which is no success */
function judge(report: ImportReport, { label }: InspectedSource): void {
  if (tookNothing(report)) throw new NothingImportedError(label, describeRejected(report));
  report.outcome = outcomeOf(report);
  if (report.outcome === 'partial') report.warning = describeRejected(report);
}

/** Removes what is here, for a source that has something to put in its place. */
async function makeRoom(
  client: pg.Client,
  home: HomeSchema,
  label: string,
  report: ImportReport,
): Promise<Revision> {
  const { rows } = await client.query<{ empty: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM ${stagingSchema}.ratings) AS empty`,
  );
  if (rows[0].empty)
    throw new ImportSourceUnreadableError(label, 'it has no rating that could replace those that are here');
  const before = await holdWriters(client, home);
  report.removed = await countData(client, home);
  await clearData(client, home);
  return before;
}

function describeSettled(report: ImportReport, settled: SettledIdentity, { dryRun }: ImportOptions): void {
  report.dryRun = dryRun === true;
  report.choice = settled.choice;
  report.conflict = settled.conflict;
  report.ratings.superseded = settled.superseded;
}

/** What a merge would change; whatever is written for that is rolled back afterwards. */
async function countChanges(
  client: pg.Client,
  home: HomeSchema,
  madeUp: readonly number[],
  { movieNumber }: SettledIdentity,
  report: ImportReport,
): Promise<void> {
  Object.assign(report.ratings, await compareRatings(client, home));
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT DISTINCT user_id AS id FROM ${stagingSchema}.ratings) AS fresh
     WHERE NOT EXISTS (SELECT FROM ${home}.users AS u WHERE u.id = fresh.id)`,
  );
  report.users.inserted = rows[0].count;
  await mergeRecords(client, home, madeUp.map(movieNumber), report);
}

async function countUsers(client: pg.Client, home: HomeSchema): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${home}.users`);
  return rows[0].count;
}

function sourceOf(report: ImportReport, { choice, namespace }: SettledIdentity): ImportedSource {
  const { source: label, layout, ratings, movies } = report;
  const [ratingCount, movieCount] = [ratings.read - ratings.rejected, movies.read - movies.rejected];
  return { label, layout, choice, namespace, ratingCount, movieCount };
}

function bytesToRead({ layout, files }: InspectedSource): number {
  const names = [layout.ratings, layout.movies, layout.tags, layout.links];
  return names.reduce((sum, name) => sum + (name === null ? 0 : (files.get(name)?.bytes ?? 0)), 0);
}

export function changedRatings({ ratings, dryRun }: ImportReport): boolean {
  return !dryRun && ratings.inserted + ratings.updated > 0;
}

function changedMovies({ movies, links }: ImportReport): boolean {
  return movies.inserted + movies.updated + links.updated > 0;
}

interface Revision {
  revision: string;
  movies_revision: string;
  changed_at: Date;
}

/** Has those who write ratings wait until the end of the transaction; readers do not. In the order in which writers lock. */
async function holdWriters(client: pg.Client, home: HomeSchema): Promise<Revision> {
  await client.query(`LOCK TABLE ${home}.users, ${home}.ratings IN SHARE ROW EXCLUSIVE MODE`);
  const { rows } = await client.query<Revision>(
    `SELECT revision, movies_revision, changed_at FROM ${home}.data_changes FOR UPDATE`,
  );
  return rows[0];
}

/** One import is one revision, whatever the triggers of its statements have counted; none if it has changed nothing. */
async function settleRevision(
  client: pg.Client,
  home: HomeSchema,
  before: Revision,
  report: ImportReport,
): Promise<void> {
  const moviesChanged = changedMovies(report);
  const changed = changedRatings(report) || moviesChanged || report.tags.inserted + report.tags.updated > 0;
  await client.query(
    `UPDATE ${home}.data_changes SET revision = $1, movies_revision = $2, changed_at = coalesce($3, now())`,
    [
      BigInt(before.revision) + (changed ? 1n : 0n),
      BigInt(before.movies_revision) + (moviesChanged ? 1n : 0n),
      changed ? null : before.changed_at,
    ],
  );
  if (moviesChanged) await client.query(`ANALYZE ${home}.movies`);
}

/** Breaks the statement off that runs when `signal` is aborted, and whichever comes after it. */
async function cancelOnAbort(
  client: pg.Client,
  databaseUrl: string,
  signal: AbortSignal,
): Promise<() => void> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    timer = setTimeout(cancel, cancelEveryMs);
    void cancelBackend(databaseUrl, rows[0].pid).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  return () => {
    signal.removeEventListener('abort', cancel);
    clearTimeout(timer);
  };
}

async function cancelBackend(databaseUrl: string, pid: number): Promise<void> {
  const other = new pg.Client({ connectionString: databaseUrl });
  other.on('error', () => undefined);
  await other.connect();
  try {
    await other.query('SELECT pg_cancel_backend($1)', [pid]);
  } finally {
    await other.end();
  }
}
