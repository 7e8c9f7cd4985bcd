import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { openInspectedSource } from '../apps/api/dist/ingestion/imports/inspect-source.js';
import { runImport } from '../apps/api/dist/ingestion/imports/run-import.js';
import { runSnapshotThread } from '../apps/api/dist/ingestion/snapshots/snapshot-thread.js';
import { startEmbeddedPostgres } from '../apps/api/dist/platform/database/embedded-postgres.js';
import { migrate } from '../apps/api/dist/platform/database/migrate.js';

// Taking, loading and comparing snapshots of ml-20m's size. Needs `npm run build`. BENCH_RATINGS=<n> takes another number of
// ratings, BENCH_DATA=<folder> data that is there already. Processor time is that of this process, PostgreSQL's not included.

const dataDir = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
const context = { signal: new AbortController().signal, progress: () => undefined, niceness: 0 };
const rows = [];

async function timed(what, name, given) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const answer = await runSnapshotThread(name, given, context);
  clearInterval(watch);
  const { user, system } = process.cpuUsage(cpu);
  rows.push({
    what,
    seconds: ((performance.now() - began) / 1000).toFixed(1),
    'processor s': ((user + system) / 1e6).toFixed(1),
    'peak MiB': Math.round(peak / 2 ** 20),
  });
  return answer;
}

function synthesize(folder) {
  const program = join(import.meta.dirname, '../apps/api/dist/synthetic-command.js');
  const size = process.env.BENCH_RATINGS ? ['--ratings', process.env.BENCH_RATINGS] : [];
  const { status } = spawnSync(process.execPath, [program, '--out', folder, ...size], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The data could not be made.');
  return folder;
}

try {
  const data = process.env.BENCH_DATA ?? synthesize(join(dataDir, 'data'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await migrate(postgres.url);
    const source = await openInspectedSource(data, data);
    await runImport(postgres.url, source, context);
    source.close();
    const folder = join(dataDir, 'snapshot');
    await mkdir(folder);
    const { files } = await timed('take', 'take', { databaseUrl: postgres.url, folder });
    const paths = Object.fromEntries(Object.entries(files).map(([part, { path }]) => [part, path]));
    await timed('load', 'load', { paths });
    await timed('compare with itself', 'diff', { before: paths, after: paths });
    const { bytes, rows: count } = files.ratings;
    console.log(`${count.toLocaleString('en')} ratings, ${(bytes / count).toFixed(1)} bytes each.`);
  } finally {
    await postgres.stop();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
console.table(rows);
