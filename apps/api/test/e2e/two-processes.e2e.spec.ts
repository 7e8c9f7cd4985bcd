import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { hasEnded, startProcess, type RunningProcess } from './running-process.js';

describe('two processes on one database', () => {
  let database: TestDatabase;
  let folder: string;
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
    const started = await Promise.all([startProcess(environment), startProcess(environment)]);
    [one, other] = started;
    await Promise.all(started.map((server) => server.ready()));
    const imported = await one.ask('POST', '/api/v1/imports', { source: join(folder, 'ratings.csv') });
    expect(await one.until(imported.id, hasEnded)).toMatchObject({ state: 'succeeded' });
  }, 120_000);

  afterAll(async () => {
    await Promise.all([one?.stop(), other?.stop()]);
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const trainingJobs = async (): Promise<any[]> =>
    (await one.ask('GET', '/api/v1/jobs?kind=training&limit=100')).items;

  it('start one training of two that are asked for at once, and either can cancel it', async () => {
    // Takes several seconds if nobody stops it.
    const long = { kind: 'svd', hyperparameters: { epochs: 1000, factorCount: 500 } };
    const body = { force: true, candidates: [long] };
    for (const canceller of [one, other]) {
      const answers = await Promise.all([one, other].map((server) => send(server, '/api/v1/training', body)));
      const [taken, refused] = answers.sort((a, b) => a.status - b.status);
      expect([taken.status, refused.status]).toEqual([202, 409]);
      expect(refused.body.type).toBe('/problems/job-already-running');
      await canceller.ask('POST', `/api/v1/jobs/${taken.body.id}/cancel`);
      expect(await canceller.until(taken.body.id, hasEnded)).toMatchObject({ state: 'cancelled' });
    }
    expect(await trainingJobs()).toHaveLength(2);
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
