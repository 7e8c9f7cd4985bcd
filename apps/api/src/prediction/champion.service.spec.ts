import { encodeSafetensors, Ratings, trainModel } from '@marquee/recommender';
import { Gauge, Registry } from 'prom-client';
import {
  ArtifactCorruptError,
  ArtifactStore,
  type StoredArtifact,
} from '../platform/artifacts/artifact-store.js';
import { HealthService } from '../platform/telemetry/health.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import type { ModelVersion, RegistryService } from '../registry/index.js';
import { ChampionService } from './champion.service.js';

const ratings = Ratings.from(
  { users: [1, 1, 2, 2], items: [10, 20, 10, 30], values: [5, 1, 4, 3] },
  { min: 0.5, max: 5 },
);
const model = Buffer.from(encodeSafetensors(trainModel('baseline', ratings, {}, { seed: 1 }).state()));

/** Artifacts in memory; one that was not put is missing. */
class MemoryArtifacts extends ArtifactStore {
  readonly files = new Map<string, Buffer>();

  put(): Promise<StoredArtifact> {
    throw new Error('nothing is put here');
  }
  get({ uri }: StoredArtifact): Promise<Buffer> {
    const file = this.files.get(uri);
    return file ? Promise.resolve(file) : Promise.reject(new ArtifactCorruptError(uri, 'it is missing'));
  }
  delete(): Promise<void> {
    return Promise.resolve();
  }
}

describe('ChampionService', () => {
  let artifacts: MemoryArtifacts;
  let health: HealthService;
  let alias: number | null;
  let champions: ChampionService;
  let faults: number;

  beforeEach(() => {
    artifacts = new MemoryArtifacts();
    health = new HealthService();
    alias = null;
    faults = 0;
    const registry = {
      championVersion: () => Promise.resolve(alias),
      get: (version: number) =>
        Promise.resolve({
          version,
          kind: 'baseline',
          name: `baseline ${version}`,
          artifact: { uri: `v${version}`, sha256: '', bytes: 0 },
          companions: {},
        } as unknown as ModelVersion),
    } as unknown as RegistryService;
    const gauge = (name: string, labelNames: string[]) =>
      new Gauge({ name, help: name, labelNames, registers: [new Registry()] });
    champions = new ChampionService(
      registry,
      artifacts,
      new Logger((level) => (faults += level === 'error' ? 1 : 0)),
      health,
      gauge('reco_model_info', ['name', 'version', 'alias']),
      gauge('reco_model_loaded_timestamp_seconds', []),
    );
  });

  const checkOfChampion = async () => (await health.report()).checks.champion;

  it('has none, and is well, before anybody was promoted', async () => {
    await champions.onApplicationBootstrap();
    expect(champions.current()).toBeNull();
    expect(await checkOfChampion()).toEqual({ status: 'up', critical: false, version: null });
  });

  it('serves what the alias points at, and follows it', async () => {
    artifacts.files.set('v1', model).set('v2', model);
    alias = 1;
    await champions.refresh();
    expect(champions.current()).toMatchObject({ version: { version: 1 }, neighbours: null });
    alias = 2;
    await champions.refresh();
    expect(champions.current()?.version.version).toBe(2);
    expect(champions.current()?.model.predict(1, 10)).toBeGreaterThan(
      champions.current()?.model.predict(1, 20) ?? 5,
    );
  });

  it('keeps the old one, and says so, when the new one is missing or no model', async () => {
    artifacts.files.set('v1', model).set('v3', Buffer.from('not a model'));
    alias = 1;
    await champions.refresh();
    for (alias of [2, 3]) {
      await champions.refresh();
      expect(champions.current()?.version.version).toBe(1);
      expect(await checkOfChampion()).toMatchObject({
        status: 'down',
        critical: false,
        version: 1,
        reason: expect.any(String),
      });
    }
    await champions.refresh();
    expect(faults).toBe(2); // told once each, not at every look

    alias = 1;
    await champions.refresh();
    expect(await checkOfChampion()).toMatchObject({ status: 'up' });
  });
});
