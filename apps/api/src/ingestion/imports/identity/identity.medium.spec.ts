import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/test-database.js';
import type { ImportReport } from '../import-report.js';
import { openInspectedSource } from '../inspect-source.js';
import type { ImportConflictError } from '../imports.errors.js';
import { runImport } from '../run-import.js';
import type { ImportOptions } from './import-choice.js';
import { sampleDataSet } from './import-sources.js';
import type { SourceConflict } from './source-conflict.js';

const evaluation = join(sampleDataSet, '../../../shared/data/evaluation');
const cases = join(sampleDataSet, '../../../shared/cases');

const ratingsFile = (lines: string[]): string => ['userId,movieId,rating,timestamp', ...lines, ''].join('\n');
const moviesFile = (...lines: string[]): string => ['movieId,title,genres', ...lines, ''].join('\n');

const catalogue = [
  '1,Toy Story (1995),Comedy',
  '2,Jumanji (1995),Adventure',
  '3,"Matrix, The (1999)",Action',
  '4,Amélie (2001),Romance',
  '5,Heat (1995),Crime',
  '6,Alien (1979),Horror',
];
/** Every user rates every movie, each at another second. */
const ratingsOf = (users: number[], from = 1_000_000_000): string[] =>
  users.flatMap((user) =>
    [1, 2, 3, 4, 5, 6].map(
      (movie) => `${user},${movie},${((user * 7 + movie * 3) % 9) / 2 + 0.5},${from + user * 100 + movie}`,
    ),
  );

