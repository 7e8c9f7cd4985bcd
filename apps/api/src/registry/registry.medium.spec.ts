import { migrations } from '@marquee/migrations';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { randomUUID } from 'node:crypto';
import { DataSource, type QueryRunner } from 'typeorm';
import { FakeModelFiles } from '../../test/fakes/fake-model-files.js';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.js';
import { events } from '../events.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { Logger } from '../platform/telemetry/logger.js';
import { AliasesRepository } from './aliases.repository.js';
import { ModelVersionsRepository } from './model-versions.repository.js';
import { RegisteredModelsRepository } from './registered-models.repository.js';
import { RegisteredModelsService } from './registered-models.service.js';
import { RegisteredVersionsRepository } from './registered-versions.repository.js';
import { RegistryService } from './registry.service.js';

const quiet = new Logger(() => undefined);
const byPerson = { decidedBy: 'person', reason: 'A test.', numbers: {} } as const;

async function insertRun(dataSource: DataSource, artifactUri: string | null = 'file:x'): Promise<string> {
  const id = randomUUID();
  await dataSource.query(
    `INSERT INTO runs (id, kind, name, status, hyperparameters, seed, data_fingerprint, data_revision, rating_count, user_count,
                       movie_count, metrics, artifact_uri, artifact_sha256, artifact_bytes, engine_version)
     VALUES ($1, 'svd', 'SVD', 'succeeded', '{}', 1, 'f', 1, 100, 10, 10, '{"rmse": 0.9}', $2, 'aa', 10, '1')`,
    [id, artifactUri],
  );
  return id;
}

