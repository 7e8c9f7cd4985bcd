import { IsInt } from 'class-validator';
import { startJobProcess, untilAborted, type JobProcess } from '../../../test/job-process.js';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { events, type AlertRaised, type AlertResolved } from '../../events.js';
import { DomainError } from '../http/domain-error.js';
import type { JobKind } from './job-kinds.js';
import { interruptedReason } from './jobs.service.js';

class NothingToDoError extends DomainError {
  readonly code = 'not-enough-data';
}

describe('JobsService', () => {
  let database: TestDatabase;
  const open: JobProcess[] = [];

  async function startProcess(...kinds: JobKind<any, any, any>[]): Promise<JobProcess> {
    const process = await startJobProcess(database.url);
    open.push(process);
    for (const kind of kinds) process.kinds.register(kind);
    return process;
  }

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await open.at(-1)!.dataSource.query('TRUNCATE jobs CASCADE');
    for (const process of open.splice(0)) await process.stop();
  });
  afterAll(() => database.drop());

  describe('work that only this process knows', () => {
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

    it('records why a job failed, and cannot do it again', async () => {
      const { jobs } = await startProcess();
      const { id } = await jobs.start('import', {}, () => Promise.reject(new Error('no such file')));
      expect(await jobs.settled(id)).toMatchObject({ state: 'failed', failureReason: 'no such file' });
      await expect(jobs.retry(id)).rejects.toMatchObject({ code: 'job-not-repeatable' });
    });

    it('fails when its process is killed, as soon as somebody looks, and lets the next one start', async () => {
      const [dead, alive] = [await startProcess(), await startProcess()];
      const { id } = await dead.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
      expect(await alive.keeper.recover()).toBe(0);
      await dead.kill();
      const next = await alive.jobs.start('training', {}, () => Promise.resolve({}));
      expect(await alive.jobs.get(id)).toMatchObject({ state: 'failed', failureReason: interruptedReason });
      expect(await alive.jobs.settled(next.id)).toMatchObject({ state: 'succeeded' });
    });

    it('fails when its process stops', async () => {
      const process = await startProcess();
      const { id } = await process.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
      await process.stop();
      const { jobs } = await startProcess();
      expect(await jobs.get(id)).toMatchObject({ state: 'failed', failureReason: interruptedReason });
    });
  });

  describe('single flight', () => {
    it('runs one of a lane at a time, whatever the number of processes', async () => {
      const search: JobKind = {
        kind: 'search',
        title: 'Search',
        lane: 'training',
        work: () => Promise.resolve({}),
      };
      const [first, second] = [await startProcess(search), await startProcess(search)];
      const { id } = await first.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
      await expect(second.jobs.start('training', {}, () => Promise.resolve({}))).rejects.toMatchObject({
        code: 'job-already-running',
      });
      await expect(second.jobs.enqueue('search')).rejects.toThrow(`kind training is in progress (${id})`);
      await second.jobs.start('import', {}, () => Promise.resolve({}));
      await first.jobs.cancel(id);
    });

    it('runs any number of a kind that shares no lane', async () => {
      const { jobs } = await startProcess({
        kind: 'report',
        title: 'Report',
        lane: null,
        work: (_, { signal }) => untilAborted(signal),
      });
      const both = await Promise.all([jobs.enqueue('report'), jobs.enqueue('report')]);
      expect(both.map(({ state }) => state)).toEqual(['running', 'running']);
    });
  });

  describe('cancelling', () => {
    it('takes effect in another process within a second', async () => {
      const [first, second] = [await startProcess(), await startProcess()];
      const { id } = await first.jobs.start('training', {}, ({ signal }) => untilAborted(signal));
      const asked = Date.now();
      await second.jobs.cancel(id);
      expect(await second.jobs.settled(id)).toMatchObject({ state: 'cancelled', failureReason: null });
      expect(Date.now() - asked).toBeLessThan(1000);
      await expect(second.jobs.cancel(id)).rejects.toMatchObject({ code: 'job-already-finished' });
    });

    it('gives up work that does not listen', async () => {
      const { jobs } = await startProcess();
      const { id } = await jobs.start('training', {}, () => new Promise<object>(() => undefined));
      await jobs.cancel(id);
      expect(await jobs.settled(id)).toMatchObject({ state: 'cancelled' });
    });

    it('ends a job that waits for its next attempt at once', async () => {
      const { jobs, keeper } = await startProcess({
        kind: 'flaky',
        title: 'Flaky',
        work: () => Promise.reject(new Error('no luck')),
        retry: { attempts: 3, firstDelayMs: 60_000 },
      });
      const { id } = await jobs.enqueue('flaky');
      await until(async () => (await jobs.get(id)).state === 'queued');
      await expect(jobs.enqueue('flaky')).rejects.toMatchObject({ code: 'job-already-running' });
      expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' });
      await keeper.takeDue();
      expect(await jobs.attempts(id)).toHaveLength(1);
    });
  });

  describe('attempts', () => {
    it('tries what may pass again, after a wait that grows, and logs each attempt by step', async () => {
      const seen: number[] = [];
      const { jobs, keepGoing, logs } = await startProcess({
        kind: 'flaky',
        title: 'Flaky',
        retry: { attempts: 3, firstDelayMs: 100 },
        work: (_, context) => {
          seen.push(performance.now());
          context.progress({ phase: 'calling' });
          context.log(`try ${context.attempt}`);
          return context.attempt < 3
            ? Promise.reject(new Error(`no luck ${context.attempt}`))
            : Promise.resolve({ tries: context.attempt });
        },
      });
      keepGoing(10);
      const { id } = await jobs.enqueue('flaky');
      expect(await jobs.settled(id)).toMatchObject({
        state: 'succeeded',
        attempt: 3,
        result: { tries: 3 },
        failureReason: null,
      });
      expect(await jobs.attempts(id)).toMatchObject([
        { attempt: 1, outcome: 'failed', failureReason: 'no luck 1' },
        { attempt: 2, outcome: 'failed', failureReason: 'no luck 2' },
        { attempt: 3, outcome: 'succeeded', failureReason: null },
      ]);
      expect(seen[1] - seen[0]).toBeGreaterThanOrEqual(50);
      expect(seen[2] - seen[1]).toBeGreaterThanOrEqual(100);
      const lines = await logs.list(id, { step: 'calling' }, 50, null);
      expect(lines.map(({ attempt, level, message }) => `${attempt} ${level} ${message}`)).toEqual([
        '1 info calling',
        '1 info try 1',
        '1 error no luck 1',
        '2 info calling',
        '2 info try 2',
        '2 error no luck 2',
        '3 info calling',
        '3 info try 3',
      ]);
      const rest = await logs.list(id, { step: 'calling', level: 'warn' }, 50, lines[2].id);
      expect(rest.map(({ message }) => message)).toEqual(['no luck 2']);
    });

    it('does not repeat what a caller would have to mend, until somebody asks for it', async () => {
      let isMended = false;
      const { jobs } = await startProcess({
        kind: 'strict',
        title: 'Strict',
        retry: { attempts: 3, firstDelayMs: 1 },
        work: ({ day }: { day: number }) =>
          isMended ? Promise.resolve({ day }) : Promise.reject(new NothingToDoError('no ratings')),
      });
      const { id } = await jobs.enqueue('strict', { day: 7 });
      expect(await jobs.settled(id)).toMatchObject({
        state: 'failed',
        attempt: 1,
        finishedAt: expect.any(String),
      });
      isMended = true;
      expect(await jobs.retry(id)).toMatchObject({ state: 'running', attempt: 2, finishedAt: null });
      expect(await jobs.settled(id)).toMatchObject({ state: 'succeeded', result: { day: 7 } });
      await expect(jobs.retry(id)).rejects.toMatchObject({ code: 'job-not-repeatable' });
    });

    it('ends an attempt that has used up its time', async () => {
      const { jobs } = await startProcess({
        kind: 'slow',
        title: 'Slow',
        timeLimitMs: 50,
        work: (_, { signal }) => untilAborted(signal),
      });
      const { id } = await jobs.enqueue('slow');
      expect(await jobs.settled(id)).toMatchObject({
        state: 'failed',
        failureReason: 'took longer than its limit of 0.05 s',
      });
      expect(await jobs.attempts(id)).toMatchObject([{ outcome: 'timed-out' }]);
    });

    it('bounds the log of a job that never stops talking', async () => {
      const { jobs, logs } = await startProcess();
      const { id } = await jobs.start('import', {}, (context) => {
        for (let line = 0; line < 10_000; line++) context.log(`line ${line}`);
        context.log('nul \0 inside', 'error');
        return Promise.resolve({});
      });
      await jobs.settled(id);
      const lines = await logs.list(id, {}, 10_000, null);
      expect(lines.length).toBeLessThan(2_010);
      expect(lines.map(({ message }) => message)).toContain('nul � inside');
    });
  });

  describe('a process that is gone', () => {
    const resumable: JobKind<any> = {
      kind: 'snapshot',
      title: 'Snapshot',
      retry: { attempts: 2 },
      work: ({ of }: { of: string }, { attempt, signal }) =>
        attempt === 1 ? untilAborted(signal) : Promise.resolve({ of, attempt }),
    };

    it('leaves its job to another one, which does it from its params', async () => {
      const [dead, alive] = [await startProcess(resumable), await startProcess(resumable)];
      const { id } = await dead.jobs.enqueue('snapshot', { of: 'ratings' });
      await dead.kill();
      expect(await alive.keeper.recover()).toBe(1);
      await alive.keeper.takeDue();
      expect(await alive.jobs.settled(id)).toMatchObject({
        state: 'succeeded',
        result: { of: 'ratings', attempt: 2 },
      });
      expect(await alive.jobs.attempts(id)).toMatchObject([
        { outcome: 'interrupted' },
        { outcome: 'succeeded' },
      ]);
    });

    it('has nothing more to say when it comes back: its job is another one’s', async () => {
      const [frozen, alive] = [await startProcess(resumable), await startProcess(resumable)];
      const { id } = await frozen.jobs.enqueue('snapshot', { of: 'ratings' });
      // As a stopped process looks from outside: its connection stands, it does not report.
      await alive.dataSource.query(`UPDATE jobs SET heartbeat_at = now() - interval '2 minutes'`);
      expect(await alive.keeper.recover()).toBe(1);
      await alive.keeper.takeDue();
      expect(await alive.jobs.settled(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
      await until(() => Promise.resolve(frozen.jobs.isRunningHere(id) === false));
      expect(await alive.jobs.get(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
    });

    it('hands its jobs back when it stops in order, and that costs no attempt', async () => {
      const stopping = await startProcess(resumable);
      const { id } = await stopping.jobs.enqueue('snapshot', { of: 'ratings' });
      await stopping.stop();
      const next = await startProcess(resumable);
      expect(await next.jobs.get(id)).toMatchObject({ state: 'queued', attempt: 1, maxAttempts: 3 });
      await next.keeper.takeDue();
      expect(await next.jobs.settled(id)).toMatchObject({ state: 'succeeded', result: { attempt: 2 } });
    });
  });

  describe('alerts', () => {
    it('tells while a job that is late still runs, once, and when it has failed and recovered', async () => {
      const alerts: string[] = [];
      let isLucky = false;
      const late: JobKind = {
        kind: 'late',
        title: 'Late',
        severity: 'critical',
        deadline: { from: 'queued', afterMs: 50 },
        work: async () => {
          await new Promise((resolve) => setTimeout(resolve, 200));
          if (!isLucky) throw new Error('no luck');
          return {};
        },
      };
      const [one, other] = [await startProcess(late), await startProcess(late)];
      for (const { emitter } of [one, other]) {
        emitter.on(events.alertRaised, ({ key, severity }: AlertRaised) => alerts.push(`${severity} ${key}`));
        emitter.on(events.alertResolved, ({ key }: AlertResolved) => alerts.push(`resolved ${key}`));
      }
      const { id } = await one.jobs.enqueue('late');
      await new Promise((resolve) => setTimeout(resolve, 80));
      await Promise.all([one.keeper.watchDeadlines(), other.keeper.watchDeadlines()]);
      expect(alerts).toEqual(['warning job-deadline:late']);
      expect(await one.jobs.settled(id)).toMatchObject({ state: 'failed' });
      expect(alerts.slice(1)).toEqual(['resolved job-deadline:late', 'critical job-failed:late']);
      isLucky = true;
      await one.jobs.settled((await one.jobs.retry(id)).id);
      expect(alerts.slice(3)).toEqual(['resolved job-deadline:late', 'resolved job-failed:late']);
    });
  });

  it('checks a wish before it enters a job, and says which kinds there are', async () => {
    class Wish {
      @IsInt()
      seed: number;
    }
    const { jobs } = await startProcess({
      kind: 'training',
      title: 'Training',
      wishType: Wish,
      prepare: ({ seed }: Wish) => ({ seed, doubled: seed * 2 }),
      work: ({ doubled }: { doubled: number }) => Promise.resolve({ doubled }),
    });
    await expect(jobs.enqueue('training', { seed: 'x' })).rejects.toMatchObject({
      code: 'validation-failed',
    });
    await expect(jobs.enqueue('trainng')).rejects.toThrow(
      'There is no kind of job "trainng"; there are training.',
    );
    const { id, params } = await jobs.enqueue('training', { seed: 21 });
    expect(params).toEqual({ seed: 21, doubled: 42 });
    expect(await jobs.settled(id)).toMatchObject({ result: { doubled: 42 } });
  });

  it('removes old jobs with their logs, and keeps the last of each kind and outcome', async () => {
    const { jobs, keeper, dataSource } = await startProcess();
    const ids: string[] = [];
    for (let day = 0; day < 3; day++) {
      const { id } = await jobs.start('import', {}, () => Promise.resolve({}));
      await jobs.settled(id);
      ids.push(id);
    }
    await dataSource.query(
      `UPDATE jobs SET created_at = created_at - interval '200 days', finished_at = finished_at - interval '200 days'`,
    );
    await keeper.removeOld();
    expect((await jobs.list({}, 10, null)).map(({ id }) => id)).toEqual([ids[2]]);
    expect(await dataSource.query('SELECT DISTINCT job_id FROM job_logs')).toEqual([]);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
