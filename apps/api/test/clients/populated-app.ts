import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenApiDocument } from '../../src/platform/http/openapi.js';
import { startApp, type RunningApp } from '../e2e/running-app.js';

const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');
const users = 120;

/** One GET of the API with parameters that name what is there. */
export interface GetCall {
  operationId: string;
  /** Template, as in the document. */
  path: string;
  tag: string;
  pathParameters: Record<string, string | number>;
  query: Record<string, string | number | string[]>;
}

export interface PopulatedApp {
  app: RunningApp;
  document: any;
  /** Every GET of the document. */
  calls: GetCall[];
  stop(): Promise<void>;
}

/** The whole application with something of everything that it can list: ratings, runs, versions, jobs, alerts, experiments. */
export async function startPopulatedApp(): Promise<PopulatedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'marquee-clients-'));
  const app = await startApp({ webhookAllowPrivate: true });
  const listener = await listen();
  try {
    await copyFile(join(dataSet, 'movies.csv'), join(folder, 'movies.csv'));
    await writeFile(join(folder, 'ratings.csv'), await firstUsers());
    const ids = await populate(app, folder, `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`);
    const document = JSON.parse(JSON.stringify(createOpenApiDocument(app.app)));
    return {
      app,
      document,
      calls: callsOf(document, ids),
      async stop() {
        await app.stop();
        listener.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    listener.close();
    await app.stop();
    throw error;
  }
}

type Ids = Awaited<ReturnType<typeof populate>>;

async function populate(app: RunningApp, folder: string, hook: string) {
  const send = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await app.send(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const done = async (job: { id: string; jobId?: string }): Promise<any> => {
    const ended = await app.finished(job.jobId ?? job.id);
    if (ended.state !== 'succeeded') throw new Error(`Job ${ended.kind}: ${JSON.stringify(ended)}`);
    return ended;
  };
  await done(await send('POST', '/api/v1/imports', { source: folder }));
  await done(await send('POST', '/api/v1/snapshots'));
  const candidates = [
    { kind: 'normal' },
    { kind: 'baseline' },
    { kind: 'svd', hyperparameters: { epochs: 3 } },
  ];
  const training = await done(await send('POST', '/api/v1/training', { candidates, seed: 3, force: true }));
  await send('PUT', '/api/v1/users/1/ratings/31', { rating: 4 });
  await send('POST', '/generate-ratings/?batch_size=400');
  await done(await send('POST', '/api/v1/snapshots'));
  const search = await send('POST', '/api/v1/searches', { kinds: ['baseline'], maxTrials: 2, seed: 3 });
  await done({ id: search.jobId });
  const channel = await send('POST', '/api/v1/notification-channels', {
    name: 'here',
    type: 'webhook',
    webhook: { url: hook },
    secret: 'a-secret-of-sixteen',
  });
  await send('POST', `/api/v1/notification-channels/${channel.id}/test`);
  await send('PUT', '/api/v1/models/aliases/challenger', { version: 1, reason: 'To compare.' });
  const experiment = await send('POST', '/api/v1/ab-experiments', {
    name: 'arms',
    arms: [
      { arm: 'a', alias: 'champion', share: 0.5 },
      { arm: 'b', alias: 'challenger', share: 0.5 },
    ],
  });
  const list = await send('POST', '/predict/', { user_id: 1, n_recommendations: 5 });
  const full = await send('POST', '/api/v1/users/1/recommendations', { count: 3 });
  await send('POST', '/api/v1/users/100000/recommendations', {});
  await done(await send('POST', '/api/v1/drift-reports'));
  const schedule = { name: 'nightly', kind: 'drift-report', cron: '0 2 * * *', timeZone: 'UTC' };
  await send('POST', '/api/v1/schedules', schedule);
  await done(await send('POST', '/api/v1/schedules/nightly/trigger'));
  await app.until(
    async () => (await app.get(`/api/v1/lineage/recommendations/${full.recommendationId}`)).status === 200,
  );
  const [second, first] = (await app.get('/api/v1/snapshots')).body.items;
  const [report] = (await app.get('/api/v1/drift-reports')).body.items;
  const [run] = (await app.get('/api/v1/runs')).body.items;
  const runs = (await app.get('/api/v1/runs')).body.items;
  const files = (await app.get(`/api/v1/runs/${run.id}/artifacts?path=model`)).body;
  const [decision] = (await app.get('/api/v1/promotion-decisions')).body.items;
  return {
    first,
    second,
    training,
    search,
    channel,
    experiment,
    list,
    full,
    report,
    run,
    runs,
    files,
    decision,
  };
}

function callsOf(document: any, ids: Ids): GetCall[] {
  return Object.entries<any>(document.paths)
    .filter(([, item]) => item.get)
    .map(([path, { get }]) => ({
      operationId: get.operationId,
      path,
      tag: get.tags[0],
      pathParameters: pathParametersOf(path, ids),
      query: queryOf(get.operationId, ids),
    }));
}

/** Of what kind an id in a path is, the place in the path tells. */
function pathParametersOf(path: string, ids: Ids): Record<string, string | number> {
  const parameters: Record<string, string | number> = {};
  for (const [, name] of path.matchAll(/\{(\w+)\}/g)) parameters[name] = idFor(path, name, ids);
  return parameters;
}

function idFor(path: string, name: string, ids: Ids): string | number {
  const known: Record<string, string | number> = {
    userId: 1,
    movieId: 31,
    other: ids.second.id,
    part: 'ratings',
    key: 'rmse',
    alias: 'champion',
    version: 1,
  };
  if (name in known) return known[name];
  const places: [RegExp, string | number][] = [
    [/^\/api\/v1\/jobs\//, ids.training.id],
    [/^\/api\/v1\/schedules\//, 'nightly'],
    [/^\/api\/v1\/notification-channels\//, ids.channel.id],
    [/^\/api\/v1\/snapshots\//, ids.first.id],
    [/^\/api\/v1\/experiments\//, 1],
    [/^\/api\/v1\/runs\//, ids.run.id],
    [/^\/api\/v1\/lineage\/runs\//, ids.run.id],
    [/^\/api\/v1\/lineage\/recommendations\//, ids.full.recommendationId],
    [/^\/api\/v1\/searches\//, ids.search.id],
    [/^\/api\/v1\/promotion-decisions\//, ids.decision.id],
    [/^\/api\/v1\/ab-experiments\//, ids.experiment.id],
    [/^\/api\/v1\/drift-reports\//, ids.report.id],
    [/^\/api\/v1\/(?:users|movies)\//, 1],
    [/^\/api\/v1\/(?:registered-)?models\//, 'marquee'],
  ];
  const place = places.find(([pattern]) => pattern.test(path));
  if (!place)
    throw new Error(
      `Nothing is known that ${path} could be asked for as ${name}; add it to populated-app.ts.`,
    );
  return place[1];
}

function queryOf(operationId: string, ids: Ids): GetCall['query'] {
  const queries: Record<string, GetCall['query']> = {
    compareRuns: { ids: ids.runs.slice(0, 2).map(({ id }: any) => id) },
    downloadRunArtifact: { path: ids.files[0].path },
    getAliasAt: { time: new Date().toISOString() },
  };
  return queries[operationId] ?? {};
}

async function firstUsers(): Promise<string> {
  const [header, ...lines] = (await readFile(join(dataSet, 'ratings.csv'), 'utf8')).split('\n');
  return [header, ...lines.filter((line) => Number(line.split(',')[0]) <= users && line !== '')].join('\n');
}

/** Takes what webhooks deliver. */
function listen(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
