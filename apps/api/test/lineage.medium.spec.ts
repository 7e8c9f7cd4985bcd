import { EventEmitter2 } from '@nestjs/event-emitter';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { FakeModelFiles } from './fakes/fake-model-files.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import type { Catalogue, RatingsReader, SnapshotsService } from '../src/ingestion/index.js';
import { ServedReader } from '../src/metrics/index.js';
import { dataSourceOptions } from '../src/platform/database/data-source-options.js';
import { Logger } from '../src/platform/telemetry/logger.js';
import { AliasesRepository } from '../src/registry/aliases.repository.js';
import { ModelVersionsRepository } from '../src/registry/model-versions.repository.js';
import { PromotionRepository } from '../src/registry/promotion/promotion.repository.js';
import { PromotionService } from '../src/registry/promotion/promotion.service.js';
import { RegisteredModelsRepository } from '../src/registry/registered-models.repository.js';
import { RegisteredModelsService } from '../src/registry/registered-models.service.js';
import { RegisteredVersionsRepository } from '../src/registry/registered-versions.repository.js';
import { RegistryService } from '../src/registry/registry.service.js';
import type { RunsService } from '../src/tracking/index.js';
import { LineageService } from '../src/lineage/lineage.service.js';
import { OriginsReader } from '../src/lineage/origins-reader.js';

/** What other rooms tell, of which this spec needs little. */
const others = {
  runs: {
    get: (id: string) =>
      Promise.resolve({ id, name: 'SVD', seed: 42, metrics: [{ key: 'rmse', value: 0.9 }] }),
  },
  snapshots: { get: (id: string) => Promise.resolve({ id, ratingCount: 100 }) },
  ratings: {
    history: () => Promise.resolve([{ movieId: 1, rating: 4.5, ratedAt: new Date(Date.now() + 60_000) }]),
  },
  catalogue: { byId: () => Promise.resolve(new Map([[1, { id: 1, title: 'Heat' }]])) },
};

