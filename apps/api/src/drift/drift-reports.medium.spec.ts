import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import type { StoredReport } from './drift-report.js';
import { DriftReportsRepository } from './drift-reports.repository.js';
import { PolicyRepository } from './policy.repository.js';
import { defaultPolicy } from './policy.js';
import { ReferenceCache } from './reference-cache.js';
import { WindowSamplesRepository } from './window-samples.repository.js';

describe('what drift keeps in the database', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
    await dataSource.query(
      `INSERT INTO ratings SELECT u, m, 1 + (u + m) % 4, '2020-01-01Z'::timestamptz + make_interval(days => u)
       FROM generate_series(1, 40) u, generate_series(1, 50) m`,
    );
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const stored = (at: string, action: StoredReport['action'], effect: number): StoredReport =>
    ({
      id: randomUUID(),
      createdAt: at,
      trigger: 'person',
      action,
      jobId: null,
      outcome: null,
      reason: 'because',
      ratingCount: 2000,
      days: [],
      harm: { verdict: 'harm', online: { excess: 0.2 } },
      findings: {
        modelVersion: 3,
        currentWindow: { rows: 500 },
        drift: {
          verdict: 'drift',
          driftedShare: 0.5,
          columns: [
            { column: 'rating', verdict: 'drift', effectSize: { value: effect, lower: 0, upper: 1 } },
            { column: 'genre', verdict: 'no-drift', effectSize: null },
          ],
        },
      },
    }) as unknown as StoredReport;

  it('lists reports newest first, shows trends oldest first, and knows which are open', async () => {
    const reports = new DriftReportsRepository(dataSource);
    const [first, second] = [
      stored('2026-05-01T00:00:00.000Z', 'retrain', 0.1),
      stored('2026-05-02T00:00:00.000Z', 'ignore', 0.4),
    ];
    await reports.insert(first);
    await reports.insert(second);
    const [newest] = await reports.list(1, null);
    expect(newest).toMatchObject({ id: second.id, excess: 0.2, currentRatings: 500, harm: 'harm' });
    expect(await reports.list(5, { at: newest.createdAt, id: newest.id })).toMatchObject([{ id: first.id }]);
    const trend = (await reports.trends(10)).find(({ column }) => column === 'rating');
    expect(trend?.points.map(({ effect }) => effect)).toEqual([0.1, 0.4]);
    expect((await reports.open()).map(({ id }) => id)).toEqual([first.id]);
    await reports.setOutcome(first.id, {
      state: 'measured',
      summary: 'It helped.',
      newVersion: 4,
      before: 1,
      after: 0.9,
      withoutIt: 1,
      helped: 'yes',
    });
    expect(await reports.open()).toEqual([]);
    expect((await reports.find(first.id))?.outcome?.helped).toBe('yes');
    expect(await reports.find(randomUUID())).toBeNull();
  });

  it('keeps of the policy what departs from the defaults', async () => {
    const policy = new PolicyRepository(dataSource);
    expect((await policy.get()).settings).toEqual(defaultPolicy);
    await policy.change({ ...defaultPolicy, retrain: false });
    expect(await dataSource.query('SELECT settings FROM drift_policy')).toEqual([
      { settings: { retrain: false } },
    ]);
    expect((await policy.get()).settings).toEqual({ ...defaultPolicy, retrain: false });
  });

  it('samples a window evenly and the same way each time, and counts all of it', async () => {
    const samples = new WindowSamplesRepository(dataSource);
    const window = { from: new Date('2020-01-01Z'), to: new Date('2020-01-22Z') };
    const sample = await samples.sample(window, 300);
    expect(sample.total).toBe(1000);
    expect(sample.ratings.length).toBeGreaterThan(100);
    expect(sample.ratings.length).toBeLessThan(600);
    expect(await samples.sample(window, 300)).toEqual(sample);
    expect(new Set(sample.userRatings)).toEqual(new Set([50]));
    expect((await samples.sample(window, 5000)).ratingsPerUserDay).toEqual(new Array(20).fill(50));
    expect((await samples.timeOfLast(51))?.toISOString()).toBe('2020-02-09T00:00:00.000Z');
  });

  it('makes what a champion has learnt from once', async () => {
    const cache = new ReferenceCache(dataSource);
    const make = jest.fn(() => Promise.resolve({ total: 1 } as never));
    expect(await cache.get('3/0-1', make)).toEqual({ total: 1 });
    expect(await cache.get('3/0-1', make)).toEqual({ total: 1 });
    expect(make).toHaveBeenCalledTimes(1);
  });
});
