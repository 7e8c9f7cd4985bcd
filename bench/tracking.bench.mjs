import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../apps/api/dist/platform/database/data-source-options.js';
import { startEmbeddedPostgres } from '../apps/api/dist/platform/database/embedded-postgres.js';
import { migrate } from '../apps/api/dist/platform/database/migrate.js';
import { ExperimentsRepository } from '../apps/api/dist/tracking/experiments.repository.js';
import { ExperimentsService } from '../apps/api/dist/tracking/experiments.service.js';
import { parseFilter } from '../apps/api/dist/tracking/filter/parse-filter.js';
import { parseOrderBy } from '../apps/api/dist/tracking/filter/parse-order-by.js';
import { runDialect } from '../apps/api/dist/tracking/filter/filter-language.js';
import { MetricHistoryRepository } from '../apps/api/dist/tracking/metric-history.repository.js';
import { RunLogRepository } from '../apps/api/dist/tracking/run-log.repository.js';
import { RunsRepository } from '../apps/api/dist/tracking/runs.repository.js';
import { RunsService } from '../apps/api/dist/tracking/runs.service.js';

// Tracking over 10,000 runs of 1,000 metric points each (ten metrics by a hundred steps), five parameters and three tags:
// what a client waits for, and what of it is processor time (Linux): the rest is waiting for others. Needs `npm run build`. BENCH_RUNS=<n> takes another number of runs.

const runCount = Number(process.env.BENCH_RUNS ?? 10_000);
const [metricCount, stepCount, longCurve] = [10, 100, 1_000_000];
const rows = [];
let backends = [];