describe('LineageService', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let registry: RegistryService;
  let models: RegisteredModelsService;
  let promotion: PromotionService;
  let lineage: LineageService;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    const versions = new RegisteredVersionsRepository(dataSource);
    const aliases = new AliasesRepository(dataSource);
    const own = new ModelVersionsRepository(dataSource);
    registry = new RegistryService(
      dataSource,
      own,
      versions,
      aliases,
      new FakeModelFiles(),
      new EventEmitter2(),
      new Logger(() => undefined),
    );
    models = new RegisteredModelsService(
      dataSource,
      new RegisteredModelsRepository(dataSource),
      versions,
      aliases,
    );
    promotion = new PromotionService(dataSource, registry, new PromotionRepository(dataSource));
    lineage = new LineageService(
      new ServedReader(dataSource),
      registry,
      models,
      promotion,
      others.runs as unknown as RunsService,
      others.snapshots as unknown as SnapshotsService,
      others.ratings as unknown as RatingsReader,
      others.catalogue as unknown as Catalogue,
      new OriginsReader(dataSource),
    );
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** A run on the snapshot "abc", its version, and the decision that makes it champion. */
  async function promoteOne(): Promise<{ runId: string; version: number; decisionId: string }> {
    const runId = randomUUID();
    await dataSource.query(
      `INSERT INTO runs (id, kind, name, status, hyperparameters, seed, data_fingerprint, data_revision, rating_count, user_count,
                         movie_count, artifact_uri, artifact_sha256, artifact_bytes, engine_version, snapshot_id)
       VALUES ($1, 'svd', 'SVD', 'succeeded', '{}', 1, 'f', 1, 100, 10, 10, 'file:x', 'aa', 10, '1', 'abc')`,
      [runId],
    );
    const version = await registry.register(runId);
    const championVersion = await registry.championVersion();
    const candidate = {
      runId,
      version,
      kind: 'svd',
      name: 'SVD',
      value: 0.9,
      comparison: null,
      sideEffects: null,
      latencyMs: null,
    };
    const champion =
      championVersion === null
        ? null
        : {
            version: championVersion,
            kind: 'svd',
            value: null,
            ratingCount: 100,
            sideEffects: null,
            latencyMs: null,
          };
    const { id } = await promotion.decide(null, {
      metric: 'rmse',
      candidates: [candidate],
      champion,
      heldOut: { users: 50, ratings: 500 },
      ratingCount: 100,
    });
    return { runId, version, decisionId: id };
  }

  async function serve(modelVersion: number | null): Promise<string> {
    const id = randomUUID();
    await dataSource.query(
      `INSERT INTO recommendations (id, user_id, model_version, strategy, movie_ids, latency_ms, served_at, alias, sources)
       VALUES ($1, 7, $2, 'matrix-factorisation', '{1}', 3, now(), 'champion', '{champion}')`,
      [id, modelVersion],
    );
    return id;
  }

  it('follows a list to version, run, snapshot, move and decision, and to what came of it', async () => {
    const { runId, version, decisionId } = await promoteOne();
    const id = await serve(version);
    await dataSource.query(
      `INSERT INTO recommendation_events (recommendation_id, user_id, movie_id, type, position, at) VALUES ($1, 7, 1, 'click', 1, now())`,
      [id],
    );
    await promoteOne();
    expect(await lineage.ofRecommendation(id)).toMatchObject({
      recommendation: {
        userId: 7,
        items: [{ movieId: 1, title: 'Heat', source: 'champion', ratedAfter: 4.5 }],
      },
      version: { version, runId },
      run: { id: runId, seed: 42, metrics: { rmse: 0.9 } },
      snapshot: { id: 'abc' },
      move: { alias: 'champion', toVersion: version, decidedBy: 'gate', decisionId },
      decision: { id: decisionId, promotedVersion: version },
      feedback: [{ movieId: 1, type: 'click' }],
      missing: [],
    });
  });

  it('says what is missing and why when a run and its version are gone', async () => {
    const { runId, version } = await promoteOne();
    const id = await serve(version);
    await promoteOne();
    await models.deleteVersion('marquee', version);
    await dataSource.query('DELETE FROM runs WHERE id = $1', [runId]);
    const { missing, ...chain } = await lineage.ofRecommendation(id);
    expect(chain).toMatchObject({
      version: { version },
      run: null,
      snapshot: null,
      decision: { promotedVersion: version },
    });
    expect(missing.map(({ part, reason }) => `${part}: ${reason.replace(/\d{4}-\S+Z/, 'then')}`)).toEqual([
      'version: Deleted at then; this is what it was.',
      `run: The run ${runId} was deleted for good.`,
      'snapshot: Only the run knows the snapshot, and it is gone.',
    ]);
  });

  it('says that no model took part in a list of cold start, and that a person moved an alias', async () => {
    const cold = await lineage.ofRecommendation(await serve(null));
    expect(cold).toMatchObject({ version: null, run: null, move: null, decision: null });
    const { version } = await promoteOne();
    await promoteOne();
    await registry.moveAlias({
      alias: 'champion',
      toVersion: version,
      reason: 'Back.',
      decidedBy: 'person',
      numbers: {},
    });
    expect(await lineage.ofRecommendation(await serve(version))).toMatchObject({
      move: { reason: 'Back.' },
      decision: null,
      missing: [{ part: 'decision', reason: 'A person moved the alias; the move says why.' }],
    });
    await expect(lineage.ofRecommendation(randomUUID())).rejects.toMatchObject({
      code: 'recommendation-not-found',
    });
  });

  it('tells from a run or a version what it served', async () => {
    const { runId, version } = await promoteOne();
    expect(await lineage.ofRun(runId)).toMatchObject({
      version: { version },
      moves: [{ alias: 'champion' }],
      served: { lists: 0, firstDay: null },
    });
    await expect(lineage.ofVersion(99)).rejects.toMatchObject({ code: 'model-version-not-found' });
    await expect(lineage.ofRun(randomUUID())).rejects.toMatchObject({ code: 'model-version-not-found' });
  });

  it('keeps a champion that somebody chose while a training compared itself with another one', async () => {
    const { version } = await promoteOne();
    const second = await promoteOne();
    const candidate = { runId: second.runId, version: second.version, kind: 'svd', name: 'SVD', value: 0.8 };
    const decision = await promotion.decide(null, {
      metric: 'rmse',
      candidates: [{ ...candidate, comparison: null, sideEffects: null, latencyMs: null }],
      champion: { version, kind: 'svd', value: null, ratingCount: 100, sideEffects: null, latencyMs: null },
      heldOut: { users: 50, ratings: 500 },
      ratingCount: 100,
    });
    expect(decision).toMatchObject({ outcome: 'kept', promotedVersion: null });
    expect(decision.reason).toMatch(/^Moved meanwhile/);
    expect(await registry.championVersion()).toBe(second.version);
  });

  it('changes the policy only from the revision that was read', async () => {
    const { policy, revision } = await promotion.policy();
    expect(revision).toBe(0);
    const changed = await promotion.changePolicy({ ...policy, alpha: 0.01 }, 0, 'ann (admin)');
    expect(changed).toMatchObject({ policy: { alpha: 0.01 }, revision: 1, updatedBy: 'ann (admin)' });
    await expect(promotion.changePolicy(policy, 0, null)).rejects.toMatchObject({
      code: 'promotion-policy-changed',
    });
    expect((await promotion.changePolicy(policy, 1, null)).revision).toBe(2);
  });
});
