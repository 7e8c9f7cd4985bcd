import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import type { ImportOptions } from './identity/import-choice.js';
import type { ImportReport } from './import-report.js';
import { openInspectedSource } from './inspect-source.js';
import { runImport } from './run-import.js';

const repository = join(import.meta.dirname, '../../../../..');
const smallDataSet = join(repository, 'data/movielens-small');
const evaluation = join(repository, '../shared/data/evaluation');

const ratings = (...lines: string[]): string => ['userId,movieId,rating,timestamp', ...lines, ''].join('\n');
const movies = (...lines: string[]): string => ['movieId,title,genres', ...lines, ''].join('\n');
const threeMovies = movies(
  '1,Toy Story (1995),Adventure|Animation',
  '2,"Matrix, The (1999)",Action',
  '3,Nothing,(no genres listed)',
);

describe('imports', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let folder: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    folder = mkdtempSync(join(tmpdir(), 'marquee-import-'));
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  function write(files: Record<string, string | Buffer>): string {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return folder;
  }

  async function importFrom(
    path: string,
    signal = new AbortController().signal,
    onPhase: (phase: string | undefined) => void = () => undefined,
    options: ImportOptions = {},
  ): Promise<ImportReport> {
    const source = await openInspectedSource(path, path, options);
    const context = { signal, progress: ({ phase }: { phase?: string }) => onPhase(phase) };
    try {
      return await runImport(database.url, source, context, undefined, options);
    } finally {
      source.close();
    }
  }

  const mergeFrom = (path: string, ...rest: [AbortSignal?, ((phase: string | undefined) => void)?]) =>
    importFrom(path, rest[0], rest[1], { onConflict: 'merge' });

  async function rows(sql: string): Promise<unknown[][]> {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  }
  const one = async (sql: string): Promise<unknown> => (await rows(sql))[0]?.[0];
  const revision = (): Promise<unknown> => one('SELECT revision::int FROM data_changes');
  const storedRatings = (): Promise<unknown[][]> =>
    rows(
      'SELECT user_id, movie_id, rating, extract(epoch FROM rated_at)::int FROM ratings ORDER BY user_id, movie_id',
    );
  /** Everything that a replaced table must have kept. */
  const shapeOfRatings = (): Promise<unknown[][]> =>
    rows(`
      SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'ratings'::regclass
      UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ratings'::regclass
      UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'ratings'::regclass AND tgenabled = 'O'
      UNION ALL SELECT attname || ' ' || atttypid::regtype || ' ' || attnotnull FROM pg_attribute
        WHERE attrelid = 'ratings'::regclass AND attnum > 0
      UNION ALL SELECT relpersistence::text FROM pg_class WHERE oid = 'ratings'::regclass
      UNION ALL SELECT aclexplode(relacl)::text FROM pg_class WHERE oid = 'ratings'::regclass
      UNION ALL SELECT attname || ' ' || aclexplode(attacl)::text FROM pg_attribute WHERE attrelid = 'ratings'::regclass
      ORDER BY 1`);

  it('brings in the data set that ships, in one piece and with what goes with it', async () => {
    const shape = await shapeOfRatings();
    const before = Number(await revision());
    const report = await importFrom(smallDataSet);
    expect(report).toMatchObject({
      layout: 'csv',
      movies: { inserted: 9066, rejected: 0 },
      ratings: { read: 100_004, inserted: 100_004, updated: 0, unchanged: 0, rejected: 0, superseded: 0 },
      rejectedLines: [],
    });
    expect(await one('SELECT count(*)::int FROM ratings')).toBe(100_004);
    expect(await one('SELECT count(*)::int FROM users')).toBe(671);
    expect(await one('SELECT sum(rating_count)::int FROM movie_stats')).toBe(100_004);
    expect(await one(`SELECT to_regnamespace('marquee_import')`)).toBeNull();
    expect(await shapeOfRatings()).toEqual(shape);
    expect(await revision()).toBe(before + 1);
  });

  it('leaves to others what they were granted on the ratings', async () => {
    await client.query(`GRANT SELECT ON ratings TO pg_monitor;
      GRANT INSERT, DELETE ON ratings TO pg_read_all_stats WITH GRANT OPTION;
      GRANT SELECT (movie_id), UPDATE (rating) ON ratings TO PUBLIC`);
    const shape = await shapeOfRatings();
    const table = await one(`SELECT 'ratings'::regclass::oid::int`);
    await importFrom(write({ 'ratings.csv': ratings('1,1,4,1'), 'movies.csv': threeMovies }));
    expect(await one(`SELECT 'ratings'::regclass::oid::int`)).not.toBe(table);
    expect(await shapeOfRatings()).toEqual(shape);
  });

  it('keeps every field as the files have it', async () => {
    const path = write({
      'ratings.csv': ratings('7,1,0.5,964982703', '7,2,5.0,0'),
      'movies.csv': threeMovies,
      'tags.csv': 'userId,movieId,tag,timestamp\n7,1,pixar,1445714994\n7,99,nowhere,1\n',
      'links.csv': 'movieId,imdbId,tmdbId\n1,0114709,862\n2,0133093,\n',
    });
    expect(await importFrom(path)).toMatchObject({
      tags: { read: 2, inserted: 1, updated: 0, rejected: 1 },
      links: { read: 2, updated: 2, rejected: 0 },
      rejectedLines: [{ file: 'tags.csv', line: 3, reason: 'there is no movie 99', text: '7,99,nowhere,1' }],
    });
    expect(await storedRatings()).toEqual([
      [7, 1, 0.5, 964982703],
      [7, 2, 5, 0],
    ]);
    expect(
      await rows('SELECT id, title, year, genres, imdb_id, tmdb_id, search_text FROM movies ORDER BY id'),
    ).toEqual([
      [1, 'Toy Story (1995)', 1995, ['Adventure', 'Animation'], '0114709', 862, 'toy story'],
      [2, 'Matrix, The (1999)', 1999, ['Action'], '0133093', null, 'the matrix'],
      [3, 'Nothing', null, [], null, null, 'nothing'],
    ]);
    expect(await rows('SELECT user_id, movie_id, tag FROM tags')).toEqual([[7, 1, 'pixar']]);
  });

  it('changes nothing the second time', async () => {
    const path = write({
      'ratings.csv': ratings('1,1,4,100', '1,2,3.5,100'),
      'movies.csv': threeMovies,
      'tags.csv': 'userId,movieId,tag,timestamp\n7,1,pixar,1445714994\n',
      'links.csv': 'movieId,imdbId,tmdbId\n1,0114709,862\n',
    });
    await importFrom(path);
    const before = await revision();
    expect(await importFrom(path)).toMatchObject({
      movies: { read: 3, inserted: 0, updated: 0 },
      ratings: { read: 2, inserted: 0, updated: 0, unchanged: 2 },
      tags: { read: 1, inserted: 0, updated: 0 },
      links: { read: 1, updated: 0 },
    });
    expect(await revision()).toBe(before);
  });

  it.each([
    ['very few into very many', 400],
    ['a few into many', 40],
    ['many into a few', 1],
  ])('merges %s: new ones are added, later ones replace, earlier ones do not', async (_, others) => {
    const bystanders = Array.from({ length: others }, (_, index) => `${index + 100},1,3,50`);
    await importFrom(
      write({
        'ratings.csv': ratings('1,1,4,100', '1,2,4,100', '1,3,4,100', ...bystanders),
        'movies.csv': threeMovies,
      }),
    );
    const shape = await shapeOfRatings();
    const before = Number(await revision());
    const fresh = ['2,1,5,70', '2,2,5,70', '2,3,5,70', '3,1,5,70', '3,2,5,70', '3,3,5,70'];
    const report = await mergeFrom(
      write({ 'ratings.csv': ratings('1,1,2,200', '1,2,1,99', '1,3,1,100', ...fresh) }),
    );
    expect(report.ratings).toMatchObject({ inserted: 6, updated: 2, unchanged: 1 });
    expect((await storedRatings()).slice(0, 3)).toEqual([
      [1, 1, 2, 200],
      [1, 2, 4, 100],
      [1, 3, 1, 100],
    ]);
    expect(await one('SELECT count(*)::int FROM ratings')).toBe(9 + others);
    expect(await shapeOfRatings()).toEqual(shape);
    expect(await revision()).toBe(before + 1);
    expect(
      await one(`SELECT count(*)::int FROM (
        SELECT movie_id, count(*)::int, sum(rating::float8) FROM ratings GROUP BY 1
        EXCEPT SELECT movie_id, rating_count, rating_sum FROM movie_stats) AS differing`),
    ).toBe(0);
    expect(
      await one(`SELECT count(*)::int FROM (
        SELECT user_id, count(*)::int, sum(rating::float8), min(rated_at), max(rated_at) FROM ratings GROUP BY 1
        EXCEPT SELECT * FROM user_stats) AS differing`),
    ).toBe(0);
  });

  it('takes the later of two ratings of a film by one person, and of a tie the later line', async () => {
    const path = write({
      'ratings.csv': ratings('1,1,1,300', '1,1,2,200', '1,2,1,100', '1,2,5,100', '2,1,3,1'),
      'movies.csv': threeMovies,
    });
    expect((await importFrom(path)).ratings).toMatchObject({
      read: 5,
      inserted: 3,
      superseded: 2,
      rejected: 0,
    });
    expect(await storedRatings()).toEqual([
      [1, 1, 1, 300],
      [1, 2, 5, 100],
      [2, 1, 3, 1],
    ]);
    expect((await importFrom(path)).ratings).toMatchObject({ unchanged: 3, superseded: 2 });
  });

  it('leaves bad lines out and says why, the first twenty of them', async () => {
    const bad = Array.from({ length: 30 }, (_, index) => `${index + 1},1,4,4102444800`);
    const path = write({
      'ratings.csv': ratings('1,1,4,1', '1,77,4,1', '<x>,1,4,1', '"1,1,4,1', ...bad),
      'movies.csv': threeMovies,
    });
    const { ratings: counts, rejectedLines, outcome, warning } = await importFrom(path);
    expect(outcome).toBe('partial');
    expect(warning).toBe(
      '33 of 34 ratings were left out; most likely the times are after now: in another unit, or of a clock that is wrong. The first: line 3 of ratings.csv, there is no movie 77.',
    );
    expect(counts).toMatchObject({ read: 34, inserted: 1, rejected: 33 });
    expect(rejectedLines).toHaveLength(20);
    expect(rejectedLines.slice(0, 3).map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'there is no movie 77'],
      [4, 'user "<x>" has characters that no id has'],
      [5, 'broken quoting'],
    ]);
  });

  it('fails when nothing can be taken, says why, and changes nothing', async () => {
    const path = write({ 'ratings.csv': ratings('1,1,4,4102444800', '2,1,4,4102444800') });
    await expect(importFrom(path)).rejects.toMatchObject({
      code: 'nothing-imported',
      message: expect.stringContaining('2 of 2 ratings were left out; most likely the times are after now'),
    });
    expect(await one('SELECT count(*)::int FROM users')).toBe(0);
    await expect(importFrom(write({ 'ratings.csv': ratings() }))).rejects.toThrow('it has no row of ratings');
  });

  it('turns another scale into stars, keeping every row and their order', async () => {
    const path = write({ 'ratings.csv': ratings('1,1,7,1', '1,2,6,1', '1,3,10,1', '2,1,1,1') });
    const report = await importFrom(path);
    expect(report).toMatchObject({
      ratings: { inserted: 4, rejected: 0 },
      scale: expect.stringContaining('from 1 to 10'),
    });
    expect((await client.query('SELECT rating FROM ratings ORDER BY user_id, movie_id')).rows).toEqual(
      [3.5, 3, 5, 0.5].map((rating) => ({ rating })),
    );
  });

  it('keeps ratings finer than half a star, and asks for a scale that is not known for sure', async () => {
    await importFrom(write({ 'ratings.csv': ratings('1,1,3.7,1') }));
    expect(await one('SELECT rating FROM ratings')).toBe(3.7);
    const path = write({ 'ratings.csv': ratings('1,1,4,1', '1,2,7,1') });
    await expect(importFrom(path)).rejects.toThrow('--scale 1..10');
    const options = { scale: { min: 1, max: 7 }, onConflict: 'merge' as const };
    expect((await importFrom(path, undefined, undefined, options)).ratings).toMatchObject({
      read: 2,
      rejected: 0,
    });
  });

  it('makes films up for a lone file of ratings, and names them when their file comes', async () => {
    write({ 'mine.csv': ratings('1,2,4,1', '1,500,4,1') });
    expect(await importFrom(join(folder, 'mine.csv'))).toMatchObject({
      movies: { inserted: 2 },
      ratings: { inserted: 2, rejected: 0 },
    });
    expect(await rows('SELECT id, title, search_text FROM movies ORDER BY id')).toEqual([
      [2, 'Movie 2', 'movie 2'],
      [500, 'Movie 500', 'movie 500'],
    ]);
    const named = await importFrom(write({ 'ratings.csv': ratings('1,2,4,1'), 'movies.csv': threeMovies }));
    expect(named).toMatchObject({ movies: { inserted: 2, updated: 1 }, ratings: { unchanged: 1 } });
    expect(await one('SELECT title FROM movies WHERE id = 2')).toBe('Matrix, The (1999)');
  });

  it.each(['Reading ratings', 'Sorting ratings', 'Counting', 'Putting it in place'])(
    'leaves no trace when it is stopped while %s',
    async (phase) => {
      await importFrom(write({ 'ratings.csv': ratings('1,1,4,1'), 'movies.csv': threeMovies }));
      const before = [await storedRatings(), await revision(), await shapeOfRatings()];
      const abort = new AbortController();
      const started = performance.now();
      const stopped = mergeFrom(smallDataSet, abort.signal, (now) => {
        if (now === phase) abort.abort(new Error('enough'));
      });
      await expect(stopped).rejects.toThrow('enough');
      expect(performance.now() - started).toBeLessThan(20_000);
      expect([await storedRatings(), await revision(), await shapeOfRatings()]).toEqual(before);
      expect(await one('SELECT count(*)::int FROM movies')).toBe(3);
      expect(await one(`SELECT to_regnamespace('marquee_import')`)).toBeNull();
      expect((await mergeFrom(smallDataSet)).ratings.inserted).toBeGreaterThan(100_000);
    },
  );

  it('leaves no trace when its connection is killed', async () => {
    const killed = importFrom(smallDataSet, undefined, (phase) => {
      if (phase === 'Sorting ratings')
        void client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'marquee import' AND datname = current_database()`,
        );
    });
    await expect(killed).rejects.toThrow();
    expect(await one('SELECT count(*)::int FROM ratings')).toBe(0);
    expect(await one('SELECT count(*)::int FROM movies')).toBe(0);
    expect((await importFrom(smallDataSet)).ratings.inserted).toBe(100_004);
  });

  it('refuses a second one at the same time, whichever process starts it', async () => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock(7203377)');
    await expect(importFrom(smallDataSet)).rejects.toMatchObject({ code: 'job-already-running' });
    await client.query('COMMIT');
  });

  it('refuses a file that is not what its name says, and changes nothing', async () => {
    const path = write({ 'ratings.csv': ratings('1,1,4,1'), 'movies.csv': 'key,heading\n1,Toy Story\n' });
    await expect(importFrom(path)).rejects.toMatchObject({ code: 'import-source-unreadable' });
    expect(await one('SELECT count(*)::int FROM ratings')).toBe(0);
  });

  describe('of the official sets', () => {
    const given = (name: string): ((title: string, test: (path: string) => Promise<void>) => void) => {
      const path = join(evaluation, name);
      return (title, test) =>
        existsSync(path) ? it(title, () => test(path)) : it.todo(`${title} (skipped: ${path} is not there)`);
    };

    given('ml-latest-small')('reads ml-latest-small with its links and tags', async (path) => {
      expect(await importFrom(path)).toMatchObject({
        layout: 'csv',
        movies: { inserted: 9742, rejected: 0 },
        ratings: { inserted: 100_836, rejected: 0 },
        tags: { inserted: 3683, rejected: 0 },
        links: { updated: 9742, rejected: 0 },
      });
    });

    given('ml-100k')('reads ml-100k', async (path) => {
      expect(await importFrom(path)).toMatchObject({
        layout: 'ml-100k',
        movies: { inserted: 1682, rejected: 0 },
        ratings: { inserted: 100_000, rejected: 0, superseded: 0 },
      });
      expect(await rows('SELECT title, genres FROM movies WHERE id = 1')).toEqual([
        ['Toy Story (1995)', ['Animation', "Children's", 'Comedy']],
      ]);
    });

    given('ml-1m')('reads the layout of ml-1m, latin-1 titles included', async (path) => {
      const lines = readFileSync(join(path, 'test.csv'), 'latin1').trim().split(/\r?\n/);
      const triples = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(',').join('::'));
      const report = await importFrom(
        write({
          'ratings.dat': `${triples.join('\n')}\n`,
          'movies.dat': readFileSync(join(path, 'movies.dat')),
          'users.dat': '',
        }),
      );
      expect(report).toMatchObject({
        layout: 'ml-1m',
        movies: { inserted: 3883, rejected: 0 },
        ratings: { inserted: triples.length, rejected: 0 },
      });
      expect(await one(`SELECT count(*)::int FROM movies WHERE title LIKE '%é%'`)).toBeGreaterThan(10);
    });
  });
});
