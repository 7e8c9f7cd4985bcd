import { migrations } from '@marquee/migrations';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { writeSplitting } from '../platform/database/write-splitting.js';
import { RecommendationLogRepository, type JudgedRecommendation } from './recommendation-log.repository.js';
import { ServedReader } from './served-reader.js';

describe('RecommendationLogRepository', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let log: RecommendationLogRepository;
  let reader: ServedReader;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    log = new RecommendationLogRepository(dataSource);
    reader = new ServedReader(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(() =>
    dataSource.query('TRUNCATE recommendations, served_days, served_places, served_films CASCADE'),
  );

  const list = (of: Partial<JudgedRecommendation> = {}): JudgedRecommendation => ({
    recommendationId: randomUUID(),
    userId: 7,
    modelVersion: 3,
    modelKind: 'svd',
    strategy: 'personalised',
    movieIds: [10, 20],
    sources: ['personalised', 'popular'],
    scores: [1.5, 1.25],
    propensities: [0.905, 0.1],
    scenario: 'default',
    request: { count: 2 },
    alias: 'champion',
    fellBack: false,
    experiment: null,
    latencyMs: 2,
    servedAt: new Date('2026-05-01T23:59:59Z'),
    diversity: 0.5,
    novelty: 2,
    popularity: 100,
    ...of,
  });

  it('gives back what was written, the propensities to the digit', async () => {
    const one = list();
    expect(await log.insert([one])).toBe(1);
    expect(await reader.list(one.recommendationId)).toEqual({
      recommendationId: one.recommendationId,
      userId: 7,
      modelVersion: 3,
      alias: 'champion',
      strategy: 'personalised',
      scenario: 'default',
      experimentId: null,
      arm: null,
      servedAt: '2026-05-01T23:59:59.000Z',
      items: [
        { movieId: 10, source: 'personalised', score: 1.5, propensity: 0.905 },
        { movieId: 20, source: 'popular', score: 1.25, propensity: 0.1 },
      ],
    });
    expect(await reader.list(randomUUID())).toBeNull();
  });

  it('writes every list but the one that cannot be stored', async () => {
    const lists = [list(), list({ scenario: 'a\u0000b' }), list(), list()];
    const refused = await writeSplitting(lists, (some) => log.insert(some));
    expect(refused.map(({ row }) => row)).toEqual([lists[1]]);
    expect(await reader.list(lists[0].recommendationId)).not.toBeNull();
    expect(await reader.list(lists[3].recommendationId)).not.toBeNull();
    const [{ sum }] = await dataSource.query('SELECT sum(lists)::int AS sum FROM served_days');
    expect(sum).toBe(3);
  });

  it('keeps sums by day as lists are written, and counts a list once', async () => {
    const [one, other] = [list(), list({ servedAt: new Date('2026-05-02T00:00:00Z'), novelty: null })];
    const empty = list({ movieIds: [], sources: [], modelVersion: null, diversity: null, popularity: null });
    await Promise.all([log.insert([one, empty]), log.insert([one, other])]);
    expect(await log.insert([one])).toBe(0);
    expect(
      await dataSource.query(`SELECT day::text, model_version, lists::int, empty_lists::int, latency_ms_sum,
        diversity_lists::int, novelty_lists::int, popularity_sum FROM served_days ORDER BY day, model_version`),
    ).toEqual([
      expect.objectContaining({
        day: '2026-05-01',
        model_version: 0,
        lists: 1,
        empty_lists: 1,
        diversity_lists: 0,
      }),
      expect.objectContaining({
        day: '2026-05-01',
        model_version: 3,
        lists: 1,
        latency_ms_sum: 2,
        novelty_lists: 1,
      }),
      expect.objectContaining({ day: '2026-05-02', model_version: 3, novelty_lists: 0, popularity_sum: 100 }),
    ]);
    expect(await reader.byVersion(3)).toEqual({
      lists: 2,
      films: 4,
      impressions: 0,
      clicks: 0,
      ratings: 0,
      positiveRatings: 0,
      firstDay: '2026-05-01',
      lastDay: '2026-05-02',
    });
  });

  it('deletes old lists a few at a time and keeps their sums', async () => {
    await log.insert([list(), list(), list({ servedAt: new Date('2026-06-01Z') })]);
    const before = new Date('2026-05-15Z');
    expect([
      await log.deleteBefore(before, 1),
      await log.deleteBefore(before, 10),
      await log.deleteBefore(before, 10),
    ]).toEqual([1, 1, 0]);
    expect((await reader.byVersion(3)).lists).toBe(3);
  });

  it('has sums of lists that were written before there were any', async () => {
    await log.insert([list(), list({ movieIds: [10] })]);
    const Migration = migrations.find(({ name }) => name.startsWith('LogOnlineFeedback'));
    if (!Migration) throw new Error('The migration is not in the list.');
    const runner = dataSource.createQueryRunner();
    await new Migration().down(runner);
    await new Migration().up(runner);
    await runner.release();
    expect(await reader.byVersion(3)).toMatchObject({ lists: 2, films: 3, impressions: 0 });
    expect(
      await dataSource.query('SELECT source, sum(films)::int AS films FROM served_places GROUP BY source'),
    ).toEqual([{ source: 'unknown', films: 3 }]);
  });
});
