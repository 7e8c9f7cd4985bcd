import { SchedulerRegistry } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.js';
import { AppConfig } from '../platform/config/app-config.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { JobAlreadyRunningError } from '../platform/jobs/jobs.errors.js';
import { HealthService } from '../platform/telemetry/health.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import { RetrainScheduleService, retrainSchedule } from './retrain-schedule.service.js';
import { SchedulesRepository } from './schedules.repository.js';
import type { TrainingService } from './training.service.js';

const jobId = '11111111-1111-4111-8111-111111111111';
const atTwo = new Date('2026-11-24T02:00:00Z');

describe('RetrainScheduleService', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let started: number;
  let busy: boolean;
  let healthy: boolean;

  /** One process with its own timers, over the shared database. */
  function process(settings: Partial<AppConfig> = {}): RetrainScheduleService {
    const training = {
      start: () => {
        if (busy) return Promise.reject(new JobAlreadyRunningError('training', jobId));
        started += 1;
        return Promise.resolve({ id: jobId });
      },
    } as unknown as TrainingService;
    const health = new HealthService();
    health.register('database', () => ({ status: healthy ? 'up' : 'down', critical: true }));
    return new RetrainScheduleService(
      new AppConfig({ dataDir: '.', retrainTimeZone: 'UTC', ...settings }),
      new SchedulesRepository(dataSource),
      new SchedulerRegistry(),
      training,
      health,
      new Logger(() => undefined),
    );
  }

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    [started, busy, healthy] = [0, false, true];
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('retrains every day at two by default, and says when next', async () => {
    const schedule = process();
    await schedule.onApplicationBootstrap();
    const [retrain] = await schedule.list();
    expect(retrain).toMatchObject({
      name: retrainSchedule,
      cron: '0 2 * * *',
      timeZone: 'UTC',
      enabled: true,
      lastRunAt: null,
    });
    expect(retrain.nextRunAt).toMatch(/T02:00:00.000Z$/);
    schedule.onModuleDestroy();
  });

  it('starts one training for a scheduled time, however many processes fire', async () => {
    const [one, other] = [process({ schedules: false }), process({ schedules: false })];
    await one.onApplicationBootstrap();
    const outcomes = await Promise.all([one.fire(atTwo), other.fire(atTwo), one.fire(atTwo)]);
    expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(2);
    expect(started).toBe(1);
    expect(await one.runs(retrainSchedule, 10)).toEqual([
      expect.objectContaining({ scheduledFor: atTwo.toISOString(), outcome: 'started', jobId, detail: null }),
    ]);
  });

  it('does not start beside a training that runs, nor when the process is not well', async () => {
    const schedule = process({ schedules: false });
    await schedule.onApplicationBootstrap();
    busy = true;
    expect(await schedule.fire(atTwo)).toBe('skipped-overlap');
    healthy = false;
    expect(await schedule.fire(new Date(atTwo.getTime() + 86_400_000))).toBe('skipped-unhealthy');
    expect(started).toBe(0);
    expect((await schedule.runs(retrainSchedule, 10)).map(({ outcome }) => outcome)).toEqual([
      'skipped-unhealthy',
      'skipped-overlap',
    ]);
  });

  it('keeps what a person changed over a restart with other settings, and pauses', async () => {
    const schedule = process({ schedules: false });
    await schedule.onApplicationBootstrap();
    await schedule.update(retrainSchedule, { cron: '30 4 * * 1', enabled: false });
    const restarted = process({ retrainCron: '0 0 * * *' });
    await restarted.onApplicationBootstrap();
    expect(await restarted.get(retrainSchedule)).toMatchObject({
      cron: '30 4 * * 1',
      enabled: false,
      nextRunAt: null,
    });
    restarted.onModuleDestroy();
  });

  it('really fires: every second, until it is paused by another process', async () => {
    const schedule = process({ retrainCron: '* * * * * *' });
    await schedule.onApplicationBootstrap();
    while (started < 2) await new Promise((resolve) => setTimeout(resolve, 100));
    await process({ schedules: false }).update(retrainSchedule, { enabled: false });
    await schedule.apply();
    const before = started;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(started - before).toBeLessThanOrEqual(1);
    schedule.onModuleDestroy();
  });
});
