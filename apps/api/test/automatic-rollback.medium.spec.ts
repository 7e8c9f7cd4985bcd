import { EventEmitter2 } from '@nestjs/event-emitter';
import { randomUUID } from 'node:crypto';
import { Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { FakeModelFiles } from './fakes/fake-model-files.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { events, type AlertRaised } from '../src/events.js';
import { RatingsReader } from '../src/ingestion/index.js';
import { JudgedModels } from '../src/metrics/prequential/judged-models.service.js';
import { OnlineErrorService } from '../src/metrics/prequential/online-error.service.js';
import { PrequentialRepository } from '../src/metrics/prequential/prequential.repository.js';
import { dataSourceOptions } from '../src/platform/database/data-source-options.js';
import { Logger } from '../src/platform/telemetry/logger.js';
import { RegistryService } from '../src/registry/index.js';
import { AliasesRepository } from '../src/registry/aliases.repository.js';
import { ModelVersionsRepository } from '../src/registry/model-versions.repository.js';
import { RegisteredVersionsRepository } from '../src/registry/registered-versions.repository.js';
import { DriftActions } from '../src/drift/drift-actions.js';
import { DriftReportsRepository } from '../src/drift/drift-reports.repository.js';
import { DriftReportsService } from '../src/drift/drift-reports.service.js';
import { DriftService } from '../src/drift/drift.service.js';
import { OutcomesService } from '../src/drift/outcomes.service.js';
import { PolicyRepository } from '../src/drift/policy.repository.js';
import { ReferenceCache } from '../src/drift/reference-cache.js';
import { WindowSamplesRepository } from '../src/drift/window-samples.repository.js';

const quiet = new Logger(() => undefined);
const promisedRmse = 0.9;
const learntUntil = '2026-01-31T00:00:00Z';
const [people, filmsEach] = [40, 15];

describe('the automatic rollback', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let registry: RegistryService;
  let reports: DriftReportsService;
  let judgements: PrequentialRepository;
  let raised: AlertRaised[];

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    await dataSource.query(
      `INSERT INTO ratings
       SELECT u, m, 1 + (u + m) % 4, '2026-01-01Z'::timestamptz + make_interval(days => (u + m) % 30)
       FROM generate_series(1, $1::int) u, generate_series(1, 40) m
       UNION ALL
       SELECT u, m, 1 + (u + m) % 4, '2026-02-01Z'::timestamptz + make_interval(hours => u + m)
       FROM generate_series(1, $1::int) u, generate_series(41, 40 + $2::int) m`,
      [people, filmsEach],
    );
    const emitter = new EventEmitter2();
    emitter.on(events.alertRaised, (alert: AlertRaised) => raised.push(alert));
    registry = new RegistryService(
      dataSource,
      new ModelVersionsRepository(dataSource),
      new RegisteredVersionsRepository(dataSource),
      new AliasesRepository(dataSource),
      new FakeModelFiles(),
      emitter,
      quiet,
    );
    judgements = new PrequentialRepository(dataSource);
    reports = reportsOf(emitter);
    for (let version = 1; version <= 2; version++) await crown(await registerVersion());
  });
  beforeEach(() => (raised = []));
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** All that reads and decides is real; no rating waits to be judged, and there is no model to ask what it would have said. */
  function reportsOf(emitter: EventEmitter2): DriftReportsService {
    const none = {} as never;
    const gauge = (name: string, ...labelNames: string[]): Gauge =>
      new Gauge({ name, help: name, labelNames, registers: [new Registry()] });
    const judging = { pending: 0, drain: () => Promise.resolve(), asOf: () => Promise.resolve([]) };
    const online = new OnlineErrorService(
      judgements,
      judging as never,
      new JudgedModels(none, registry, none, none, quiet),
      registry,
      gauge('rmse', 'alias'),
      gauge('mae', 'alias'),
      gauge('hits', 'alias'),
      gauge('promised_rmse', 'alias'),
      gauge('promised_mae', 'alias'),
    );
    const ratings = new RatingsReader(dataSource);
    const drift = new DriftService(
      new WindowSamplesRepository(dataSource),
      new ReferenceCache(dataSource),
      { byId: () => Promise.resolve(new Map()) } as never,
      ratings,
      registry,
      online,
      gauge('score', 'column', 'test'),
      gauge('detected', 'column'),
      gauge('effect', 'column'),
      gauge('share'),
    );
    const [stored, policy] = [new DriftReportsRepository(dataSource), new PolicyRepository(dataSource)];
    const actions = new DriftActions(emitter, registry, policy);
    const outcomes = new OutcomesService(stored, none, registry, online);
    return new DriftReportsService(
      drift,
      stored,
      policy,
      actions,
      outcomes,
      online,
      ratings,
      none,
      none,
      quiet,
    );
  }

  async function registerVersion(): Promise<number> {
    const id = randomUUID();
    await dataSource.query(
      `INSERT INTO runs (id, kind, name, status, hyperparameters, seed, data_fingerprint, data_revision, rating_count, user_count,
                         movie_count, newest_rating_at, metrics, artifact_uri, artifact_sha256, artifact_bytes, engine_version)
       VALUES ($1, 'svd', 'SVD', 'succeeded', '{}', 1, 'f', 1, 100, 10, 10, $2, $3, 'file:x', 'aa', 10, '1')`,
      [id, learntUntil, { rmse: promisedRmse }],
    );
    return registry.register(id);
  }

  async function crown(toVersion: number): Promise<void> {
    const why = { decidedBy: 'person', reason: 'A test.', numbers: {} } as const;
    await registry.moveAlias({ alias: 'champion', toVersion, ...why });
  }

  /** Everybody's current ratings, predicted by a champion that misses by so much, and by the version before it. */
  async function judged(champion: number, error: number, previous: number, itsError: number): Promise<void> {
    const arrivedAt = new Date(Date.now() - 60_000);
    const rows = Array.from({ length: people * filmsEach }, (_, at) => {
      const [userId, movieId] = [1 + (at % people), 41 + Math.floor(at / people)];
      const rating = 1 + ((userId + movieId) % 4);
      const sign = at % 3 === 0 ? -1 : 1;
      const shared = { arrivedAt, ratedAt: arrivedAt, userId, movieId, rating, listed: null };
      const cohorts = { userCohort: 'medium', filmCohort: 'tail' } as const;
      const by = { ...shared, ...cohorts };
      return [
        { ...by, role: 'champion' as const, modelVersion: champion, predicted: rating + sign * error },
        { ...by, role: 'previous' as const, modelVersion: previous, predicted: rating + sign * itsError },
      ];
    });
    await judgements.insert(rows.flat());
  }

  const champion = (): Promise<number | null> => registry.championVersion();

  it('takes a champion back that is far worse than promised and than the version before it', async () => {
    await judged(2, 1.3, 1, 0.85);
    const report = await reports.make('schedule');
    expect(report).toMatchObject({ action: 'rollback', harm: { verdict: 'harm' }, jobId: null });
    expect(report.harm.online?.excess).toBeCloseTo(1.3 / promisedRmse - 1, 5);
    expect(report.harm.besidePrevious).toMatchObject({ otherVersion: 1, ratings: people * filmsEach });
    expect(await champion()).toBe(1);
    const [move] = await registry.history('champion');
    expect(move).toMatchObject({
      kind: 'rollback',
      fromVersion: 2,
      toVersion: 1,
      decidedBy: 'guard',
      reason: report.reason,
      numbers: { metric: 'online rmse', ratings: people * filmsEach },
    });
    expect(move.numbers.champion).toBeCloseTo(1.3, 5);
    expect(move.numbers.previous).toBeCloseTo(0.85, 5);
    expect(raised.map(({ key, severity }) => [key, severity]).sort()).toEqual([
      ['drift', 'critical'],
      ['rolled-back:champion', 'critical'],
    ]);
    expect((await reports.getPolicy()).rolledBackAt).not.toBeNull();
  });

  it('stays with the version it went back to, and tells that nothing is known of it yet', async () => {
    const report = await reports.make('schedule');
    expect(report).toMatchObject({ harm: { verdict: 'insufficient-data', besidePrevious: null } });
    expect(report.action).not.toBe('rollback');
    expect(await champion()).toBe(1);
    expect(await registry.history('champion')).toHaveLength(3);
    const [, first] = await reports.list(2, null);
    expect(first).toMatchObject({ action: 'rollback', outcome: { state: 'waiting', newVersion: 1 } });
  });

  it('does not flap: a second bad champion is not taken back before the cool-down is over', async () => {
    await crown(await registerVersion());
    await judged(3, 1.4, 1, 0.85);
    const within = await reports.make('schedule');
    expect(within).toMatchObject({ harm: { verdict: 'harm', besidePrevious: { otherVersion: 1 } } });
    expect(within.action).not.toBe('rollback');
    expect(await champion()).toBe(3);
    expect(raised.map(({ key }) => key)).toEqual(['drift']);
    await dataSource.query(`UPDATE drift_policy SET rolled_back_at = now() - interval '25 hours'`);
    expect(await reports.make('schedule')).toMatchObject({ action: 'rollback' });
    expect(await champion()).toBe(1);
  });

  it('leaves a champion that is worse than promised, but no worse than the version before it', async () => {
    await dataSource.query('UPDATE drift_policy SET rolled_back_at = NULL');
    await crown(await registerVersion());
    await judged(4, 1.3, 1, 1.3);
    const report = await reports.make('schedule');
    expect(report).toMatchObject({ harm: { verdict: 'harm' } });
    expect(report.action).not.toBe('rollback');
    expect(await champion()).toBe(4);
  });
});
