import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Jest's globalTeardown: stops the throw-away PostgreSQL and removes its files. */
export default async function stopDatabase() {
  const running = globalThis.marqueeTestDatabase;
  if (!running) return;
  delete globalThis.marqueeTestDatabase;
  delete process.env.TEST_DATABASE_URL;
  await running.database.stop();
  rmSync(realpathSync(join(running.dataDir, 'postgres')), { recursive: true, force: true });
  rmSync(running.dataDir, { recursive: true, force: true });
}
