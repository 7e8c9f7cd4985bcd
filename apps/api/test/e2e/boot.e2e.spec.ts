import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../dist/main.js');
const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');

/** The real process, as `npm start` runs it once everything is built. */
interface Process {
  child: ChildProcess;
  url: string;
  output(): string;
  exited: Promise<number | null>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the process', () => {
  let dataDir: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    if (!existsSync(main)) throw new Error(`${main} is not there: run npm run build first.`);
    dataDir = await mkdtemp(join(tmpdir(), 'marquee-boot-'));
    await chmod(dataDir, 0o711); // PostgreSQL runs as another user when this is root
  });
  afterAll(async () => {
    for (const child of children.filter((one) => one.exitCode === null && one.signalCode === null)) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(environment: Record<string, string> = {}): Promise<Process> {
    const port = environment.PORT ?? String(await freePort());
    const child = spawn(process.execPath, [main], {
      env: {
        ...process.env,
        BOOTSTRAP: 'false',
        TRAINING_NICENESS: '0',
        DATA_DIR: dataDir,
        PORT: port,
        DATABASE_URL: '',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, url: `http://127.0.0.1:${port}`, output: () => text, exited };
  }

  async function ready(server: Process): Promise<Process> {
    while (!server.output().includes('Marquee is ready')) {
      if (server.child.exitCode !== null) throw new Error(`The process ended:\n${server.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return server;
  }

  async function ask<T = any>({ url }: Process, method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    return (await response.json()) as T;
  }

  async function until(server: Process, jobId: string, wanted: (job: any) => boolean): Promise<any> {
    for (;;) {
      const job = await ask(server, 'GET', `/api/v1/jobs/${jobId}`);
      if (wanted(job)) return job;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const ended = (job: any): boolean => !['queued', 'running'].includes(job.state);

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
    const first = await ready(await start());
    const imported = await ask(first, 'POST', '/api/v1/imports', { source: dataSet });
    expect(await until(first, imported.id, ended)).toMatchObject({ state: 'succeeded' });
    const trained = await ask(first, 'POST', '/api/v1/training', { candidates: [{ kind: 'baseline' }] });
    expect(await until(first, trained.id, ended)).toMatchObject({
      state: 'succeeded',
      result: { promoted: true },
    });
    await ask(first, 'PUT', '/api/v1/users/1/ratings/1', { rating: 4.5 });
    const long = await ask(first, 'POST', '/api/v1/training', {
      candidates: [{ kind: 'svd', hyperparameters: { epochs: 1000 } }],
    });
    await until(first, long.id, (job) => job.progress.detail?.epoch >= 1);
    first.child.kill('SIGKILL');
    await first.exited;

    const second = await ready(await start());
    expect(await ask(second, 'GET', `/api/v1/jobs/${long.id}`)).toMatchObject({
      state: 'failed',
      failureReason: expect.stringContaining('interrupted'),
    });
    const runs = (await ask(second, 'GET', '/api/v1/runs')).items;
    expect(runs.map((run: any) => run.status)).toEqual(['failed', 'succeeded']);
    expect((await ask(second, 'GET', '/api/v1/users/1/ratings?limit=1')).items[0]).toMatchObject({
      movieId: 1,
      rating: 4.5,
    });
    expect(await ask(second, 'POST', '/predict/', { user_id: 1 })).toMatchObject({
      strategy: 'personalised',
      model: { version: 1 },
    });

    const refused = await start();
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toContain(`Marquee is already running on the data folder ${dataDir}`);

    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(second.output()).toContain('Stopped.');
  }, 180_000);
});
