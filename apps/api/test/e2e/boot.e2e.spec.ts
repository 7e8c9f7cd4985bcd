import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hasEnded, startProcess, type RunningProcess } from './running-process.js';

const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');

describe('the process', () => {
  let dataDir: string;
  const processes: RunningProcess[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'marquee-boot-'));
    await chmod(dataDir, 0o711); // PostgreSQL runs as another user when this is root
  });
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(environment: Record<string, string> = {}): Promise<RunningProcess> {
    const started = await startProcess({ DATA_DIR: dataDir, ...environment });
    processes.push(started);
    return started;
  }

  it('says in one sentence that its port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const refused = await start({ PORT: String(port) });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toContain(`Port ${port} is taken by another program; choose one with PORT`);
    expect(refused.output()).not.toContain('    at ');
    server.close();
  });

  it('says in one sentence that a database cannot be reached', async () => {
    const port = await freePort();
    const refused = await start({
      DATABASE_URL: `postgres://someone:secret@127.0.0.1:${port}/films`,
      LOG_FORMAT: 'text',
    });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toContain(`The database at 127.0.0.1:${port} (DATABASE_URL) cannot be used`);
    expect(refused.output()).not.toContain('secret');
    expect(refused.output()).not.toContain('    at ');
  });

  it('keeps everything over a kill in the middle of a training, and stops cleanly when asked to', async () => {
    const first = await (await start()).ready();
    const imported = await first.ask('POST', '/api/v1/imports', { source: dataSet });
    expect(await first.until(imported.id, hasEnded)).toMatchObject({ state: 'succeeded' });
    const trained = await first.ask('POST', '/api/v1/training', { candidates: [{ kind: 'baseline' }] });
    expect(await first.until(trained.id, hasEnded)).toMatchObject({
      state: 'succeeded',
      result: { promoted: true },
    });
    await first.ask('PUT', '/api/v1/users/1/ratings/1', { rating: 4.5 });
    const long = await first.ask('POST', '/api/v1/training', {
      candidates: [{ kind: 'svd', hyperparameters: { epochs: 1000 } }],
    });
    await first.until(long.id, (job) => job.progress.detail?.epoch >= 1);
    await first.kill();

    const second = await (await start()).ready();
    // It is done again from its beginning; the run that was left open is closed.
    await second.until(long.id, (job) => job.attempt === 2 && job.progress.detail?.epoch >= 1);
    const runs = (await second.ask('GET', '/api/v1/runs')).items;
    expect(runs.map((run: any) => run.status)).toEqual(['running', 'failed', 'succeeded']);
    expect(runs[1].failureReason).toContain('interrupted');
    expect((await second.ask('GET', '/api/v1/users/1/ratings?limit=1')).items[0]).toMatchObject({
      movieId: 1,
      rating: 4.5,
    });
    expect(await second.ask('POST', '/predict/', { user_id: 1 })).toMatchObject({
      strategy: 'personalised',
      model: { version: 1 },
    });

    const refused = await start();
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toContain(`Marquee is already running on the data folder ${dataDir}`);

    expect(await second.stop()).toBe(0);
    expect(second.output()).toContain('Stopped.');
  }, 180_000);
});