describe('the registry', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let emitter: EventEmitter2;
  let registry: RegistryService;
  let models: RegisteredModelsService;
  let files: FakeModelFiles;
  const runners: QueryRunner[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    emitter = new EventEmitter2();
    files = new FakeModelFiles();
    const [versions, aliases] = [
      new RegisteredVersionsRepository(dataSource),
      new AliasesRepository(dataSource),
    ];
    registry = new RegistryService(
      dataSource,
      new ModelVersionsRepository(dataSource),
      versions,
      aliases,
      files,
      emitter,
      quiet,
    );
    models = new RegisteredModelsService(
      dataSource,
      new RegisteredModelsRepository(dataSource),
      versions,
      aliases,
    );
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.release();
    await dataSource.destroy();
    await database.drop();
  });

  /** Versions 1 to `count` of Marquee's own model, the last one champion after each of them was. */
  async function reign(count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      const toVersion = await registry.register(await insertRun(dataSource));
      await registry.moveAlias({ alias: 'champion', toVersion, ...byPerson });
    }
  }

  it('moves no alias to a version that cannot be loaded, and says why', async () => {
    await reign(2);
    files.unreadable.add(1);
    const move = { alias: 'champion', toVersion: 1, ...byPerson };
    const refused = {
      code: 'model-version-unreadable',
      message: expect.stringContaining('Its file is gone.'),
    };
    await expect(registry.moveAlias(move)).rejects.toMatchObject(refused);
    await expect(registry.moveAliases([{ ...move, alias: 'challenger' }])).rejects.toMatchObject(refused);
    expect(await registry.championVersion()).toBe(2);
    expect(await registry.versionOf('challenger')).toBeNull();
    expect(await registry.history('champion')).toHaveLength(2);
    expect(await models.version('marquee', 1)).toMatchObject({
      status: 'FAILED_REGISTRATION',
      statusMessage: expect.stringContaining('Its file is gone.'),
    });
    files.unreadable.clear();
    await registry.moveAlias(move);
    expect(await models.version('marquee', 1)).toMatchObject({ status: 'READY', statusMessage: null });
  });

  it('rolls back past versions that cannot be loaded', async () => {
    await reign(4);
    files.unreadable.add(3);
    expect(await registry.rollBack({ alias: 'champion', ...byPerson })).toBe(2);
    files.unreadable.add(1);
    await expect(registry.rollBack({ alias: 'champion', ...byPerson })).rejects.toMatchObject({
      code: 'nothing-to-roll-back-to',
      message: expect.stringContaining('Versions that cannot be loaded: 3, 1.'),
    });
    expect(await registry.championVersion()).toBe(2);
  });

  it('does not call a version READY that was registered and cannot be loaded', async () => {
    files.unreadable.add(1);
    const version = await registry.register(await insertRun(dataSource));
    expect(await models.version('marquee', version)).toMatchObject({ status: 'FAILED_REGISTRATION' });
  });

  it('does not call a version READY that an outside client registered without a model that can serve', async () => {
    const outside = await models.createVersion('marquee', { source: 's3://elsewhere/1' });
    expect(outside).toMatchObject({
      status: 'FAILED_REGISTRATION',
      statusMessage: expect.stringContaining('cannot serve'),
    });
    for (const alias of ['champion', 'challenger', 'any'])
      await expect(
        registry.moveAliases([{ alias, toVersion: outside.version, ...byPerson }]),
      ).rejects.toMatchObject({ code: 'model-version-not-servable' });
    const runId = await insertRun(dataSource);
    const fromRun = await models.createVersion('marquee', { source: `runs:/${runId}/model`, runId });
    expect(fromRun.status).toBe('READY');
    await registry.moveAlias({ alias: 'champion', toVersion: fromRun.version, ...byPerson });
    expect(await registry.champion()).toMatchObject({
      version: fromRun.version,
      kind: 'svd',
      ratingCount: 100,
    });
  });

  it('keeps what serves when its run is gone', async () => {
    const runId = await insertRun(dataSource);
    const version = await registry.register(runId);
    await registry.moveAlias({ alias: 'champion', toVersion: version, ...byPerson });
    await dataSource.query('DELETE FROM runs WHERE id = $1', [runId]);
    expect(await registry.champion()).toMatchObject({
      version: 1,
      runId,
      metrics: { rmse: 0.9 },
      artifact: { sha256: 'aa' },
    });
  });

  it('remembers who moved an alias, and tells what had it at any time', async () => {
    const before = new Date();
    await reign(2);
    const [second, first] = await registry.history('champion');
    expect([second, first]).toMatchObject([
      { fromVersion: 1, toVersion: 2 },
      { fromVersion: null, toVersion: 1 },
    ]);
    expect(await registry.moveAt('champion', before)).toBeNull();
    expect(await registry.moveAt('champion', new Date(first.movedAt))).toMatchObject({ toVersion: 1 });
    expect(await registry.moveAt('champion', new Date())).toMatchObject({ toVersion: 2 });
  });

  it('rolls back in one call, tells those who serve, and refuses when there is nothing before', async () => {
    await reign(2);
    const changes: unknown[] = [];
    const alerts: unknown[] = [];
    emitter.on(events.championChanged, (change) => changes.push(change));
    emitter.on(events.alertRaised, (alert) => alerts.push(alert));
    const asked = { alias: 'champion', reason: 'Its error rose by 9 %.', decidedBy: 'guard' } as const;
    expect(await registry.rollBack({ ...asked, fromVersion: 2, numbers: { rmse: 1 } })).toBe(1);
    expect(await registry.championVersion()).toBe(1);
    expect(changes).toEqual([{ fromVersion: 2, toVersion: 1 }]);
    expect(alerts).toEqual([
      expect.objectContaining({ key: 'rolled-back:champion', detail: 'Its error rose by 9 %.' }),
    ]);
    expect((await registry.history('champion'))[0]).toMatchObject({
      kind: 'rollback',
      decidedBy: 'guard',
      numbers: { rmse: 1 },
    });
    await expect(registry.rollBack({ ...asked, fromVersion: 2 })).rejects.toMatchObject({
      code: 'alias-moved',
    });
    await expect(registry.rollBack(asked)).rejects.toMatchObject({ code: 'nothing-to-roll-back-to' });
    await expect(registry.rollBack({ ...asked, alias: 'nobody' })).rejects.toMatchObject({
      code: 'alias-not-found',
    });
  });

  it('goes back once when two ask at the same moment', async () => {
    await reign(3);
    const asked = { alias: 'champion', reason: 'Bad lists.', decidedBy: 'person', fromVersion: 3 } as const;
    const outcomes = await Promise.allSettled([registry.rollBack(asked), registry.rollBack(asked)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await registry.championVersion()).toBe(2);
  });

  it('moves nothing when one of several moves cannot be', async () => {
    await reign(2);
    const moves = [
      { alias: 'champion', toVersion: 1, ...byPerson },
      { alias: 'challenger', toVersion: 9, ...byPerson },
    ];
    await expect(registry.moveAliases(moves)).rejects.toMatchObject({ code: 'model-version-not-found' });
    expect(await registry.championVersion()).toBe(2);
    expect(await registry.history('champion')).toHaveLength(2);
  });

  it('deletes any version but the champion, releases its aliases and gives its number to no other', async () => {
    await reign(2);
    await registry.moveAlias({ alias: 'fallback', toVersion: 1, ...byPerson });
    await expect(models.deleteVersion('marquee', 2)).rejects.toMatchObject({ code: 'model-version-serves' });
    await models.deleteVersion('marquee', 1, 'ann (admin)');
    await expect(registry.get(1)).rejects.toMatchObject({ code: 'model-version-not-found' });
    expect((await registry.history('fallback'))[0]).toMatchObject({
      kind: 'release',
      fromVersion: 1,
      toVersion: null,
      actor: 'ann (admin)',
    });
    await expect(registry.releaseAlias({ alias: 'champion', ...byPerson })).rejects.toMatchObject({
      code: 'champion-needed',
    });
    expect(await registry.register(await insertRun(dataSource))).toBe(3);
  });

  it("keeps callers' models beside its own, with versions, tags and aliases of their own", async () => {
    await models.create('front page', { tags: { owner: 'ann' } });
    await expect(models.create('front page')).rejects.toMatchObject({ code: 'registered-model-exists' });
    await models.createVersion('front page', { source: 's3://a/1' });
    await models.createVersion('front page', { source: 's3://a/2', tags: { auc: '0.9' } });
    await registry.moveAliases([{ modelName: 'front page', alias: 'champion', toVersion: 1, ...byPerson }]);
    expect(await registry.championVersion()).toBeNull();
    await models.rename('front page', 'front');
    expect(await models.get('front')).toMatchObject({
      aliases: { champion: 1 },
      tags: { owner: 'ann' },
      versionCount: 2,
    });
    expect(await registry.history('champion', 10, { modelName: 'front' })).toHaveLength(1);
    expect(
      await models.searchVersions({ conditions: [{ tag: 'auc', comparator: '=', value: '0.9' }] }, 10),
    ).toMatchObject([{ version: 2 }]);
    await models.updateVersion('front', 1, { stage: 'Production' });
    await models.updateVersion('front', 2, { stage: 'Production' }, true);
    expect(await models.latestVersions('front')).toMatchObject([
      { version: 2, stage: 'Production' },
      { version: 1, stage: 'Archived' },
    ]);
    await models.deleteVersion('front', 1);
    await models.delete('front');
    await expect(models.get('front')).rejects.toMatchObject({ code: 'registered-model-not-found' });
    await expect(models.delete('marquee')).rejects.toMatchObject({ code: 'own-model' });
    await expect(models.rename('marquee', 'other')).rejects.toMatchObject({ code: 'own-model' });
  });

  it('has no history of a champion before there is one, and knows no other alias without one', async () => {
    expect(await registry.history('champion')).toEqual([]);
    expect(await registry.history('challenger')).toEqual([]);
    await expect(registry.history('nobody')).rejects.toMatchObject({ code: 'alias-not-found' });
  });

  it('gives no alias of its own model to what cannot serve', async () => {
    const { version } = await models.createVersion('marquee', { source: 's3://elsewhere' });
    await expect(
      registry.moveAlias({ alias: 'champion', toVersion: version, ...byPerson }),
    ).rejects.toMatchObject({ code: 'model-version-not-servable' });
  });

  it('takes over the versions and aliases of an older database, and gives them back', async () => {
    const at = migrations.findIndex(({ name }) => name === 'ExtendRegistry1764000900000');
    await dataSource.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const runner = dataSource.createQueryRunner();
    runners.push(runner);
    for (const Migration of migrations.slice(0, at)) await new Migration().up(runner);
    const runId = await insertRun(dataSource);
    await dataSource.query('INSERT INTO model_versions (run_id) VALUES ($1)', [runId]);
    await dataSource.query(`INSERT INTO model_aliases (alias, version) VALUES ('champion', 1)`);
    // This one and all since: the code needs what they added.
    const since = migrations.slice(at).map((Migration) => new Migration());
    const up = async (): Promise<void> => {
      for (const migration of since) await migration.up(runner);
    };
    await up();
    expect(await registry.champion()).toMatchObject({ version: 1, runId, kind: 'svd' });
    expect(await registry.register(await insertRun(dataSource))).toBe(2);
    for (const migration of since.toReversed()) await migration.down(runner);
    expect(await dataSource.query('SELECT alias, version FROM model_aliases')).toEqual([
      { alias: 'champion', version: 1 },
    ]);
    await dataSource.query('INSERT INTO model_versions (run_id) VALUES ($1)', [await insertRun(dataSource)]);
    await up();
    expect((await registry.list(10, null)).map(({ version }) => version)).toEqual([3, 2, 1]);
  });
});
