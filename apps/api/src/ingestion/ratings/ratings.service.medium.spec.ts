import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { events } from '../../events.js';
import { dataSourceOptions } from '../../platform/database/data-source-options.js';
import { RatingsReader } from './ratings-reader.js';
import { RatingsRepository } from './ratings.repository.js';
import { RatingsService } from './ratings.service.js';

describe('RatingsService', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let service: RatingsService;
  let reader: RatingsReader;
  const emitter = new EventEmitter2();
  const told: unknown[] = [];
  emitter.on(events.ratingChanged, (change) => told.push(change));
  emitter.on(events.ratingsImported, (counts) => told.push(counts));

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    service = new RatingsService(new RatingsRepository(dataSource), emitter);
    reader = new RatingsReader(dataSource);
    await dataSource.query(
      `INSERT INTO movies (id, title) SELECT n, 'Film ' || n FROM generate_series(1, 300) AS n`,
    );
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await dataSource.query('TRUNCATE ratings, users, rating_batches, rating_sources');
    told.length = 0;
  });

  const rate = (
    userId: number,
    movieId: number,
    rating: number,
    ratedAt: Date | null = null,
  ): Promise<unknown> => service.rate({ userId, movieId, rating, ratedAt });

  it('takes a rating of somebody unknown, corrects it, and tells of both', async () => {
    await rate(7, 3, 4);
    const corrected = await service.rate({
      userId: 7,
      movieId: 3,
      rating: 2.5,
      ratedAt: new Date('2020-02-03Z'),
    });
    expect(corrected).toEqual({ userId: 7, movieId: 3, rating: 2.5, ratedAt: '2020-02-03T00:00:00.000Z' });
    expect(await reader.history(7)).toEqual([{ movieId: 3, rating: 2.5, ratedAt: new Date('2020-02-03Z') }]);
    expect(await dataSource.query('SELECT id FROM users')).toEqual([{ id: 7 }]);
    expect(told).toEqual([
      { userId: 7, movieId: 3, rating: 4 },
      { userId: 7, movieId: 3, rating: 2.5 },
    ]);
  });

  it('remembers which recommendation led to a rating', async () => {
    const id = '0b9e6e0a-6f2c-4f5e-9d3e-0d6b8c1f2a3b';
    await service.rate({ userId: 7, movieId: 3, rating: 4, ratedAt: null }, id);
    expect(await dataSource.query('SELECT * FROM rating_sources')).toEqual([
      { user_id: 7, movie_id: 3, recommendation_id: id },
    ]);
  });

  it('refuses films that do not exist and changes nothing', async () => {
    const before = await reader.revision();
    await expect(rate(7, 999, 4)).rejects.toMatchObject({ code: 'movie-not-found' });
    expect(await dataSource.query('SELECT FROM users')).toEqual([]);
    expect(await reader.revision()).toBe(before);
    expect(told).toEqual([]);
  });

  it('finds one rating by person and film, and says that there is none otherwise', async () => {
    await rate(7, 3, 4.5, new Date('2020-02-03Z'));
    expect(await service.get(7, 3)).toEqual({
      userId: 7,
      movieId: 3,
      rating: 4.5,
      ratedAt: '2020-02-03T00:00:00.000Z',
    });
    for (const [userId, movieId] of [
      [7, 4],
      [8, 3],
      [7, 999],
    ]) {
      await expect(service.get(userId, movieId)).rejects.toMatchObject({ code: 'rating-not-found' });
    }
  });

  it('takes a rating back once', async () => {
    await rate(7, 3, 4);
    await service.takeBack(7, 3);
    expect(await reader.history(7)).toEqual([]);
    expect(told.at(-1)).toEqual({ userId: 7, movieId: 3, rating: null });
    await expect(service.takeBack(7, 3)).rejects.toMatchObject({ code: 'rating-not-found' });
    await expect(service.takeBack(7, 999)).rejects.toMatchObject({ code: 'movie-not-found' });
  });

  it('takes of a batch what can be taken and says what cannot', async () => {
    await rate(1, 1, 3);
    await rate(1, 2, 3);
    const result = await service.takeBatch([
      { userId: 1, movieId: 1, rating: 3 },
      { userId: 1, movieId: 2, rating: 4 },
      { userId: 1, movieId: 3, rating: 1 },
      { userId: 1, movieId: 3, rating: 5, ratedAt: '2020-01-01T00:00:00Z' },
      { userId: 1, movieId: 999, rating: 5 },
      { userId: 1, movieId: 4, rating: 5.5 },
      { userId: 2 ** 31, movieId: 4, rating: 5 },
      { userId: 1, movieId: 4, rating: 5, ratedAt: 'yesterday' },
      null,
      [1, 2, 3],
    ]);
    expect(result).toEqual({
      inserted: 1,
      updated: 1,
      unchanged: 1,
      rejected: [
        { index: 2, reason: 'the same user and film come again at index 3' },
        { index: 4, reason: 'there is no film 999' },
        { index: 5, reason: 'rating must be a number from 0.5 to 5 in half steps' },
        { index: 6, reason: 'userId must be a whole number from 1 to 2147483647' },
        { index: 7, reason: 'ratedAt must be a time from 1970 to now, such as 2026-05-01T20:15:00Z' },
        { index: 8, reason: 'expected an object with userId, movieId and rating' },
        { index: 9, reason: 'expected an object with userId, movieId and rating' },
      ],
    });
    expect((await reader.history(1)).map(({ movieId, rating }) => [movieId, rating])).toEqual([
      [1, 3],
      [2, 4],
      [3, 5],
    ]);
  });

  it('answers a batch that comes twice as the first time, and refuses another under its id', async () => {
    const batch = [{ userId: 1, movieId: 1, rating: 3 }];
    const first = await service.takeBatch(batch, 'b-1');
    await rate(1, 1, 5);
    expect(await service.takeBatch([{ rating: 3, movieId: 1, userId: 1 }], 'b-1')).toEqual(first);
    expect((await reader.history(1))[0].rating).toBe(5);
    await expect(service.takeBatch([{ userId: 1, movieId: 1, rating: 4 }], 'b-1')).rejects.toMatchObject({
      code: 'batch-id-reused',
    });
  });

  it('takes a batch once, though it is sent five times at once', async () => {
    const batch = Array.from({ length: 50 }, (_, i) => ({ userId: 1 + (i % 3), movieId: 1 + i, rating: 3 }));
    const results = await Promise.all(Array.from({ length: 5 }, () => service.takeBatch(batch, 'b-2')));
    for (const result of results) expect(result).toMatchObject({ inserted: 50, updated: 0 });
    expect(told).toEqual([{ inserted: 50, updated: 0 }]);
  });

  it('refuses more than ten thousand at once', async () => {
    const batch = Array.from({ length: 10_001 }, (_, i) => ({ userId: 1, movieId: i + 1, rating: 3 }));
    await expect(service.takeBatch(batch)).rejects.toMatchObject({ code: 'batch-too-large' });
  });

  it('pages through what somebody rated, newest first, with nothing lost or twice', async () => {
    const batch = Array.from({ length: 237 }, (_, i) => ({
      userId: 1,
      movieId: 1 + i,
      rating: 3,
      // Many of the same moment.
      ratedAt: new Date(Date.UTC(2020, 0, 1 + (i % 5))).toISOString(),
    }));
    await service.takeBatch(batch);
    await dataSource.query(`INSERT INTO ratings VALUES (1, 300, 3, '2020-01-03 00:00:00.000001Z')`);
    const seen: { movieId: number; ratedAt: string }[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.newestOf(1, 20, cursor);
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen.map(({ movieId }) => movieId)).size).toBe(238);
    expect(seen).toHaveLength(238);
    expect(seen.map(({ ratedAt }) => ratedAt)).toEqual(
      seen
        .map(({ ratedAt }) => ratedAt)
        .sort()
        .reverse(),
    );
  });

  it('refuses cursors that it did not give', async () => {
    for (const key of [[1e300, 1], [1.5, 1], [1, 2 ** 31], [-1, 1], ['1', 1], []]) {
      const cursor = Buffer.from(JSON.stringify(key)).toString('base64url');
      await expect(service.newestOf(1, 20, cursor)).rejects.toMatchObject({ code: 'validation-failed' });
    }
  });

  it('waits for an import instead of failing with it', async () => {
    const importer = dataSource.createQueryRunner();
    await importer.startTransaction();
    await importer.query('LOCK TABLE users, ratings IN SHARE ROW EXCLUSIVE MODE');
    const rating = rate(1, 1, 4);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await importer.query('SELECT refresh_rating_statistics()');
    await importer.commitTransaction();
    await importer.release();
    await rating;
    expect(await reader.count()).toBe(1);
  });
});
