import pg from 'pg';
import { createTestDatabase } from './test-database.js';

jest.setTimeout(60_000);

async function tablesOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  it('gives each caller a database of its own with the schema, also when many ask at once', async () => {
    const databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
    expect(new Set(databases.map(({ url }) => url)).size).toBe(3);
    for (const { url } of databases) expect(await tablesOf(url)).toContain('ratings');
    await Promise.all(databases.map((database) => database.drop()));
    await expect(tablesOf((databases[0] as { url: string }).url)).rejects.toThrow('does not exist');
  });
});
