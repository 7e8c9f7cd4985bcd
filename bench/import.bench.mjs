import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { openInspectedSource } from '../apps/api/dist/ingestion/imports/inspect-source.js';
import { runImport } from '../apps/api/dist/ingestion/imports/run-import.js';
import { RatingsReader } from '../apps/api/dist/ingestion/ratings/ratings-reader.js';
import { dataSourceOptions } from '../apps/api/dist/platform/database/data-source-options.js';
import { startEmbeddedPostgres } from '../apps/api/dist/platform/database/embedded-postgres.js';
import { migrate } from '../apps/api/dist/platform/database/migrate.js';

// An import of ml-20m's size into the embedded PostgreSQL, beside psql's \copy of the same file into the same kind of
// table of the same server, and the reading of all ratings for a training. Needs `npm run build`.
// BENCH_RATINGS=<n> takes another number of ratings, BENCH_DATA=<folder> data that is there already.

const seconds = (since) => (performance.now() - since) / 1000;
const dataDir = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
const rows = [];
const record = (what, took, ratings, note = '') =>
  rows.push({
    what,
    seconds: took.toFixed(1),
    'ratings/s': Math.round(ratings / took).toLocaleString('en'),
    note,
  });

try {
  const folder = process.env.BENCH_DATA ?? synthesize(join(dataDir, 'data'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await migrate(postgres.url);
    const ratings = await importFolder(postgres.url, folder);
    await readAll(postgres.url);
    copyByPsql(postgres.tcpUrl, join(folder, 'ratings.csv'), ratings);
  } finally {
    await postgres.stop();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
console.table(rows);

function synthesize(folder) {
  const began = performance.now();
  const program = join(import.meta.dirname, '../apps/api/dist/synthetic-command.js');
  const size = process.env.BENCH_RATINGS ? ['--ratings', process.env.BENCH_RATINGS] : [];
  const { status } = spawnSync(process.execPath, [program, '--out', folder, ...size], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The data could not be made.');
  console.log(`Data made in ${seconds(began).toFixed(1)} s.`);
  return folder;
}

async function importFolder(url, folder) {
  const source = await openInspectedSource(folder, folder);
  const phases = [];
  const progress = ({ phase }) => {
    if (phase && phases.at(-1)?.phase !== phase) phases.push({ phase, at: performance.now() });
  };
  const began = performance.now();
  const report = await runImport(url, source, { progress, signal: new AbortController().signal });
  const took = seconds(began);
  source.close();
  const rss = Math.round(process.resourceUsage().maxRSS / 1024);
  record('import, all of it', took, report.ratings.read, `Node's memory at most ${rss} MiB`);
  phases.forEach(({ phase, at }, index) => {
    const end = phases[index + 1]?.at ?? began + took * 1000;
    record(`  ${phase}`, Math.max(0.001, (end - at) / 1000), report.ratings.read);
  });
  if (report.ratings.inserted !== report.ratings.read) console.log('Not all was inserted:', report);
  return report.ratings.read;
}

async function readAll(url) {
  const dataSource = await new DataSource(dataSourceOptions(url, 2)).initialize();
  const began = performance.now();
  const { users } = await new RatingsReader(dataSource).loadAll();
  record('reading all of them for a training', seconds(began), users.length);
  await dataSource.destroy();
}

/** Into a table that was made in the same transaction, as the import does; then what the real table has besides. */
function copyByPsql(url, file, ratings) {
  const steps = {
    'psql \\copy': `\\copy copied FROM '${file}' WITH (FORMAT csv, HEADER true)`,
    '  then its primary key': 'ALTER TABLE copied ADD PRIMARY KEY (user_id, movie_id);',
    '  then its index by film': 'CREATE INDEX ON copied (movie_id);',
  };
  const script = [
    '\\timing on',
    'BEGIN;',
    'CREATE TABLE copied (user_id integer NOT NULL, movie_id integer NOT NULL, rating real NOT NULL, rated_at bigint NOT NULL);',
    ...Object.values(steps),
    'COMMIT;',
  ].join('\n');
  const parameters = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', url];
  const { status, error, stdout, stderr } = spawnSync('psql', parameters, {
    input: script,
    encoding: 'utf8',
  });
  if (error) return console.log(`psql is not to be had here (${error.message}): the import stands alone.`);
  if (status !== 0 || !existsSync(file)) throw new Error(stderr);
  const times = [...stdout.matchAll(/^Time: ([\d.]+) ms/gm)].map(([, ms]) => Number(ms) / 1000);
  // BEGIN and CREATE TABLE come first.
  Object.keys(steps).forEach((what, index) => record(what, times[index + 2], ratings));
}
