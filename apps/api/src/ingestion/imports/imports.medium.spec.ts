import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import type { ImportReport } from './import-report.js';
import { openSource } from './import-source.js';
import { runImport } from './run-import.js';

const repository = join(import.meta.dirname, '../../../../..');
const smallDataSet = join(repository, 'data/movielens-small');

const ratings = (lines: string[]): string => ['userId,movieId,rating,timestamp', ...lines, ''].join('\n');
const movies = (lines: string[]): string => ['movieId,title,genres', ...lines, ''].join('\n');
const threeMovies = movies([
  '1,Toy Story (1995),Adventure|Animation',
  '2,"Matrix, The (1999)",Action',
  '3,Nothing,(no genres listed)',
]);

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

  async function importFrom(path: string, signal = new AbortController().signal): Promise<ImportReport> {
    const source = await openSource(path);
    try {
      return await runImport(database.url, source, { signal, progress: () => undefined });
    } finally {
      source.close();
    }
  }

  async function one(sql: string): Promise<unknown> {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  }

  const revision = (): Promise<unknown> => one('SELECT revision::int FROM data_changes');

  it('brings in the data set that ships, in one piece and with what goes with it', async () => {
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
  });

  it('changes nothing the second time', async () => {
    const path = write({ 'ratings.csv': ratings(['1,1,4,100', '1,2,3.5,100']), 'movies.csv': threeMovies });
    await importFrom(path);
    const before = await revision();
    expect(await importFrom(path)).toMatchObject({
      movies: { read: 3, inserted: 0, updated: 0 },
      ratings: { read: 2, inserted: 0, updated: 0, unchanged: 2 },
    });
    expect(await revision()).toBe(before);
  });
});
