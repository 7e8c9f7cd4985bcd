import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/create-app.js';
import { AppConfig } from '../../src/platform/config/app-config.js';
import { Logger } from '../../src/platform/telemetry/logger.js';
import { register } from 'prom-client';
import { createTestDatabase } from '../test-database.js';

export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

/** The whole application on a free port of loopback, over a database of its own. */
export interface RunningApp {
  url: string;
  app: NestFastifyApplication;
  databaseUrl: string;
  get<T = any>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
  send<T = any>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  /** Waits until a job has ended. */
  finished(jobId: string): Promise<any>;
  /** Waits until something holds. @throws when it does not within two minutes */
  until(holds: () => Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

export async function startApp(settings: Partial<AppConfig> = {}): Promise<RunningApp> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'marquee-e2e-'));
  const config = new AppConfig({
    dataDir,
    schedules: false,
    bootstrap: false,
    logLevel: 'silent',
    // Tests keep all processors busy: a thread that stands back would hardly run.
    trainingNiceness: 0,
    ...settings,
  });
  register.clear();
  const faults: unknown[] = [];
  const logger = new Logger((level, event) => {
    if (level === 'error') faults.push(event);
  });
  const app = await createApp(config, database.url, logger);
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    };
  }

  async function finished(jobId: string): Promise<any> {
    for (;;) {
      const { body } = await send('GET', `/api/v1/jobs/${jobId}`);
      if (!['queued', 'running'].includes(body.state)) return body;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    const startedAt = performance.now();
    while (!(await holds())) {
      if (performance.now() - startedAt > 120_000)
        throw new Error('It did not come to hold within two minutes.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  return {
    url,
    app,
    databaseUrl: database.url,
    get: (path, headers) => send('GET', path, undefined, headers),
    send,
    finished,
    until,
    async stop() {
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
      if (faults.length > 0) console.error('Errors in the log of the application:', faults);
    },
  };
}
