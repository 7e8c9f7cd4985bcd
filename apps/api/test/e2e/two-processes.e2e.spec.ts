import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBadLine, type BadLine } from '../bad-line.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { hasEnded, startProcess, type RunningProcess } from './running-process.js';

describe('two processes on one database', () => {
  let database: TestDatabase;
  let folder: string;
  /** Between the other process and the database. */
  let line: BadLine;
  let one: RunningProcess;
  let other: RunningProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'marquee-two-'));
    await writeFile(join(folder, 'ratings.csv'), fewRatings());
    const environment = {
      DATABASE_URL: database.url,
      DATA_DIR: join(folder, 'data'),
      LOG_FORMAT: 'json',
      // Only what this test sets for it ever fires.
      RETRAIN_CRON: '0 0 1 1 *',
      RETRAIN_TIME_ZONE: 'UTC',
    };
    line = await startBadLine(database.url);
    const distantUrl = new URL(database.url);
    // An address by TCP, whether or not the database is usually reached by a socket.
    distantUrl.search = '';
    distantUrl.host = new URL(line.endpoint).host;
    const started = await Promise.all([
      startProcess(environment),
      startProcess({ ...environment, DATABASE_URL: distantUrl.href }),
    ]);
    [one, other] = started;
    await Promise.all(started.map((server) => server.ready()));
    const imported = await one.ask('POST', '/api/v1/imports', { source: join(folder, 'ratings.csv') });
    expect(await one.until(imported.id, hasEnded)).toMatchObject({ state: 'succeeded' });
  }, 120_000);

  afterAll(async () => {
    await Promise.all([one?.stop(), other?.stop()]);
    await line?.stop();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  // Takes several seconds if nobody stops it.
  const longTraining = {
    force: true,
    candidates: [{ kind: 'svd', hyperparameters: { epochs: 1000, factorCount: 500 } }],
  };
  const trainingJobs = async (): Promise<any[]> =>
    (await one.ask('GET', '/api/v1/jobs?kind=training&limit=100')).items;

  it('run one training of two that are asked for at once, then the other, and either can cancel them', async () => {
    for (const canceller of [one, other]) {
      const answers = await Promise.all(
        [one, other].map((server) => send(server, '/api/v1/training', longTraining)),
      );
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      const jobs = answers.map(({ body }) => body);
      const [taken, waiting] = jobs[0].state === 'running' ? jobs : [jobs[1], jobs[0]];
      expect([taken.state, waiting.state]).toEqual(['running', 'queued']);
      await canceller.ask('POST', `/api/v1/jobs/${taken.id}/cancel`);
      expect(await canceller.until(taken.id, hasEnded)).toMatchObject({ state: 'cancelled' });
      // What waited begins, in whichever process.
      await canceller.until(waiting.id, ({ state }: any) => state !== 'queued');
      await canceller.ask('POST', `/api/v1/jobs/${waiting.id}/cancel`);
      expect(await canceller.until(waiting.id, hasEnded)).toMatchObject({ state: 'cancelled' });
    }
    expect(await trainingJobs()).toHaveLength(4);
  });

  it('serve in both what was promoted in one, within seconds', async () => {
    for (const seed of [1, 2]) {
      const wish = { force: true, seed, candidates: [{ kind: 'baseline' }] };
      const { id } = await one.ask('POST', '/api/v1/training', wish);
      expect(await other.until(id, hasEnded)).toMatchObject({ state: 'succeeded', failureReason: null });
    }
    const versions: number[] = (await one.ask('GET', '/api/v1/models')).items.map(
      ({ version }: any) => version,
    );
    const { version: champion } = await one.ask('GET', '/api/v1/models/champion');
    const promoted = versions.find((version) => version !== champion);
    await one.ask('PUT', '/api/v1/models/aliases/champion', { version: promoted, reason: 'to be followed' });
    const movedAt = performance.now();
    for (const server of [one, other]) {
      while ((await server.ask('POST', '/predict/', { user_id: 1 })).model?.version !== promoted) {
        if (performance.now() - movedAt > 10_000) throw new Error(`${server.url} does not follow`);
        await sleep(100);
      }
    }
  });

  it('answer 503 while the database is away, recover by themselves, and leave nothing running', async () => {
    const { id } = await other.ask('POST', '/api/v1/training', longTraining);
    await other.until(id, (job) => job.progress.detail?.epoch >= 1);
    const served = await other.ask('POST', '/predict/', { user_id: 1 });
    line.interrupt();
    const away = await send(other, '/predict/', { user_id: 1 });
    line.restore();
    expect(away).toMatchObject({ status: 503, body: { type: '/problems/database-unavailable' } });

    const restoredAt = performance.now();
    while ((await send(other, '/predict/', { user_id: 1 })).status !== 200) {
      if (performance.now() - restoredAt > 10_000) throw new Error('It does not recover.');
      await sleep(100);
    }
    expect(await other.ask('POST', '/predict/', { user_id: 1 })).toMatchObject({ model: served.model });
    await one.until(id, hasEnded);
    // Whoever sees it first ends the run, at the latest by a look every 15 seconds.
    for (const giveUp = Date.now() + 20_000; ;) {
      const { items } = await one.ask('GET', '/api/v1/runs?status=running');
      if (items.length === 0) break;
      if (Date.now() > giveUp) throw new Error(`${items.length} runs stay running.`);
      await sleep(200);
    }
    const again = await other.ask('POST', '/api/v1/training', {
      force: true,
      candidates: [{ kind: 'baseline' }],
    });
    expect(await one.until(again.id, hasEnded)).toMatchObject({ state: 'succeeded' });
  });

  it('fail a training in words when there is no place for its model, and serve on', async () => {
    const partials = join(folder, 'data/artifacts/.partial');
    const versions = (await one.ask('GET', '/api/v1/models')).items;
    // What the other process promoted before is served here within seconds; only then does nothing move any more.
    const { version: champion } = await one.ask('GET', '/api/v1/models/champion');
    let before = await one.ask('POST', '/predict/', { user_id: 1 });
    while (before.model?.version !== champion) {
      await sleep(100);
      before = await one.ask('POST', '/predict/', { user_id: 1 });
    }
    await rm(partials, { recursive: true });
    await writeFile(partials, 'in the way');
    const wish = { force: true, candidates: [{ kind: 'normal' }] };
    const failed = await one.until((await one.ask('POST', '/api/v1/training', wish)).id, hasEnded);
    await rm(partials);
    expect(failed).toMatchObject({ state: 'failed', failureReason: expect.stringContaining(partials) });
    const runs: any[] = (await one.ask('GET', '/api/v1/runs?limit=100')).items;
    const ofThisJob = runs.filter(({ jobId }) => jobId === failed.id).map(({ status }) => status);
    expect(ofThisJob.filter((status) => status !== 'failed')).toEqual([]);
    expect((await one.ask('GET', '/api/v1/models')).items).toEqual(versions);
    expect((await one.ask('POST', '/predict/', { user_id: 1 })).model).toEqual(before.model);
  });

  it('make a new champion by a training when the file of the old one is lost', async () => {
    await rm(join(folder, 'data/artifacts/models'), { recursive: true });
    const { version: lost } = await one.ask('GET', '/api/v1/models/champion');
    // BaselineOnly alone would not be promoted: it is a floor.
    const wish = {
      force: true,
      candidates: [{ kind: 'svd', hyperparameters: { epochs: 2, factorCount: 4 } }],
    };
    const { id } = await one.ask('POST', '/api/v1/training', wish);
    expect(await one.until(id, hasEnded)).toMatchObject({
      state: 'succeeded',
      result: { promoted: true },
    });
    expect((await other.ask('GET', '/api/v1/models/champion')).version).toBeGreaterThan(lost);
  });

  it('start one job for each scheduled time', async () => {
    const before = (await trainingJobs()).length;
    await one.ask('PATCH', '/api/v1/schedules/retrain', { cron: '* * * * * *', enabled: true });
    // The other process follows within five seconds; then both fire for every second.
    await sleep(9_000);
    await one.ask('PATCH', '/api/v1/schedules/retrain', { enabled: false });
    await sleep(6_000);
    const runs: any[] = await one.ask('GET', '/api/v1/schedules/retrain/runs?limit=100');
    const times = runs.map(({ scheduledFor }) => scheduledFor);
    expect(times.length).toBeGreaterThanOrEqual(4);
    expect(new Set(times).size).toBe(times.length);
    const started = runs.map(({ jobId }) => jobId).filter((jobId) => jobId !== null);
    expect(new Set(started).size).toBe(started.length);
    const jobs = (await trainingJobs()).map(({ id }) => id);
    expect(jobs.slice(0, jobs.length - before).sort()).toEqual([...started].sort());
    expect(started.length).toBeGreaterThan(0);
    const firing = [one, other].map((server) => server.output().includes('"schedule.fired"'));
    expect(firing).toContain(true);
  });
});

async function send(server: RunningProcess, path: string, body: object) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as any };
}

/** 40 people and 20 films: enough to train on, at once. */
function fewRatings(): string {
  const lines = ['userId,movieId,rating,timestamp'];
  for (let user = 1; user <= 40; user++) {
    for (let movie = 1; movie <= 20; movie++) {
      if ((user * 7 + movie * 3) % 5 < 3) {
        lines.push(
          `${user},${movie},${1 + ((user + movie * movie) % 9) / 2},${1_000_000_000 + user * 100 + movie}`,
        );
      }
    }
  }
  return lines.join('\n');
}
