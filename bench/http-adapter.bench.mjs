import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import autocannon from 'autocannon';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from 'prom-client';
import { AppModule } from '../apps/api/dist/app.module.js';
import { FirstStart } from '../apps/api/dist/first-start.js';
import { AppConfig } from '../apps/api/dist/platform/config/app-config.js';
import { startEmbeddedPostgres } from '../apps/api/dist/platform/database/embedded-postgres.js';
import { migrate } from '../apps/api/dist/platform/database/migrate.js';
import { ProblemFilter } from '../apps/api/dist/platform/http/problem.filter.js';
import { createValidationPipe } from '../apps/api/dist/platform/http/validation.js';
import { Logger } from '../apps/api/dist/platform/telemetry/logger.js';

// Express against Fastify under the same application: POST /predict/ (top 10, personalised) and GET /health/live (no
// work at all, so the adapter alone), in turns over the same database and model. Needs `npm run build`.

const rounds = 5;
const seconds = 5;
const quiet = new Logger(() => undefined);
const targets = {
  'POST /predict/': {
    method: 'POST',
    path: '/predict/',
    headers: { 'content-type': 'application/json' },
    body: '{"user_id":1,"n_recommendations":10}',
  },
  'GET /health/live': { method: 'GET', path: '/health/live' },
};

const dataDir = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
try {
  await migrate(postgres.url);
  const apps = {
    express: await start(new ExpressAdapter()),
    fastify: await start(new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } })),
  };
  await apps.fastify.get(FirstStart).run(() => false);
  for (const app of Object.values(apps)) await measure(app, targets['POST /predict/']);
  for (const [name, target] of Object.entries(targets)) await compare(name, target, apps);
  for (const app of Object.values(apps)) await app.close();
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function start(adapter) {
  register.clear();
  const config = new AppConfig({ dataDir, schedules: false });
  const app = await NestFactory.create(AppModule.with(config, postgres.url, quiet), adapter, {
    logger: false,
  });
  app.useGlobalFilters(new ProblemFilter(quiet));
  app.useGlobalPipes(createValidationPipe());
  await app.listen(0, '127.0.0.1');
  return app;
}

async function measure(app, target) {
  const { port } = app.getHttpServer().address();
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: 16,
    duration: seconds,
    requests: [target],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers were no success, ${result.errors} failed`);
  return { rate: result.requests.average, p99: result.latency.p99 };
}

async function compare(name, target, apps) {
  const figures = { express: [], fastify: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [adapter, app] of Object.entries(apps)) figures[adapter].push(await measure(app, target));
  }
  const ratios = figures.fastify.map(({ rate }, round) => rate / figures.express[round].rate);
  console.log(`${name}, 16 connections, ${rounds} rounds of ${seconds} s each, medians`);
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([adapter, all]) => [
        adapter,
        { 'requests/s': median(all.map((one) => one.rate)), 'p99 ms': median(all.map((one) => one.p99)) },
      ]),
    ),
  );
  console.log(
    `fastify / express, pair by pair: median ${median(ratios).toFixed(2)}, from ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}\n`,
  );
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
