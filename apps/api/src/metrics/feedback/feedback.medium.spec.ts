import { randomUUID } from 'node:crypto';
import { Counter, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { dataSourceOptions } from '../../platform/database/data-source-options.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { ExperimentsRepository } from '../experiments/experiments.repository.js';
import { OnlineMetricsRepository } from '../online/online-metrics.repository.js';
import { RecommendationLogRepository } from '../recommendation-log.repository.js';
import type { RecommendationLogService } from '../recommendation-log.service.js';
import { FeedbackRepository } from './feedback.repository.js';
import { FeedbackService } from './feedback.service.js';

const served = new Date(Date.now() - 3_600_000);
const day = served.toISOString().slice(0, 10);
const span = { from: day, to: day };

describe('FeedbackService', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let feedback: FeedbackService;
  let clicks: Counter;
  let recommendationId: string;
  const experimentId = '11111111-1111-4111-8111-111111111111';

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    await new ExperimentsRepository(dataSource).start(
      { id: experimentId, name: 'test', salt: 's', metric: 'click-through', alpha: 0.05 },
      [
        { arm: 'now', alias: 'champion', share: 0.5 },
        { arm: 'new', alias: 'challenger', share: 0.5 },
      ],
    );
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await dataSource.query(
      'TRUNCATE recommendations, served_days, served_places, served_films, ab_units CASCADE',
    );
    recommendationId = randomUUID();
    await new RecommendationLogRepository(dataSource).insert([
      {
        recommendationId,
        userId: 7,
        modelVersion: 3,
        modelKind: 'svd',
        strategy: 'personalised',
        movieIds: [10, 20, 30],
        sources: ['personalised', 'popular', 'new'],
        scores: [3, 2, 1],
        propensities: [1, 1, 1],
        scenario: 'default',
        request: {},
        alias: 'champion',
        fellBack: false,
        experiment: { id: experimentId, arm: 'now', unit: 'u:7' },
        latencyMs: 2,
        servedAt: served,
        diversity: null,
        novelty: null,
        popularity: null,
      },
    ]);
    const counter = (name: string) =>
      new Counter({ name, help: name, labelNames: ['source'], registers: [new Registry()] });
    clicks = counter('clicks');
    feedback = new FeedbackService(
      new FeedbackRepository(dataSource),
      { flush: () => Promise.resolve() } as unknown as RecommendationLogService,
      new Logger(() => undefined),
      counter('impressions'),
      clicks,
      counter('positives'),
    );
  });

  const total = async () => (await new OnlineMetricsRepository(dataSource).places(span, 'total'))[0];
  const rate = async (movieId: number, rating: number | null) => {
    feedback.noteRating({ userId: 7, movieId, rating });
    await feedback.attribute();
  };

  it('takes who opens a film to have seen it, and counts both once', async () => {
    const click = { type: 'click', movieId: 20, recommendationId };
    const statuses = async () => (await feedback.take([click], null)).map(({ status }) => status);
    expect([await statuses(), await statuses()]).toEqual([['stored'], ['duplicate']]);
    await feedback.take([{ ...click, type: 'impression' }], null);
    expect(await total()).toMatchObject({ films: 3, impressions: 1, clicks: 1 });
    expect((await clicks.get()).values).toEqual([
      expect.objectContaining({ labels: { source: 'popular' }, value: 1 }),
    ]);
    const [arm] = await new ExperimentsRepository(dataSource).sums({
      id: experimentId,
      metric: 'click-through',
    });
    expect(arm).toMatchObject({ arm: 'now', people: 1, lists: 1, x: 1, y: 1, xx: 1, xy: 1 });
  });

  it('follows a rating as it is given, corrected and taken back', async () => {
    await rate(10, 5);
    expect(await total()).toMatchObject({ impressions: 1, ratings: 1, positiveRatings: 1 });
    await rate(10, 3.5);
    expect(await total()).toMatchObject({ ratings: 1, positiveRatings: 0 });
    await rate(10, 4);
    expect(await total()).toMatchObject({ ratings: 1, positiveRatings: 1 });
    await rate(10, null);
    expect(await total()).toMatchObject({ impressions: 1, ratings: 0, positiveRatings: 0 });
    await rate(99, 5);
    expect(await total()).toMatchObject({ ratings: 0 });
  });

  it('says of each row what is wrong with it, and takes what is done without a list', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const results = await feedback.take(
      [
        { type: 'click', movieId: 10, userId: 8, recommendationId },
        { type: 'click', movieId: 40, recommendationId },
        { type: 'rating', movieId: 10, recommendationId },
        { type: 'click', movieId: 10, value: 3 },
        { type: 'click', movieId: 10, at: '2999-01-01T00:00:00Z' },
        { type: 'not-interested', movieId: 10, userId: 7, at },
        { type: 'not-interested', movieId: 10, userId: 7, at },
        null,
      ],
      null,
    );
    expect(results.map(({ status, reason }) => reason ?? status)).toEqual([
      'that recommendation was for somebody else',
      'film 40 is not in that recommendation',
      'value must be a rating from 0.5 to 5 in half steps',
      'only a rating has a value',
      'at must be a time from 1970 to now, such as 2026-05-01T20:15:00Z',
      'stored',
      'duplicate',
      'expected an object with type and movieId',
    ]);
    expect(await total()).toMatchObject({ clicks: 0, notInterested: 0 });
  });
});
