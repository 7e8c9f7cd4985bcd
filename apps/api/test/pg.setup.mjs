import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLauncher } from './load-launcher.mjs';
import stopDatabase from './pg.teardown.mjs';

/**
 * Jest's globalSetup: one throw-away PostgreSQL for the whole run. Its address goes to TEST_DATABASE_URL, which names
 * the maintenance database; suites take databases of their own by `createTestDatabase`. An address that is set
 * beforehand is used as it is.
 */
export default async function startDatabase() {
  if (process.env.TEST_DATABASE_URL) return;
  const { startEmbeddedPostgres } = await loadLauncher();
  const dataDir = mkdtempSync(join(tmpdir(), 'marquee-test-'));
  chmodSync(dataDir, 0o711);
  const database = await startEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    durable: false,
    discard: true,
  });
  globalThis.marqueeTestDatabase = { database, dataDir };
  process.env.TEST_DATABASE_URL = maintenanceAddress(database.url);
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void stopDatabase().then(() => process.exit(130)));
}

function maintenanceAddress(url) {
  const address = new URL(url);
  address.pathname = '/postgres';
  return address.href;
}
