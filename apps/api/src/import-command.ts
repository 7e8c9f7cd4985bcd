import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findArchive, officialArchives } from './ingestion/imports/archives.js';
import { importByApi, ImportByApiError } from './ingestion/imports/command/import-by-api.js';
import { importDirectly } from './ingestion/imports/command/import-directly.js';
import { readImportWords, type ImportWords } from './ingestion/imports/command/import-words.js';
import { ProgressLine, reportText } from './ingestion/imports/command/terminal.js';
import { choiceEffects, conflictChoices } from './ingestion/imports/identity/import-choice.js';
import { explainConflict } from './ingestion/imports/command/conflict-text.js';
import { ImportConflictError } from './ingestion/imports/imports.errors.js';
import type { ImportReport } from './ingestion/imports/import-report.js';
import { ConfigurationError, parseEnvironment } from './platform/config/parse-environment.js';
import type { AppConfig } from './platform/config/app-config.js';
import {
  DataDirInUseError,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from './platform/database/embedded-postgres.js';
import { DomainError } from './platform/http/domain-error.js';

const usage = `npm run import -- <folder, zip, CSV file of ratings, or name of an official archive> [options]

Official archives, which are downloaded: ${officialArchives.map(({ name }) => name).join(', ')}.
Works on DATABASE_URL, else on the embedded database under DATA_DIR (default .data), whether Marquee runs or not.

An import of other data than that which is here stops before it writes, with exit code 1. Then one of these says what to do:
${conflictChoices.map((choice) => `  --${choice.padEnd(13)} ${choiceEffects[choice]}`).join('\n')}
  --dry-run       reports what would be done, and changes nothing

How a file of ratings is written is recognized; where it cannot be told for sure, or to say it yourself:
  --map user=User-ID,item=ISBN,rating=Book-Rating,time=Date   columns by name, or by number from 1
  --scale 1..10                   the least and greatest rating; they become half a star and five
  --rating 4                      counts each row as this rating, for events without one
  --separator ';'  --encoding cp1252  --header  --no-header
  --ratings ratings_small.csv     the file of ratings in a folder or archive`;

/** Imports wherever the data is at home: an outside database, a server that runs, or the embedded database alone. */
async function importInto(
  config: AppConfig,
  { source, options }: ImportWords,
  signal: AbortSignal,
  line: ProgressLine,
): Promise<ImportReport> {
  const show = line.show.bind(line);
  if (config.databaseUrl) return importDirectly(source, options, config.databaseUrl, config, signal, show);
  line.show({ phase: 'Starting the database' });
  let postgres;
  try {
    postgres = await startEmbeddedPostgres({
      dataDir: config.dataDir,
      log: (message) => line.show({ phase: message }),
    });
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error;
    return importByApi(source, options, config, signal, show);
  }
  try {
    return await importDirectly(source, options, postgres.url, config, signal, show);
  } finally {
    await postgres.stop();
  }
}

/** A name is a name, unless something of that name is there. */
function toSource(word: string): string {
  return findArchive(word) && !existsSync(word) ? word : resolve(word);
}

async function main(words: readonly string[]): Promise<void> {
  const asked = understand(words);
  if (asked === null) return;
  const line = new ProgressLine(process.stderr);
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => abort.abort(new Error('The import was cancelled; nothing has changed.')));
  try {
    const given = { ...asked, source: toSource(asked.source) };
    const report = await importInto(parseEnvironment(process.env), given, abort.signal, line);
    line.clear();
    console.log(reportText(report));
    if (report.conflict || report.outcome === 'partial') process.exitCode = 1;
  } catch (error) {
    line.clear();
    console.error(explain(error, abort.signal));
    process.exitCode = 1;
  }
}

function understand(words: readonly string[]): ImportWords | null {
  try {
    const asked = readImportWords(words);
    if (asked === null) console.log(usage);
    return asked;
  } catch (error) {
    console.error(words.length === 0 ? usage : (error as Error).message);
    process.exitCode = 1;
    return null;
  }
}

function explain(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof ImportConflictError) return explainConflict(error.details.conflict);
  const forPeople =
    signal.aborted ||
    error instanceof DomainError ||
    error instanceof ImportByApiError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof ConfigurationError;
  if (forPeople) return (error as Error).message;
  const { code, message } = error as { code?: string; message?: string };
  if (/^(E[A-Z]+|28\w{3}|3D000|57P0\d|08\w{3})$/.test(code ?? ''))
    return `The database cannot be used: ${message || code}.`;
  return error;
}

await main(process.argv.slice(2));
