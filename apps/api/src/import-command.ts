import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findArchive, officialArchives } from './ingestion/imports/archives.js';
import { importByApi, ImportByApiError } from './ingestion/imports/command/import-by-api.js';
import { importDirectly } from './ingestion/imports/command/import-directly.js';
import { ProgressLine, reportText } from './ingestion/imports/command/terminal.js';
import type { ImportReport } from './ingestion/imports/import-report.js';
import { ConfigurationError, parseEnvironment } from './platform/config/parse-environment.js';
import type { AppConfig } from './platform/config/app-config.js';
import {
  DataDirInUseError,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from './platform/database/embedded-postgres.js';
import { DomainError } from './platform/http/domain-error.js';

const usage = `npm run import -- <folder, zip, CSV file of ratings, or name of an official archive>

Official archives, which are downloaded: ${officialArchives.map(({ name }) => name).join(', ')}.
Works on DATABASE_URL, else on the embedded database under DATA_DIR (default .data), whether Marquee runs or not.`;

/** Imports wherever the data is at home: an outside database, a server that runs, or the embedded database alone. */
async function importInto(
  config: AppConfig,
  source: string,
  signal: AbortSignal,
  line: ProgressLine,
): Promise<ImportReport> {
  const show = line.show.bind(line);
  if (config.databaseUrl) return importDirectly(source, config.databaseUrl, config, signal, show);
  line.show({ phase: 'Starting the database' });
  let postgres;
  try {
    postgres = await startEmbeddedPostgres({
      dataDir: config.dataDir,
      log: (message) => line.show({ phase: message }),
    });
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error;
    return importByApi(source, config, signal, show);
  }
  try {
    return await importDirectly(source, postgres.url, config, signal, show);
  } finally {
    await postgres.stop();
  }
}

/** A name is a name, unless something of that name is there. */
function toSource(word: string): string {
  return findArchive(word) && !existsSync(word) ? word : resolve(word);
}

async function main(words: readonly string[]): Promise<void> {
  if (words.length !== 1 || words[0].startsWith('-')) {
    console.error(usage);
    process.exitCode = words.includes('--help') ? 0 : 1;
    return;
  }
  const line = new ProgressLine(process.stderr);
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => abort.abort(new Error('The import was cancelled; nothing has changed.')));
  try {
    const report = await importInto(parseEnvironment(process.env), toSource(words[0]), abort.signal, line);
    line.clear();
    console.log(reportText(report));
  } catch (error) {
    line.clear();
    console.error(explain(error, abort.signal));
    process.exitCode = 1;
  }
}

function explain(error: unknown, signal: AbortSignal): unknown {
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
