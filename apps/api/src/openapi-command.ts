import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createApp } from './create-app.js';
import { AppConfig } from './platform/config/app-config.js';
import { startEmbeddedPostgres } from './platform/database/embedded-postgres.js';
import { migrate } from './platform/database/migrate.js';
import { createOpenApiDocument } from './platform/http/openapi.js';
import { createLogger } from './platform/telemetry/logger.js';

/** Writes the OpenAPI document of this code to a file: `node openapi-command.js docs/openapi.json`. */
async function writeOpenApi(file: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'marquee-openapi-'));
  const config = new AppConfig({ dataDir, bootstrap: false, schedules: false, logLevel: 'error' });
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await migrate(postgres.url);
    const app = await createApp(config, postgres.url, createLogger(config));
    await writeFile(file, `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`);
    await app.close();
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await writeOpenApi(resolve(process.argv[2] ?? 'docs/openapi.json'));
