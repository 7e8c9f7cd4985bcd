import pg from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/test-database.js';
import { dataSourceOptions } from '../../../platform/database/data-source-options.js';
import { ExternalIds } from '../../formats/external-ids.js';
import { UsersRepository } from '../../users/users.repository.js';
import { bulkSettings, createStaging, stagingSchema } from '../staging.js';
import { applyNumbers } from './number-map.js';
import { resolveExternalIds } from './resolve-external-ids.js';

describe('external ids', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  /** Stages a rating of movie 1 by each of these, as a parser gives them, and returns what they have become. */
  async function resolve(texts: string[]): Promise<Record<string, number>> {
    await client.query(`BEGIN; ${bulkSettings}`);
    const home = await createStaging(client);
    const ids = { users: new ExternalIds(), movies: new ExternalIds() };
    const numbers = texts.map((text) =>
      /^[1-9]\d{0,8}$/.test(text) ? Number(text) : ids.users.numberOf(text),
    );
    await client.query(
      `INSERT INTO ${stagingSchema}.ratings SELECT id, 1, 4, to_timestamp(n)
       FROM unnest($1::int[]) WITH ORDINALITY AS given (id, n)`,
      [numbers],
    );
    await resolveExternalIds(client, home, ids);
    await applyNumbers(client, home);
    const { rows } = await client.query<{ user_id: number }>(
      `SELECT user_id FROM ${stagingSchema}.ratings ORDER BY rated_at`,
    );
    await client.query(
      `INSERT INTO users (id, external_id) SELECT id, external_id FROM ${stagingSchema}.user_numbers WHERE is_new;
       INSERT INTO users (id) SELECT DISTINCT user_id FROM ${stagingSchema}.ratings ON CONFLICT DO NOTHING;
       DROP SCHEMA ${stagingSchema} CASCADE; COMMIT`,
    );
    return Object.fromEntries(texts.map((text, index) => [text, rows[index].user_id]));
  }

  it('are numbers of their own: 007 is not 7, and what is no number gets the next ones', async () => {
    expect(await resolve(['7', '007', 'alice', '9007199254740993'])).toEqual({
      '7': 7,
      '007': 8,
      alice: 9,
      '9007199254740993': 10,
    });
  });

  it('stay the same the next time, beside new ones', async () => {
    const first = await resolve(['alice', '007']);
    expect(await resolve(['bob', '007', 'alice'])).toEqual({ ...first, bob: 3 });
  });

  it('keep a decimal off a number that was given to another', async () => {
    expect(await resolve(['41', 'abc'])).toEqual({ '41': 41, abc: 42 });
    const second = await resolve(['42', '43']);
    expect(second['42']).not.toBe(42);
    expect(second['43']).toBe(43);
    expect(await resolve(['42', 'abc', '43'])).toEqual({ ...second, abc: 42 });
  });

  it('find free numbers where the greatest one is taken', async () => {
    await client.query('INSERT INTO users (id) VALUES (1), (2147483647)');
    expect(await resolve(['x', 'y'])).toEqual({ x: 2, y: 3 });
  });

  it('are looked up exactly', async () => {
    const numbers = await resolve(['7', '007', 'alice']);
    const dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
    try {
      const users = new UsersRepository(dataSource);
      expect(await users.findExternal('007')).toMatchObject({ id: numbers['007'], externalId: '007' });
      expect(await users.findExternal('7')).toMatchObject({ id: 7, externalId: '7' });
      expect(await users.findExternal(String(numbers['alice']))).toBeNull();
      expect(await users.findExternal('nobody')).toBeNull();
      expect((await users.list(10, 0, 'ali')).map(({ externalId }) => externalId)).toEqual(['alice']);
    } finally {
      await dataSource.destroy();
    }
  });
});
