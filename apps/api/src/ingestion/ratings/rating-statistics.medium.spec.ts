import { migrations } from '@marquee/migrations';
import { seededRandom } from '@marquee/recommender';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { dataSourceOptions } from '../../platform/database/data-source-options.js';
import { RatingsReader } from './ratings-reader.js';

type Row = Record<string, unknown>;

describe('rating statistics', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let reader: RatingsReader;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    reader = new RatingsReader(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(() => dataSource.query('TRUNCATE ratings'));

  async function statistics(): Promise<Row[][]> {
    return Promise.all(
      [
        'movie_stats ORDER BY movie_id',
        'user_stats ORDER BY user_id',
        'rating_months ORDER BY month, rating',
      ].map((table) => dataSource.query<Row[]>(`SELECT * FROM ${table}`)),
    );
  }

  /** Five ratings of few people and films, so that pairs meet again. */
  function upsert(random: () => number): Promise<unknown> {
    const rows = new Map<string, string>();
    for (let i = 0; i < 5; i += 1) {
      const [user, movie] = [1 + Math.floor(random() * 5), 1 + Math.floor(random() * 8)];
      const day = Math.floor(random() * 200);
      rows.set(
        `${user}/${movie}`,
        `(${user}, ${movie}, ${(1 + Math.floor(random() * 10)) / 2}, timestamptz '2020-01-01Z' + interval '${day} days')`,
      );
    }
    return dataSource.query(`INSERT INTO ratings VALUES ${[...rows.values()].join()}
      ON CONFLICT (user_id, movie_id) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at`);
  }

  const remove = (random: () => number): Promise<unknown> =>
    dataSource.query('DELETE FROM ratings WHERE user_id = $1 AND movie_id % 3 = $2', [
      1 + Math.floor(random() * 5),
      Math.floor(random() * 3),
    ]);

  const correct = (random: () => number): Promise<unknown> =>
    dataSource.query(
      `UPDATE ratings SET rating = 0.5, rated_at = rated_at - interval '40 days' WHERE movie_id = $1`,
      [1 + Math.floor(random() * 8)],
    );

  it('are after any writes what counting anew says', async () => {
    const { uniform: random } = seededRandom(7);
    for (let round = 0; round < 60; round += 1) {
      const kind = random();
      await (kind < 0.6 ? upsert(random) : kind < 0.8 ? remove(random) : correct(random));
      const kept = await statistics();
      await dataSource.query('SELECT refresh_rating_statistics()');
      expect(kept).toEqual(await statistics());
    }
    expect((await statistics()).every((rows) => rows.length > 0)).toBe(true);
  });

  it('are empty after the table was emptied', async () => {
    await dataSource.query(`INSERT INTO ratings VALUES (1, 1, 4, now())`);
    await dataSource.query('TRUNCATE ratings');
    expect(await statistics()).toEqual([[], [], []]);
    expect(await reader.count()).toBe(0);
  });

  it('stay right when many write the same films at once', async () => {
    const write = (user: number): Promise<unknown> =>
      dataSource.query(
        `INSERT INTO ratings SELECT $1::int, movie, 3, now() FROM generate_series(1, 50) AS movie ORDER BY movie * $1 % 51`,
        [user],
      );
    await Promise.all(Array.from({ length: 12 }, (_, i) => write(i + 1)));
    const kept = await statistics();
    await dataSource.query('SELECT refresh_rating_statistics()');
    expect(kept).toEqual(await statistics());
    expect(await reader.count()).toBe(600);
  });

  it('make every change of ratings a new revision', async () => {
    const before = await reader.revision();
    await dataSource.query(`INSERT INTO ratings VALUES (1, 1, 4, now())`);
    const inserted = await reader.revision();
    await dataSource.query('DELETE FROM ratings WHERE user_id = 99');
    expect(inserted).toBeGreaterThan(before);
    expect(await reader.revision()).toBe(inserted);
  });

  it('go with their migration, and come back from ratings that are there', async () => {
    await dataSource.query(`INSERT INTO ratings VALUES (1, 1, 4, '2020-01-31 23:30:00-02')`);
    const before = await statistics();
    const Migration = migrations.find(({ name }) => name.startsWith('CreateRatingStatistics'));
    if (!Migration) throw new Error('The migration is not in the list.');
    const runner = dataSource.createQueryRunner();
    await new Migration().down(runner);
    await runner.query(`INSERT INTO ratings VALUES (2, 1, 3, now())`);
    await runner.query(`DELETE FROM ratings WHERE user_id = 2`);
    await new Migration().up(runner);
    await runner.release();
    expect(await statistics()).toEqual(before);
    await dataSource.query('DELETE FROM ratings');
    expect(await statistics()).toEqual([[], [], []]);
  });
});
