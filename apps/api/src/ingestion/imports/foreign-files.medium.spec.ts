import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { archiveCases } from '../../../test/foreign-archives.js';
import {
  columnCases,
  dateCases,
  encodingCases,
  otherCases,
  scaleCases,
  textCases,
  timeCases,
  type ExpectedRating,
  type ForeignFile,
} from '../../../test/foreign-files.js';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { parseScale } from '../formats/rating-scale.js';
import type { ImportReport } from './import-report.js';
import { openInspectedSource } from './inspect-source.js';
import { runImport } from './run-import.js';

/** Every case is a first import: what earlier ones brought is removed. */
describe('files of other shapes', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-foreign-'));
    await client.query('TRUNCATE ratings, users, movies, import_sources CASCADE');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** @returns the file, or the folder of several and of those in folders */
  function write({ files }: ForeignFile): string {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const [name, ...others] = Object.keys(files);
    return others.length > 0 || name.includes('/') ? folder : join(folder, name);
  }

  async function importOf(given: ForeignFile, path = write(given)): Promise<ImportReport> {
    const { scale, ...options } = given.options ?? {};
    const source = await openInspectedSource(path, 'set', {
      ...options,
      ...(scale ? { scale: parseScale(scale)! } : {}),
    });
    try {
      const context = { signal: new AbortController().signal, progress: () => undefined };
      return await runImport(database.url, source, context);
    } finally {
      source.close();
    }
  }

  async function storedRatings(): Promise<[string, string, number, number][]> {
    const { rows } = await client.query<[string, string, number, number]>({
      text: `SELECT coalesce(u.external_id, u.id::text), coalesce(m.external_id, m.id::text), rating,
               extract(epoch FROM rated_at)::float8
             FROM ratings JOIN users AS u ON u.id = user_id JOIN movies AS m ON m.id = movie_id`,
      rowMode: 'array',
    });
    return rows;
  }

  async function expectStored(given: ForeignFile, startedAt: number): Promise<void> {
    const found = (await storedRatings()).map(([user, movie, stars, seconds]) => [
      user,
      movie,
      Number(stars.toFixed(4)),
      seconds,
    ]);
    const times = new Map(found.map(([user, movie, , seconds]) => [`${user} ${movie}`, seconds as number]));
    const expected = given.stored!.map(([user, movie, stars, seconds]) => {
      const time = times.get(`${user} ${movie}`) ?? NaN;
      const isNow = seconds === null && time >= startedAt && time <= Date.now() / 1_000;
      return [user, movie, Number(stars.toFixed(4)), isNow ? time : seconds];
    });
    const sorted = (rows: unknown[][]): string[] => rows.map((row) => row.join(' ')).sort();
    expect(sorted(found)).toEqual(sorted(expected));
  }

  async function check(given: ForeignFile, path?: string): Promise<void> {
    const startedAt = Math.floor(Date.now() / 1_000) - 1;
    if (given.refused) {
      await expect(importOf(given, path)).rejects.toThrow(given.refused);
      expect(await storedRatings()).toEqual([]);
      return;
    }
    const report = await importOf(given, path);
    expect(report).toMatchObject({ outcome: 'complete', ratings: { inserted: given.stored!.length } });
    const lines = Object.entries(given.rejected ?? {});
    expect(report.rejectedLines.map(({ line }) => line)).toEqual(lines.map(([line]) => Number(line)));
    for (const [at, [, reason]] of lines.entries()) expect(report.rejectedLines[at].reason).toMatch(reason);
    if (given.told) expect(`${report.reading}; ${report.scale}`).toMatch(given.told);
    await expectStored(given, startedAt);
  }

  it.each(columnCases.map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
  it.each(textCases.map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
  it.each(encodingCases.map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
  it.each(timeCases.map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
  it.each(dateCases.map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
  it.each(scaleCases.map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
  it.each(otherCases.map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
  const shared = join(import.meta.dirname, '../../../../../../shared');
  const sharedCases: readonly (readonly [path: string, what: ExpectedRating[] | RegExp])[] = [
    [
      'cases/milliseconds.csv',
      [
        ['900001', '1', 4, 1656105611],
        ['900001', '2', 4, 1656105612],
      ],
    ],
    ['cases/future-timestamp.csv', /future/],
    [
      'cases/string-ids.csv',
      [
        ['5c5f75febe029b0035cceece', '1', 4, 1260759144],
        ['alice', '2', 4, 1260759144],
      ],
    ],
    [
      'cases/leading-zero.csv',
      [
        ['007', '1', 4, 1260759144],
        ['7', '1', 2, 1260759145],
      ],
    ],
    ['cases/extra-column.csv', [['1', '1', 4, 978300760]]],
    ['cases/other-names.csv', [['1', '1', 4, 978300760]]],
    ['cases/semicolon.csv', [['1', '1', 3.5, 1260759144]]],
    [
      'cases/no-timestamp.csv',
      [
        ['1', '1', 4, null],
        ['1', '3', 4, null],
      ],
    ],
    ['cases/other-file-name', [['1', '31', 2.5, 1260759144]]],
    ['cases/title-over-two-lines', [['900303', '900006', 4, 978300760]]],
    ['exports/letterboxd/ratings.csv', /one person.*userId/s],
    ['exports/letterboxd/diary.csv', /one person.*userId/s],
    ['exports/letterboxd/watched.csv', /one person.*userId/s],
    ['exports/imdb/ratings.csv', /one person.*userId/s],
    ['exports/trakt/ratings-movies.json', /JSON/],
    ['exports/trakt/history-movies.json', /JSON/],
  ];
  it.each(sharedCases)('%s, where it is at hand', async (path, what) => {
    if (!existsSync(join(shared, path))) return console.info(`Skipped: ${path} is not at hand.`);
    cpSync(join(shared, path), join(folder, 'source'), { recursive: true });
    const found = what instanceof RegExp ? { refused: what } : { stored: what };
    await check({ what: path, files: { source: '' }, ...found }, join(folder, 'source'));
  });
  it.each(archiveCases().map((one) => [one.what, one] as const))('%s', (_, one) => check(one));
});