describe('an import that meets data', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let root: string;
  let next = 0;

  beforeEach(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    root = mkdtempSync(join(tmpdir(), 'marquee-identity-'));
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
    rmSync(root, { recursive: true, force: true });
  });

  function write(files: Record<string, string | Buffer>, name = `set-${next++}`): string {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    return folder;
  }
  function writeRatings(lines: string[], name = `ratings-${next++}.csv`): string {
    writeFileSync(join(root, name), ratingsFile(lines));
    return join(root, name);
  }

  async function importFrom(path: string, options: ImportOptions = {}): Promise<ImportReport> {
    const source = await openInspectedSource(path, path, options);
    const context = { signal: new AbortController().signal, progress: () => undefined };
    try {
      return await runImport(database.url, source, context, undefined, options);
    } finally {
      source.close();
    }
  }
  async function conflictOf(path: string): Promise<SourceConflict> {
    const before = await state();
    const error = await importFrom(path).then(
      () => null,
      (thrown: ImportConflictError) => thrown,
    );
    expect(error).toMatchObject({ code: 'import-conflict' });
    expect(await state()).toEqual(before);
    return error!.details.conflict;
  }
  async function rows<T = unknown[]>(sql: string): Promise<T[]> {
    return (await client.query<never>({ text: sql, rowMode: 'array' })).rows;
  }
  const state = (): Promise<unknown[]> =>
    rows(`SELECT md5(string_agg(r::text, ',' ORDER BY user_id, movie_id)), (SELECT md5(string_agg(m::text, ',' ORDER BY id)) FROM movies m),
      (SELECT md5(string_agg(u::text, ',' ORDER BY id)) FROM users u), (SELECT revision FROM data_changes) FROM ratings r`);

  const base = (): Promise<ImportReport> =>
    importFrom(
      write({ 'ratings.csv': ratingsFile(ratingsOf([1, 2, 3, 4])), 'movies.csv': moviesFile(...catalogue) }),
    );

  describe('goes on with', () => {
    beforeEach(base);

    it('the same data, grown by users, ratings and movies', async () => {
      const grown = write({
        'ratings.csv': ratingsFile([...ratingsOf([1, 2, 3, 4, 5]), '1,7,4,1100000000']),
        'movies.csv': moviesFile(...catalogue, '7,Up (2009),Comedy'),
      });
      expect(await importFrom(grown)).toMatchObject({
        choice: 'none',
        users: { inserted: 1 },
        ratings: { inserted: 7, updated: 0, unchanged: 24 },
        movies: { inserted: 1 },
      });
    });

    it('the same data with a few corrected ratings and titles written another way', async () => {
      const lines = ratingsOf([1, 2, 3, 4]);
      lines[0] = '1,1,0.5,1000000999';
      const path = write({
        'ratings.csv': ratingsFile(lines),
        'movies.csv': moviesFile(
          '3,The Matrix (1999),Action',
          "4,AMELIE (Fabuleux destin d'Amélie) (2001),Romance",
        ),
      });
      expect(await importFrom(path)).toMatchObject({ choice: 'none' });
    });

    it('corrections alone, and a few additions of ratings alone', async () => {
      expect(await importFrom(writeRatings(['1,1,0.5,1100000001', '2,2,5,1100000002']))).toMatchObject({
        choice: 'none',
        ratings: { updated: 2, inserted: 0 },
      });
      await importFrom(
        write({ 'ratings.csv': ratingsFile(['9,7,4,1']), 'movies.csv': moviesFile('7,Up (2009),') }),
      );
      expect(await importFrom(writeRatings(['1,7,3,1100000003']))).toMatchObject({
        choice: 'none',
        ratings: { inserted: 1 },
      });
    });
  });

  describe('stops before', () => {
    beforeEach(base);

    it('movies with other titles, saying how many and which', async () => {
      const conflict = await conflictOf(
        write({
          'ratings.csv': ratingsFile(['50,1,5,880000000', '51,2,5,880000001']),
          'movies.csv': moviesFile(
            '1,Braveheart (1995),Drama',
            '2,GoldenEye (1995),Action',
            '3,"Matrix, The (1999)",Action',
          ),
        }),
      );
      expect(conflict).toMatchObject({
        movies: {
          met: 3,
          differing: 2,
          examples: [{ movieId: 1, here: 'Toy Story (1995)' }, { movieId: 2 }],
        },
        users: { met: 0 },
        untouchedSample: false,
      });
      expect(conflict.choices.map(({ choice }) => choice)).toEqual(['replace', 'as-new-users', 'merge']);
    });

    it('other users with the same numbers and the same movies', async () => {
      const others = write({
        'ratings.csv': ratingsFile(
          ratingsOf([1, 2, 3, 4], 1_200_000_000).map((line) => line.replace(/,(\d),[\d.]+,/, ',$1,2.5,')),
        ),
        'movies.csv': moviesFile(...catalogue),
      });
      expect(await conflictOf(others)).toMatchObject({
        movies: { differing: 0 },
        users: { met: 4, confirmed: 0, contradicting: 4 },
      });
    });

    it('a set of which only some users are the ones here', async () => {
      const mixed = [...ratingsOf([1, 2]), ...ratingsOf([3, 4], 900_000_000)];
      const path = write({ 'ratings.csv': ratingsFile(mixed), 'movies.csv': moviesFile(...catalogue) });
      expect(await conflictOf(path)).toMatchObject({ users: { met: 4, confirmed: 2, contradicting: 2 } });
      expect(await importFrom(path, { onConflict: 'as-new-users' })).toMatchObject({
        users: { inserted: 2 },
        ratings: { inserted: 12, unchanged: 12 },
      });
    });

    it('the users here with other movies', async () => {
      const path = write({
        'ratings.csv': ratingsFile(['1,101,4,900000000', '2,102,4,900000001']),
        'movies.csv': moviesFile('101,Brazil (1985),', '102,Ran (1985),'),
      });
      expect(await conflictOf(path)).toMatchObject({ users: { met: 2, disjoint: 2 } });
    });

    it('ratings alone that contradict, or of which many movies are unknown', async () => {
      const contradicting = ['1,1,2,900000001', '2,2,2,900000002', '3,9,2,900000003'];
      expect(await conflictOf(writeRatings(contradicting))).toMatchObject({
        users: { contradicting: 2, disjoint: 1 },
        hasMovies: false,
      });
      const unknown = Array.from(
        { length: 20 },
        (_, index) => `${index + 100},${index + 1},4,${900_000_000 + index}`,
      );
      expect(await conflictOf(writeRatings(unknown))).toMatchObject({ movies: { known: 6, unknown: 14 } });
    });

    it('a user that was made here, among many that are the same', async () => {
      await client.query(`INSERT INTO users (id) VALUES (5); INSERT INTO ratings VALUES (5, 1, 3, now())`);
      const grown = write({
        'ratings.csv': ratingsFile(ratingsOf([1, 2, 3, 4, 5])),
        'movies.csv': moviesFile(...catalogue),
      });
      expect(await conflictOf(grown)).toMatchObject({ users: { met: 5, confirmed: 4, madeHere: 1 } });
      expect(await importFrom(grown, { onConflict: 'as-new-users' })).toMatchObject({
        users: { inserted: 1 },
      });
      expect(await rows('SELECT rating FROM ratings WHERE user_id = 5')).toEqual([[3]]);
      const before = await state();
      expect(await importFrom(grown)).toMatchObject({ choice: 'as-new-users', ratings: { inserted: 0 } });
      expect(await state()).toEqual(before);
    });

    it('a movie that was made here', async () => {
      await client.query(`INSERT INTO movies (id, title) VALUES (7, 'My own (2020)')`);
      const grown = write({
        'ratings.csv': ratingsFile(ratingsOf([1, 2, 3, 4])),
        'movies.csv': moviesFile(...catalogue, '7,Up (2009),Comedy'),
      });
      expect(await conflictOf(grown)).toMatchObject({ movies: { madeHere: 1 } });
    });
  });

  describe('with a choice', () => {
    const other = {
      'ratings.csv': ratingsFile([
        '1,1,5,880000000',
        '1,2,4,880000001',
        '2,2,3,880000002',
        '2,3,2,880000003',
      ]),
      'movies.csv': moviesFile(
        '1,The Matrix (1999),Action',
        '2,GoldenEye (1995),Action',
        '3,Amelie (2001),Drama',
      ),
      'links.csv': 'movieId,imdbId,tmdbId\n2,0113189,710\n',
    };
    beforeEach(base);

    it('replaces everything', async () => {
      await client.query('INSERT INTO users (id) VALUES (77)');
      const [[before]] = await rows<[string]>('SELECT revision FROM data_changes');
      expect(await importFrom(write(other), { onConflict: 'replace' })).toMatchObject({
        choice: 'replace',
        removed: { ratings: 24, movies: 6, users: 5 },
        ratings: { inserted: 4, updated: 0 },
        movies: { inserted: 3 },
        users: { inserted: 2 },
      });
      expect(await rows('SELECT id, title FROM movies ORDER BY id')).toEqual([
        [1, 'The Matrix (1999)'],
        [2, 'GoldenEye (1995)'],
        [3, 'Amelie (2001)'],
      ]);
      expect(await rows('SELECT user_id, rating_count FROM user_stats ORDER BY 1')).toEqual([
        [1, 2],
        [2, 2],
      ]);
      expect(await rows('SELECT id FROM users ORDER BY 1')).toEqual([[1], [2]]);
      const [[after]] = await rows<[string]>('SELECT revision FROM data_changes');
      expect(Number(after)).toBe(Number(before) + 1);
    });

    it('replaces nothing by nothing', async () => {
      const empty = write({
        'ratings.csv': ratingsFile(['<x>,1,4,1']),
        'movies.csv': moviesFile(...catalogue),
      });
      const before = await state();
      await expect(importFrom(empty, { onConflict: 'replace' })).rejects.toThrow('Nothing of');
      expect(await state()).toEqual(before);
    });

    it('takes new users, matches movies, and finds both again', async () => {
      const path = write(other, 'other');
      expect(await importFrom(path, { onConflict: 'as-new-users' })).toMatchObject({
        choice: 'as-new-users',
        users: { inserted: 2 },
        movies: { inserted: 1, updated: 0 },
        ratings: { inserted: 4, updated: 0 },
        links: { updated: 1 },
      });
      expect(
        await rows('SELECT id, external_id FROM users WHERE external_id IS NOT NULL ORDER BY 1'),
      ).toEqual([
        [5, 'other:1'],
        [6, 'other:2'],
      ]);
      expect(
        await rows('SELECT id, title, external_id, imdb_id FROM movies WHERE external_id IS NOT NULL'),
      ).toEqual([[7, 'GoldenEye (1995)', 'other:2', '0113189']]);
      expect(await rows('SELECT user_id, movie_id FROM ratings WHERE user_id > 4 ORDER BY 1, 2')).toEqual([
        [5, 3],
        [5, 7],
        [6, 4],
        [6, 7],
      ]);
      const before = await state();
      expect(await importFrom(path)).toMatchObject({
        choice: 'as-new-users',
        ratings: { inserted: 0, unchanged: 4 },
      });
      expect(await state()).toEqual(before);
    });

    it('keeps two sources apart that have one name', async () => {
      await importFrom(write(other, 'a/same'), { onConflict: 'as-new-users' });
      const third = {
        ...other,
        'ratings.csv': ratingsFile(['1,1,1,1400000000', '1,2,1,1400000001', '2,2,1,1400000002']),
      };
      expect(await importFrom(write(third, 'b/same'), { onConflict: 'as-new-users' })).toMatchObject({
        users: { inserted: 2 },
        ratings: { inserted: 3 },
      });
      expect(await rows('SELECT external_id FROM users WHERE external_id IS NOT NULL ORDER BY id')).toEqual([
        ['same:1'],
        ['same:2'],
        ['same-2:1'],
        ['same-2:2'],
      ]);
    });

    it('merges by number when that is wanted', async () => {
      expect(await importFrom(write(other), { onConflict: 'merge' })).toMatchObject({
        choice: 'merge',
        movies: { updated: 3 },
      });
    });

    it.each([undefined, 'replace', 'as-new-users', 'merge'] as const)(
      'writes nothing in a dry run (%s)',
      async (onConflict) => {
        const path = write(other);
        const before = await state();
        const report = await importFrom(path, { dryRun: true, ...(onConflict ? { onConflict } : {}) });
        expect(await state()).toEqual(before);
        expect(report).toMatchObject({
          dryRun: true,
          conflict: onConflict ? null : { movies: { met: 3, differing: 3 } },
        });
        if (!onConflict) return;
        const { ratings, movies, users } = await importFrom(path, { onConflict });
        expect(report).toMatchObject({ ratings, movies, users });
      },
    );
  });

  describe('after the first start', () => {
    const given = (path: string, title: string, test: () => Promise<void>): void =>
      existsSync(path) ? void it(title, test) : void it.todo(`${title} (skipped: ${path} is not there)`);
    beforeEach(async () => {
      await importFrom(sampleDataSet);
    });

    it('takes the sample again, and knows that it is untouched', async () => {
      expect(await importFrom(sampleDataSet)).toMatchObject({
        choice: 'none',
        ratings: { unchanged: 100_004 },
      });
      const path = write({
        'ratings.csv': ratingsFile(['1,1,5,880000000']),
        'movies.csv': moviesFile('1,Braveheart (1995),'),
      });
      expect(await conflictOf(path)).toMatchObject({ untouchedSample: true, recommended: 'replace' });
      await client.query('UPDATE ratings SET rating = 1 WHERE user_id = 1 AND movie_id = 31');
      expect(await conflictOf(path)).toMatchObject({ untouchedSample: false, recommended: null });
    });

    given(join(cases, 'two-sources'), 'stops before the case two-sources', async () => {
      expect(await conflictOf(join(cases, 'two-sources'))).toMatchObject({
        movies: { met: 2, differing: 2 },
      });
    });

    given(join(evaluation, 'ml-100k'), 'stops before ml-100k, and takes it as new users', async () => {
      const path = join(evaluation, 'ml-100k');
      const conflict = await conflictOf(path);
      expect(conflict.movies.differing).toBeGreaterThan(1_300);
      expect(conflict.users).toMatchObject({ met: 671, confirmed: 0 });
      const report = await importFrom(path, { onConflict: 'as-new-users' });
      expect(report.users.inserted).toBe(943);
      expect(report.ratings.inserted).toBeGreaterThan(99_500);
      expect(report.movies.inserted).toBeLessThan(700);
      expect(await importFrom(path)).toMatchObject({ ratings: { inserted: 0, updated: 0 } });
    });

    given(
      join(evaluation, 'ml-latest-small'),
      'stops before the edition of 2018: its users are others',
      async () => {
        const conflict = await conflictOf(join(evaluation, 'ml-latest-small'));
        expect(conflict.movies.differing / conflict.movies.met).toBeLessThan(0.01);
        expect(conflict.users.confirmed).toBe(0);
        expect(conflict.ratings.overwritten).toBeGreaterThan(500);
      },
    );

    given(join(evaluation, 'ml-1m'), 'stops before ml-1m, whose titles are these', async () => {
      const path = join(evaluation, 'ml-1m');
      const lines = readFileSync(join(path, 'test.csv'), 'latin1').trim().split(/\r?\n/);
      const triples = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(',').join('::'));
      const folder = write({
        'ratings.dat': `${triples.join('\n')}\n`,
        'movies.dat': readFileSync(join(path, 'movies.dat')),
        'users.dat': '',
      });
      const conflict = await conflictOf(folder);
      expect(conflict.movies.differing / conflict.movies.met).toBeLessThan(0.02);
      expect(conflict.users.contradicting + conflict.users.disjoint).toBeGreaterThan(
        0.5 * conflict.users.met,
      );
    });
  });
});
