import { startJobProcess, untilAborted, type JobProcess } from '../../../test/job-process.js';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { events, type AlertRaised, type AlertResolved } from '../../events.js';
import { AppConfig } from '../config/app-config.js';
import { DomainError } from '../http/domain-error.js';
import { HealthService } from '../telemetry/health.service.js';
import { Logger } from '../telemetry/logger.js';
import { ScheduleClock } from './schedule-clock.js';
import { ScheduleOutcomesRepository } from './schedule-outcomes.repository.js';
import { SchedulesRepository } from './schedules.repository.js';
import { SchedulesService } from './schedules.service.js';

class NoRatingsError extends DomainError {
  readonly code = 'not-enough-data';
}

const retrain = { name: 'retrain', kind: 'training', cron: '0 2 * * *', timeZone: 'UTC' };
const day = 86_400_000;

describe('schedules', () => {
  let database: TestDatabase;
  const open: JobProcess[] = [];
  let started: Record<string, unknown>[];
  let fails: boolean;
  let hasRatings: boolean;
  let isHealthy: boolean;

  /** One process: its jobs, its schedules and its clock, over the shared database. */
  async function startProcess() {
    const process = await startJobProcess(database.url);
    open.push(process);
    const { jobs, kinds, dataSource, emitter } = process;
    kinds.register({
      kind: 'training',
      title: 'Training',
      schedulable: true,
      needsHealth: true,
      prepare: (wish: Record<string, unknown>) => {
        if (!hasRatings) throw new NoRatingsError('no ratings');
        return wish;
      },
      work: (params: Record<string, unknown>, { signal }) => {
        started.push(params);
        if (params.forever) return untilAborted(signal);
        return fails ? Promise.reject(new Error('no luck')) : Promise.resolve({});
      },
    });
    kinds.register({ kind: 'import', title: 'Import', work: () => Promise.resolve({}) });
    const repository = new SchedulesRepository(dataSource);
    const outcomes = new ScheduleOutcomesRepository(dataSource);
    const health = new HealthService();
    health.register('database', () => ({ status: isHealthy ? 'up' : 'down', critical: true }));
    const quiet = new Logger(() => undefined);
    const config = new AppConfig({ dataDir: '.' });
    const schedules = new SchedulesService(
      repository,
      jobs,
      kinds,
      new AppConfig({ dataDir: '.', schedules: true }),
      emitter,
      quiet,
    );
    const clock = new ScheduleClock(config, repository, outcomes, jobs, kinds, health, emitter, quiet);
    return { ...process, schedules, clock, settled: (id: string) => jobs.settled(id) };
  }

  /** The moment at which a schedule is due, and some time later. */
  const dueAt = async ({ schedules }: { schedules: SchedulesService }, lateMs = 10): Promise<Date> =>
    new Date(Date.parse((await schedules.get('retrain')).nextRunAt!) + lateMs);

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(() => {
    [started, fails, hasRatings, isHealthy] = [[], false, true, true];
  });
  afterEach(async () => {
    await open.at(-1)!.dataSource.query('TRUNCATE jobs, schedules CASCADE');
    for (const process of open.splice(0)) await process.stop();
  });
  afterAll(() => database.drop());

  it('gives each scheduled time exactly one job, however many processes look at the clock', async () => {
    const [one, other] = [await startProcess(), await startProcess()];
    await one.schedules.ensure(retrain);
    await other.schedules.ensure({ ...retrain, cron: '0 0 * * *' });
    for (let time = 0; time < 3; time++) {
      const now = await dueAt(one);
      const clocks = [one, other, one, other].map(({ clock }) => clock.look(now));
      expect((await Promise.all(clocks)).flat()).toEqual([{ name: 'retrain', outcome: 'started' }]);
      const [{ jobId }] = await one.schedules.runs('retrain', 1);
      expect(await one.settled(jobId!)).toMatchObject({ state: 'succeeded', trigger: 'schedule:retrain' });
      await Promise.all([one.clock.settle(), other.clock.settle()]);
    }
    expect(started).toHaveLength(3);
    const runs = await other.schedules.runs('retrain', 10);
    expect(runs.map((run) => [run.trigger, run.outcome, run.jobState])).toEqual(
      Array(3).fill(['cron', 'started', 'succeeded']),
    );
    const times = runs.map(({ scheduledFor }) => Date.parse(scheduledFor));
    expect(times[0] - times[1]).toBe(day);
    expect(runs[0].durationSeconds).toBeGreaterThanOrEqual(0);
  });

  it('really goes by the clock, every second, until another process pauses it', async () => {
    const [one, other] = [await startProcess(), await startProcess()];
    await one.schedules.ensure({ ...retrain, cron: '* * * * * *' });
    const timer = setInterval(() => void one.clock.tick(), 100);
    while (started.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    await other.schedules.update('retrain', { enabled: false });
    const before = started.length;
    await new Promise((resolve) => setTimeout(resolve, 1300));
    clearInterval(timer);
    expect(started.length - before).toBeLessThanOrEqual(1);
    expect(await one.schedules.get('retrain')).toMatchObject({ enabled: false, nextRunAt: null });
  });

  it('does not start beside its last job, without data, nor when the process is not well', async () => {
    const one = await startProcess();
    await one.schedules.ensure({ ...retrain, params: { forever: true } });
    const { id } = await one.schedules.trigger('retrain');
    await one.clock.look(await dueAt(one));
    await one.jobs.cancel(id);
    await one.settled(id);
    hasRatings = false;
    await one.clock.look(await dueAt(one));
    isHealthy = false;
    await one.clock.look(await dueAt(one));
    const runs = await one.schedules.runs('retrain', 10);
    expect(runs.map(({ outcome }) => outcome).sort()).toEqual([
      'skipped-no-data',
      'skipped-overlap',
      'skipped-unhealthy',
      'started',
    ]);
    expect(started).toHaveLength(1);
  });

  describe('a time that was missed', () => {
    it('is recorded and left out', async () => {
      const one = await startProcess();
      await one.schedules.ensure(retrain);
      await one.clock.look(await dueAt(one, 3 * day + 60_000));
      const [run] = await one.schedules.runs('retrain', 10);
      expect(run).toMatchObject({ outcome: 'skipped-misfire', trigger: 'misfire', jobId: null });
      expect(run.detail).toBe('met 60 s late; missed times are skipped');
      expect(started).toEqual([]);
    });

    it('is made up for once, by the last of several, within its grace', async () => {
      const one = await startProcess();
      await one.schedules.ensure({ ...retrain, misfirePolicy: 'run-once', misfireGraceSeconds: 120 });
      const now = await dueAt(one, 3 * day + 60_000);
      await one.clock.look(now);
      await one.clock.look(now);
      const runs = await one.schedules.runs('retrain', 10);
      expect(runs).toMatchObject([{ outcome: 'started', trigger: 'misfire' }]);
      expect(now.getTime() - Date.parse(runs[0].scheduledFor)).toBe(60_000);
      await one.settled(runs[0].jobId!);
      await one.clock.look(await dueAt(one, 121_000));
      expect((await one.schedules.runs('retrain', 1))[0]).toMatchObject({
        outcome: 'skipped-misfire',
        detail: 'met 121 s late; at most 120 s are made up for',
      });
    });
  });

  it('pauses itself after so many failures in a row, tells so once, and forgets when it is resumed', async () => {
    const [one, other] = [await startProcess(), await startProcess()];
    const told: string[] = [];
    for (const { emitter } of [one, other]) {
      emitter.on(events.alertRaised, ({ key }: AlertRaised) => told.push(key));
      emitter.on(events.alertResolved, ({ key }: AlertResolved) => told.push(`resolved ${key}`));
    }
    const run = async (): Promise<void> => {
      await one.clock.look(await dueAt(one));
      const [{ jobId }] = await one.schedules.runs('retrain', 1);
      await one.settled(jobId!);
      await Promise.all([one.clock.settle(), other.clock.settle()]);
    };
    await one.schedules.ensure({ ...retrain, maxFailures: 2 });
    fails = true;
    await run();
    fails = false;
    await run();
    expect(await one.schedules.get('retrain')).toMatchObject({ enabled: true, consecutiveFailures: 0 });
    fails = true;
    await run();
    await run();
    expect(await one.schedules.get('retrain')).toMatchObject({
      enabled: false,
      consecutiveFailures: 2,
      pausedReason: 'paused by itself after 2 failures in a row',
      nextRunAt: null,
    });
    expect(told.filter((key) => key === 'schedule-paused:retrain')).toHaveLength(1);
    expect(await one.schedules.update('retrain', { enabled: true })).toMatchObject({
      enabled: true,
      consecutiveFailures: 0,
      pausedReason: null,
    });
    expect(told.at(-1)).toBe('resolved schedule-paused:retrain');
  });

  it('takes other params when it is triggered by hand, also while it is paused', async () => {
    const one = await startProcess();
    await one.schedules.create({ ...retrain, enabled: false, params: { force: false } });
    const first = await one.schedules.trigger('retrain');
    await one.settled(first.id);
    await one.settled((await one.schedules.trigger('retrain', { force: true })).id);
    expect(started).toEqual([{ force: false }, { force: true }]);
    expect(await one.schedules.runs('retrain', 10)).toMatchObject([
      { trigger: 'manual', jobState: 'succeeded' },
      { trigger: 'manual', jobId: first.id },
    ]);
  });

  it('keeps the outcome of a run when its job has been removed', async () => {
    const one = await startProcess();
    await one.schedules.ensure(retrain);
    await one.settled((await one.schedules.trigger('retrain')).id);
    await one.clock.settle();
    await one.dataSource.query('DELETE FROM jobs');
    expect(await one.schedules.runs('retrain', 1)).toMatchObject([
      { outcome: 'started', jobState: 'succeeded', finishedAt: expect.any(String) },
    ]);
  });

  it('refuses what cannot be scheduled, and names that are taken', async () => {
    const { schedules } = await startProcess();
    await schedules.create(retrain);
    const refusals = [
      [retrain, 'schedule-exists'],
      [{ ...retrain, name: 'x', cron: 'at two' }, 'validation-failed'],
      [{ ...retrain, name: 'x', kind: 'import' }, 'kind-not-schedulable'],
      [{ ...retrain, name: 'x', kind: 'nothing' }, 'job-kind-not-found'],
    ] as const;
    for (const [settings, code] of refusals) {
      await expect(schedules.create(settings)).rejects.toMatchObject({ code });
    }
    await schedules.delete('retrain');
    await expect(schedules.get('retrain')).rejects.toMatchObject({ code: 'schedule-not-found' });
  });

  it('adopts a schedule that has no next time yet', async () => {
    const one = await startProcess();
    await one.schedules.ensure(retrain);
    await one.dataSource.query('UPDATE schedules SET next_run_at = NULL');
    expect(await one.clock.look(new Date())).toEqual([]);
    expect((await one.schedules.get('retrain')).nextRunAt).toMatch(/T02:00:00.000Z$/);
  });
});
