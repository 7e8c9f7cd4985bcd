import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { FeedbackRepository } from '../apps/api/dist/metrics/feedback/feedback.repository.js';
import { OffPolicyRepository } from '../apps/api/dist/metrics/off-policy/off-policy.repository.js';
import { OnlineMetricsRepository } from '../apps/api/dist/metrics/online/online-metrics.repository.js';
import { RecommendationLogRepository } from '../apps/api/dist/metrics/recommendation-log.repository.js';
import { dataSourceOptions } from '../apps/api/dist/platform/database/data-source-options.js';
import { startEmbeddedPostgres } from '../apps/api/dist/platform/database/embedded-postgres.js';
import { migrate } from '../apps/api/dist/platform/database/migrate.js';

// A log of 1,000,000 lists of ten films (30 days, 50,000 people, 10,000 films, three models): what writing, reports,
// attribution and retention take, and what a report would take from the log itself. Needs `npm run build`.

const lists = Number(process.env.LISTS ?? 1_000_000);
const dataDir = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
await chmod(dataDir, 0o711);
const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
try {
  await migrate(postgres.url);
  const dataSource = await new DataSource(dataSourceOptions(postgres.url, 4)).initialize();
  const rows = [];
  const time = async (what, work, repeats = 1) => {
    const started = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++) await work();
    rows.push({ what, ms: Math.round(((performance.now() - started) / repeats) * 10) / 10 });
  };
  await time(`fill the log and its sums with ${lists.toLocaleString('en')} lists (SQL)`, () =>
    fill(dataSource),
  );
  const log = new RecommendationLogRepository(dataSource);
  await time(
    'write 500 lists of ten, sums included',
    () => log.insert(Array.from({ length: 500 }, list)),
    10,
  );
  const metrics = new OnlineMetricsRepository(dataSource);
  const span = { from: '2026-05-01', to: '2026-05-30' };
  for (const by of ['day', 'model', 'source', 'position']) {
    await time(`report by ${by}: places`, () => metrics.places(span, by), 5);
  }
  await time('report by day: lists', () => metrics.lists(span, 'day'), 5);
  await time('report by day: different films', () => metrics.films(span, 'day'), 3);
  await time('report by model: different films', () => metrics.films(span, 'model'), 3);
  await time('times by film', () => metrics.timesByFilm(span), 3);
  await time('the same by source and place from the log itself', () => fromTheLog(dataSource));
  const feedback = new FeedbackRepository(dataSource);
  const since = new Date('2026-05-20Z');
  await time(
    'find the list behind a rating',
    () => feedback.listBehind(dataSource.manager, 777, 5, since),
    50,
  );
  const offPolicy = new OffPolicyRepository(dataSource);
  await time('draw 5,000 lists for an off-policy estimate', () => offPolicy.sample(span, 'click', 5_000));
  await time('delete 5,000 old lists', () => log.deleteBefore(new Date('2026-05-05Z'), 5_000), 3);
  const [{ mb }] = await dataSource.query(
    `SELECT round(pg_total_relation_size('recommendations') / 1e6)::int AS mb`,
  );
  console.table(rows);
  console.log(`The log takes ${mb} MB.`);
  await dataSource.destroy();
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function fill(dataSource) {
  await dataSource.query(
    `INSERT INTO recommendations (id, user_id, model_version, strategy, movie_ids, latency_ms, served_at, sources, scores,
       propensities, diversity, novelty, popularity)
     SELECT gen_random_uuid(), n % 50000 + 1, n % 3 + 1, 'personalised',
            ARRAY(SELECT ((n::bigint * 7919 + place * 104729) % 10000 + 1)::int FROM generate_series(1, 10) AS place), 2,
            timestamptz '2026-05-01Z' + n * interval '30 days' / $1::int,
            ARRAY['personalised', 'similar', 'popular', 'personalised', 'genre', 'personalised', 'similar', 'new', 'popular', 'similar'],
            ARRAY[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]::real[], ARRAY[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]::float8[], 0.5, 3, 100
     FROM generate_series(0, $1::int - 1) AS n`,
    [lists],
  );
  await dataSource.query(`
    INSERT INTO served_days
    SELECT (served_at AT TIME ZONE 'UTC')::date, model_version, strategy, 'default', count(*), 0, sum(latency_ms), sum(diversity),
           count(*), sum(novelty), count(*), sum(popularity), count(*)
    FROM recommendations GROUP BY 1, 2, 3;
    INSERT INTO served_places (day, model_version, source, position, films)
    SELECT (served_at AT TIME ZONE 'UTC')::date, model_version, sources[place], place, count(*)
    FROM recommendations, generate_series(1, 10) AS place GROUP BY 1, 2, 3, 4;
    INSERT INTO served_films
    SELECT (served_at AT TIME ZONE 'UTC')::date, model_version, movie_id, count(*)
    FROM recommendations, unnest(movie_ids) AS movie_id GROUP BY 1, 2, 3;
    ANALYZE;`);
}

function fromTheLog(dataSource) {
  return dataSource.query(
    `SELECT sources[place], place, count(*), count(DISTINCT movie_id)
     FROM recommendations, unnest(movie_ids) WITH ORDINALITY AS film (movie_id, place)
     WHERE served_at >= '2026-05-01Z' AND served_at < '2026-05-31Z' GROUP BY 1, 2`,
  );
}

function list() {
  const movieIds = Array.from({ length: 10 }, () => 1 + Math.floor(Math.random() * 10_000));
  return {
    recommendationId: randomUUID(),
    userId: 1 + Math.floor(Math.random() * 50_000),
    modelVersion: 3,
    strategy: 'personalised',
    movieIds,
    sources: movieIds.map(() => 'personalised'),
    scores: movieIds.map(() => 1),
    propensities: movieIds.map(() => 1),
    scenario: 'default',
    request: {},
    alias: 'champion',
    fellBack: false,
    experiment: null,
    latencyMs: 2,
    servedAt: new Date('2026-05-30T12:00:00Z'),
    diversity: 0.5,
    novelty: 3,
    popularity: 100,
  };
}
