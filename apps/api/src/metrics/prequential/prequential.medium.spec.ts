import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { dataSourceOptions } from '../../platform/database/data-source-options.js';
import { comparePaired, estimateError } from './error-estimate.js';
import type { Judgement } from './judge-arrivals.js';
import { PrequentialRepository } from './prequential.repository.js';

describe('PrequentialRepository', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let repository: PrequentialRepository;
  const day = new Date('2026-03-01T10:00:00Z');
  const scope = { from: new Date('2026-03-01Z'), to: new Date('2026-03-02Z') };

  const judgement = (userId: number, error: number | null, more: Partial<Judgement> = {}): Judgement => ({
    arrivedAt: day,
    userId,
    movieId: 1,
    role: 'champion',
    modelVersion: 3,
    rating: 3,
    ratedAt: day,
    predicted: error === null ? null : 3 + error,
    listed: null,
    userCohort: 'cold',
    filmCohort: 'head',
    ...more,
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
    repository = new PrequentialRepository(dataSource);
    await repository.insert([
      judgement(1, 1, { listed: true }),
      judgement(1, -1, { movieId: 2, listed: false }),
      judgement(2, 2, { userCohort: 'heavy' }),
      judgement(1, 0.5, { role: 'previous', modelVersion: 2 }),
      judgement(2, 1, { role: 'previous', modelVersion: 2 }),
      judgement(3, null),
    ]);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('sums errors by model, and people without a prediction count only for lists', async () => {
    const [champion, previous] = await repository.sums(scope);
    expect(champion).toMatchObject({
      role: 'champion',
      modelVersion: 3,
      count: 3,
      users: 2,
      lists: 2,
      hits: 1,
    });
    expect(estimateError(champion).rmse).toBeCloseTo(Math.sqrt(2), 9);
    expect(estimateError(champion).rmseUpper).toBeCloseTo(Math.sqrt(2 + (1.959964 * 4) / 3), 6);
    expect(previous).toMatchObject({ role: 'previous', count: 2 });
  });

  it('tells cohorts apart', async () => {
    const cohorts = await repository.sums({ ...scope, role: 'champion' }, 'user-cohort');
    expect(cohorts.map(({ cohort, count }) => [cohort, count])).toEqual([
      ['cold', 2],
      ['heavy', 1],
    ]);
  });

  it('compares two models on the ratings that both have predicted', async () => {
    const compared = comparePaired(await repository.paired({ ...scope, modelVersion: 3 }, 2));
    expect(compared).toMatchObject({ ratings: 2 });
    expect(compared?.difference).toBeCloseTo((1 - 0.25 + 4 - 1) / 2, 6);
  });

  it('adds what comes later to the sums of the day, and counts nothing twice', async () => {
    await repository.insert([judgement(1, 1), judgement(9, 1, { role: 'challenger', modelVersion: 8 })]);
    await repository.insert([judgement(10, 3, { role: 'challenger', modelVersion: 8 })]);
    const days = await repository.days(scope);
    expect(days).toMatchObject(
      [
        { day: '2026-03-01', role: 'previous', modelVersion: 2, ratings: 2 },
        { day: '2026-03-01', role: 'champion', modelVersion: 3, ratings: 3, squaredSum: 6 },
        { day: '2026-03-01', role: 'challenger', modelVersion: 8, ratings: 2, squaredSum: 10 },
      ].sort((a, b) => a.role.localeCompare(b.role)),
    );
  });

  it('keeps the days of judgements that are let go', async () => {
    expect(await repository.deleteBefore(scope.to)).toBe(8);
    expect(await repository.sums(scope)).toEqual([]);
    expect((await repository.days(scope)).length).toBe(3);
  });

  it('adds up arrivals by day', async () => {
    await repository.count(day, { arrived: 10, judged: 4, dropped: 1 });
    await repository.count(day, { arrived: 5, judged: 4, dropped: 0 });
    expect(await repository.arrivals(scope)).toEqual({ arrived: 15, judged: 8, dropped: 1 });
  });
});
