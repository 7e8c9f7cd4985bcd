import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { dataSourceOptions } from '../database/data-source-options.js';
import { DatabaseAddress } from '../database/database.module.js';
import { Logger } from '../telemetry/logger.js';
import { JobsRepository } from './jobs.repository.js';
import { interruptedReason, JobsService } from './jobs.service.js';
import { ProcessIdentity } from './process-identity.js';

const quiet = new Logger(() => undefined);

describe('JobsService', () => {
  let database: TestDatabase;
  const open: { stop: () => Promise<void> }[] = [];

  /** What one process has of the job engine. */
  async function startProcess(): Promise<{
    jobs: JobsService;
    stop: () => Promise<void>;
    kill: () => Promise<void>;
  }> {
    const dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    const identity = new ProcessIdentity(new DatabaseAddress(database.url), dataSource, quiet);
    await identity.onModuleInit();
    const jobs = new JobsService(new JobsRepository(dataSource), identity, quiet);
    let ended = false;
    const kill = async (): Promise<void> => {
      if (ended) return;
      ended = true;
      await identity.onApplicationShutdown();
    };
    const stop = async (): Promise<void> => {
      jobs.onModuleDestroy();
      await jobs.beforeApplicationShutdown();
      await kill();
      if (dataSource.isInitialized) await dataSource.destroy();
    };
    open.push({ stop });
    return { jobs, stop, kill };
  }

  const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }),
    );

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    for (const process of open.splice(0)) await process.stop();
    await database.drop();
  });

  it('records what a job gave', async () => {
    const { jobs } = await startProcess();
    const started = await jobs.start('import', { source: 'x' }, (context) => {
      context.progress({ phase: 'reading', done: 3 });
      return Promise.resolve({ rows: 3 });
    });
    expect(started).toMatchObject({ kind: 'import', state: 'running', params: { source: 'x' } });
    expect(await jobs.settled(started.id)).toMatchObject({
      state: 'succeeded',
      result: { rows: 3 },
      progress: { phase: 'reading', ratio: 1 },
    });
  });

  it('records why a job failed', async () => {
    const { jobs } = await startProcess();
    const { id } = await jobs.start('import', {}, () => Promise.reject(new Error('no such file')));
    expect(await jobs.settled(id)).toMatchObject({ state: 'failed', failureReason: 'no such file' });
  });

  it('runs one of a kind at a time, whatever the number of processes', async () => {
    const [first, second] = [await startProcess(), await startProcess()];
    const { id } = await first.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
    await expect(second.jobs.start('training', {}, () => Promise.resolve({}))).rejects.toMatchObject({
      code: 'job-already-running',
    });
    await second.jobs.start('import', {}, () => Promise.resolve({}));
    await first.jobs.cancel(id);
  });

  it('cancels a job of another process within a second', async () => {
    const [first, second] = [await startProcess(), await startProcess()];
    const { id } = await first.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
    const asked = Date.now();
    await second.jobs.cancel(id);
    expect(await first.jobs.settled(id)).toMatchObject({ state: 'cancelled', failureReason: null });
    expect(Date.now() - asked).toBeLessThan(1000);
    await expect(second.jobs.cancel(id)).rejects.toMatchObject({ code: 'job-already-finished' });
  });

  it('fails the job of a process that was killed as soon as somebody looks, and lets the next one start', async () => {
    const [dead, alive] = [await startProcess(), await startProcess()];
    const { id } = await dead.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
    expect(await alive.jobs.recoverInterrupted()).toBe(0);
    await dead.kill();
    const next = await alive.jobs.start('training', {}, () => Promise.resolve({}));
    expect(await alive.jobs.get(id)).toMatchObject({ state: 'failed', failureReason: interruptedReason });
    expect(await alive.jobs.settled(next.id)).toMatchObject({ state: 'succeeded' });
  });

  it('fails what runs when the process stops', async () => {
    const process = await startProcess();
    const { id } = await process.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
    await process.stop();
    const { jobs } = await startProcess();
    expect(await jobs.get(id)).toMatchObject({ state: 'failed', failureReason: interruptedReason });
  });
});
