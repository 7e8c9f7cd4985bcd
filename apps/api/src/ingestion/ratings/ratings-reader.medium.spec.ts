import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { dataSourceOptions } from '../../platform/database/data-source-options.js';
import { RatingsReader } from './ratings-reader.js';

describe('RatingsReader', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let reader: RatingsReader;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
    reader = new RatingsReader(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(() => dataSource.query('TRUNCATE ratings'));

  it('has nothing to read where nobody has rated', async () => {
    const { users, newestRatingAt } = await reader.loadAll();
    expect([users.length, newestRatingAt]).toEqual([0, null]);
    expect([await reader.count(), await reader.userCount()]).toEqual([0, 0]);
    expect(await reader.history(1)).toEqual([]);
  });

  it('reads the whole table by user and film, over more than one query', async () => {
    await dataSource.query(`
      INSERT INTO ratings
      SELECT n % 901 * 3 + 1, n / 901 + 1, (n % 10 + 1) / 2.0, timestamptz '2001-02-03Z' + n * interval '1 minute'
      FROM generate_series(0, 299999) AS n ORDER BY n * 7919::bigint % 300000`);
    const columns = await reader.loadAll();
    const rows = await dataSource.query<
      { user_id: number; movie_id: number; rating: number; rated_at: Date }[]
    >('SELECT user_id, movie_id, rating, rated_at FROM ratings ORDER BY user_id, movie_id');
    expect(columns.users.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(
      Buffer.from(Int32Array.from(rows, (row) => row.user_id).buffer).equals(
        Buffer.from(columns.users.buffer),
      ),
    ).toBe(true);
    expect(
      Buffer.from(Int32Array.from(rows, (row) => row.movie_id).buffer).equals(
        Buffer.from(columns.movies.buffer),
      ),
    ).toBe(true);
    expect(
      Buffer.from(Float32Array.from(rows, (row) => row.rating).buffer).equals(
        Buffer.from(columns.ratings.buffer),
      ),
    ).toBe(true);
    expect(
      Buffer.from(Uint32Array.from(rows, (row) => row.rated_at.getTime() / 1000).buffer).equals(
        Buffer.from(columns.times.buffer),
      ),
    ).toBe(true);
    expect(columns.newestRatingAt).toEqual(new Date(Date.UTC(2001, 1, 3) + 299_999 * 60_000));
    expect([await reader.count(), await reader.userCount()]).toEqual([300_000, 901]);
  });

  it('reads times in whole Unix seconds, those that do not fit as the nearest that does', async () => {
    await dataSource.query(`
      INSERT INTO ratings VALUES (1, 1, 3, '1969-12-31 23:00Z'), (1, 2, 3, '1995-01-09 11:46:49.9Z'),
                                 (1, 3, 3, '2050-01-01Z'), (1, 4, 3, '2200-01-01Z')`);
    const { times } = await reader.loadAll();
    expect([...times]).toEqual([0, 789_652_009, 2_524_608_000, 2 ** 32 - 1]);
  });

  it('stops reading when it is told to', async () => {
    await dataSource.query('INSERT INTO ratings VALUES (1, 2, 3, now())');
    const reason = new Error('cancelled');
    await expect(reader.loadAll(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect((await reader.loadAll()).users).toEqual(new Int32Array([1]));
  });

  it("gives one person's ratings by film", async () => {
    await dataSource.query(
      `INSERT INTO ratings VALUES (7, 30, 4.5, '2020-05-06Z'), (7, 2, 0.5, '2021-05-06Z'), (8, 2, 5, now())`,
    );
    expect(await reader.history(7)).toEqual([
      { movieId: 2, rating: 0.5, ratedAt: new Date('2021-05-06Z') },
      { movieId: 30, rating: 4.5, ratedAt: new Date('2020-05-06Z') },
    ]);
  });
});