const dataDir = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
await chmod(dataDir, 0o711);
try {
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await migrate(postgres.url);
    const options = dataSourceOptions(postgres.url, 4);
    // The connections measured stay open.
    const extra = { ...options.extra, idleTimeoutMillis: 0 };
    const dataSource = await new DataSource({ ...options, extra }).initialize();
    await measure(dataSource);
    await dataSource.destroy();
  } finally {
    await postgres.stop();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
console.table(rows);

async function measure(dataSource) {
  const experiments = new ExperimentsService(new ExperimentsRepository(dataSource));
  const runs = new RunsService(
    new RunsRepository(dataSource),
    new RunLogRepository(dataSource),
    new MetricHistoryRepository(dataSource),
    experiments,
  );
  await fill(dataSource);
  // Where a query has one process its processor time can be read.
  await Promise.all(
    Array.from({ length: 4 }, () => dataSource.query('SET max_parallel_workers_per_gather = 0')),
  );
  const found = await dataSource.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'marquee'`);
  backends = found.map(({ pid }) => pid);
  await measureLogging(runs);
  await measureSearch(runs);
  await measureReading(dataSource, runs);
}

async function fill(dataSource) {
  const began = performance.now();
  await dataSource.query(`
    SET session_replication_role = replica;
    INSERT INTO runs (id, experiment_id, name, status, started_at, finished_at)
    SELECT gen_random_uuid(), 0, 'run ' || i, CASE WHEN i % 7 = 0 THEN 'failed' ELSE 'succeeded' END,
           timestamptz '2026-01-01' + i * interval '1 minute', timestamptz '2026-01-01' + (i + 5) * interval '1 minute'
    FROM generate_series(1, ${runCount}) i;
    INSERT INTO run_metrics (run_id, metric, step, timestamp_ms, value)
    SELECT r.id, 'metric ' || m, s, extract(epoch FROM r.started_at) * 1000 + s, 1 / (1 + s * 0.1) + random() * 0.1
    FROM (SELECT * FROM runs ORDER BY id) r, generate_series(1, ${metricCount}) m, generate_series(1, ${stepCount}) s;
    INSERT INTO run_latest_metrics (run_id, metric, value, step, timestamp_ms, points, open_points)
    SELECT run_id, metric, value, step, timestamp_ms, ${stepCount}, 0 FROM run_metrics WHERE step = ${stepCount};
    INSERT INTO run_params (run_id, key, value)
    SELECT r.id, 'param ' || p, floor(random() * 10)::int::text FROM runs r, generate_series(1, 5) p;
    INSERT INTO run_tags (run_id, key, value)
    SELECT r.id, 'tag ' || t, 'value ' || floor(random() * 10)::int FROM runs r, generate_series(1, 3) t;
    RESET session_replication_role;
    ANALYZE runs, run_metrics, run_latest_metrics, run_params, run_tags`);
  const size = await dataSource.query(
    `SELECT pg_size_pretty(pg_total_relation_size('run_metrics')) AS size, count(*)::int AS points FROM run_metrics`,
  );
  console.log(
    `${runCount} runs with ${size[0].points} points filled in ${((performance.now() - began) / 1000).toFixed(0)} s, ${size[0].size}.`,
  );
}

async function measureLogging(runs) {
  const { id } = await runs.create({ experimentId: '0' });
  let step = 0;
  const batch = (key) =>
    Array.from({ length: 1000 }, (_, i) => ({
      key: key(i),
      value: i / 7,
      timestamp: 1000 + step,
      step: step++,
    }));
  await time('log-batch: 1,000 points of one metric', 30, () =>
    runs.logMetrics(
      id,
      batch(() => 'one'),
    ),
  );
  await time('log-batch: one point each of 1,000 metrics', 30, () =>
    runs.logMetrics(
      id,
      batch((i) => `many/${i}`),
    ),
  );
  await time('log-batch: one point', 100, () =>
    runs.logMetrics(id, [{ key: 'loss', value: 1, timestamp: 1000 + step, step: step++ }]),
  );
}

async function measureSearch(runs) {
  const search = (filter, orderBy, cursor = null) =>
    runs.search({
      filter: parseFilter(filter, runDialect),
      orderBy: orderBy.map((one) => parseOrderBy(one, runDialect)),
      limit: 50,
      cursor,
    });
  const wide = ['metrics.`metric 1` > 0.02', ['metrics.`metric 2` ASC']];
  const narrow = [
    "metrics.`metric 1` < 0.15 AND params.`param 1` = '3' AND tags.`tag 1` = 'value 4'",
    ['metrics.`metric 2` DESC', 'params.`param 2`'],
  ];
  await time('search: newest 50', 20, () => search('', []));
  await time('search: a filter that most runs fit, by a metric, first page of 50', 20, () => search(...wide));
  let deep = null;
  for (let page = 0; page < 100; page += 1) deep = (await search(...wide, deep)).nextCursor ?? deep;
  await time('search: the same, page 100 by its cursor', 20, () => search(...wide, deep));
  await time('search: metric, parameter and tag, by a metric and a parameter', 20, () => search(...narrow));
  await time('search: by name LIKE, 1,000 runs a page', 10, () =>
    runs.search({ filter: parseFilter("run_name LIKE '%5%'", runDialect), limit: 1000 }),
  );
}

async function measureReading(dataSource, runs) {
  const [{ id }] = await dataSource.query(`SELECT id FROM runs WHERE name = 'run 5'`);
  await time('run with its metrics, parameters, tags, datasets', 20, () => runs.get(id));
  await time('history of one metric, 100 points', 20, () => runs.metricHistory(id, 'metric 3'));
  await time('chart of one metric, 100 points', 20, () => runs.curve(id, 'metric 3', 500));
  const long = await runs.create({ experimentId: '0' });
  for (let from = 0; from < longCurve; from += 1000) {
    await runs.logMetrics(
      long.id,
      Array.from({ length: 1000 }, (_, i) => ({
        key: 'loss',
        value: 1 / (1 + (from + i) / 50_000) + Math.sin(from + i) / 20,
        timestamp: from + i,
        step: from + i,
      })),
    );
  }
  await time('history of 1,000,000 points, first page of 1,000', 20, () =>
    runs.metricHistory(long.id, 'loss'),
  );
  await time('chart of 1,000,000 points in 500', 20, () => runs.curve(long.id, 'loss', 500));
  await dataSource.query(`DELETE FROM run_metric_blocks WHERE run_id = $1`, [long.id]);
  await time('for comparison: the same points read whole, thinned out here', 1, async () => {
    await dataSource.query('SELECT step, timestamp_ms, value FROM run_metrics WHERE run_id = $1', [long.id]);
  });
}

/** Processor time of the connections' processes in ms; it is counted in hundredths of a second. */
function databaseCpu() {
  return backends.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

async function time(what, times, work) {
  const took = [];
  const database = databaseCpu();
  const cpu = process.cpuUsage();
  for (let i = 0; i < times; i += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(cpu);
  took.sort((a, b) => a - b);
  rows.push({
    what,
    'median ms': took[Math.floor(times / 2)].toFixed(1),
    'least ms': took[0].toFixed(1),
    'most ms': took[times - 1].toFixed(1),
    "database's CPU ms": ((databaseCpu() - database) / times).toFixed(1),
    "Node's CPU ms": ((user + system) / 1000 / times).toFixed(1),
  });
}
