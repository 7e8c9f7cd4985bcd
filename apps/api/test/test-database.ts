import { migrations } from '@marquee/migrations';
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../src/platform/database/migrate.js';

/** A database of one suite's own, with the schema and no rows. */
export interface TestDatabase {
  url: string;
  /** Ends whatever is still connected and removes the database. */
  drop(): Promise<void>;
}

const templateLock = 7_203_199;
/** Another set of migrations is another template, should the server outlive a run. */
const templateName = `template_${createHash('sha256').update(migrations.map(String).join()).digest('hex').slice(0, 12)}`;

/**
 * Copies a template that the first caller of a run migrates; takes some 50 ms.
 *
 * @throws when jest's globalSetup (pg.setup.mjs) has not set TEST_DATABASE_URL
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await maintain(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    await ensureTemplate(client);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${templateName} STRATEGY file_copy`);
  });
  return {
    url: addressOf(name),
    drop: () => maintain((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function ensureTemplate(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [templateName]);
  if (rowCount) return;
  const draft = `${templateName}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft} STRATEGY file_copy`);
  await migrate(addressOf(draft));
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${templateName}`);
}

async function maintain(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: run these tests by apps/api/jest.config.js, whose globalSetup starts PostgreSQL.',
    );
  return url;
}

function addressOf(database: string): string {
  const address = new URL(serverUrl());
  address.pathname = `/${database}`;
  return address.href;
}
