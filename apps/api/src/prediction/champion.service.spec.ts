import { encodeSafetensors, Ratings, trainModel } from '@marquee/recommender';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Gauge, Registry } from 'prom-client';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';
import { FileArtifactStore } from '../platform/artifacts/file-artifact-store.js';
import { HealthService } from '../platform/telemetry/health.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import { events, type AlertRaised, type AlertResolved } from '../events.js';
import type { ModelVersion, RegistryService } from '../registry/index.js';
import { ChampionService } from './champion.service.js';

const ratings = Ratings.from(
  { users: [1, 1, 2, 2], items: [10, 20, 10, 30], values: [5, 1, 4, 3] },
  { min: 0.5, max: 5 },
);
const model = Buffer.from(encodeSafetensors(trainModel('baseline', ratings, {}, { seed: 1 }).state()));

describe('ChampionService', () => {
  let folder: string;
  let artifacts: FileArtifactStore;
  let stored: Map<number, StoredArtifact>;
  let health: HealthService;
  let alias: number | null;
  let history: number[];
  let champions: ChampionService;
  let faults: number;
  let registry: RegistryService;
  let alerts: string[];
  const emitter = new EventEmitter2();
  emitter.on(events.alertRaised, ({ key, detail }: AlertRaised) => alerts.push(`${key} open: ${detail}`));
  emitter.on(events.alertResolved, ({ key }: AlertResolved) => alerts.push(`${key} over`));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marquee-champion-'));
    artifacts = new FileArtifactStore(folder);
    stored = new Map();
    alias = null;
    history = [];
    faults = 0;
    alerts = [];
    registry = {
      history: () => Promise.resolve(history.map((toVersion) => ({ toVersion, fromVersion: null }))),
      championVersion: () => Promise.resolve(alias),
      get: (version: number) =>
        Promise.resolve({
          version,
          kind: 'baseline',
          name: `baseline ${version}`,
          artifact: stored.get(version) ?? { uri: `file:v${version}`, sha256: '', bytes: 0 },
          companions: {},
        } as unknown as ModelVersion),
    } as unknown as RegistryService;
    champions = start();
  });

  /** A process that starts. */
  function start(): ChampionService {
    const gauge = (name: string, labelNames: string[]) =>
      new Gauge({ name, help: name, labelNames, registers: [new Registry()] });
    health = new HealthService();
    return new ChampionService(
      registry,
      artifacts,
      emitter,
      new Logger((level) => (faults += level === 'error' ? 1 : 0)),
      health,
      gauge('reco_model_info', ['name', 'version', 'alias']),
      gauge('reco_model_loaded_timestamp_seconds', []),
    );
  }

  afterEach(() => rm(folder, { recursive: true }));

  const put = async (version: number, content: Buffer) =>
    stored.set(version, await artifacts.put(`v${version}`, content));
  const checkOfChampion = async () => (await health.report()).checks.champion;

  it('has none, and is well, before anybody was promoted', async () => {
    await champions.onApplicationBootstrap();
    expect(champions.current()).toBeNull();
    expect(await checkOfChampion()).toEqual({ status: 'up', critical: false, version: null });
  });

  it('serves what the alias points at, and follows it', async () => {
    await put(1, model);
    await put(2, model);
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

  it('keeps the old one, and says so, when the new one is missing, no model, truncated or altered', async () => {
    for (const version of [1, 4, 5]) await put(version, model);
    await put(3, Buffer.from('not a model'));
    await writeFile(join(folder, 'v4'), model.subarray(0, -1));
    await writeFile(join(folder, 'v5'), Buffer.from(model).fill(1, model.length - 1));
    alias = 1;
    await champions.refresh();
    const reasons = ['is missing', 'header', `expected ${model.length}`, 'checksum'];
    for (alias of [2, 3, 4, 5]) {
      await champions.refresh();
      expect(champions.current()?.version.version).toBe(1);
      expect(await checkOfChampion()).toMatchObject({
        status: 'down',
        critical: false,
        version: 1,
        reason: expect.stringContaining(reasons[alias - 2]),
      });
    }
    await champions.refresh();
    expect(faults).toBe(4); // told once each, not at every look

    alias = 1;
    await champions.refresh();
    expect(await checkOfChampion()).toMatchObject({ status: 'up' });
  });

  it('starts with the last good version where the champion cannot be read, and says so until it can', async () => {
    await put(1, model);
    await put(2, model);
    await put(3, Buffer.from('not a model'));
    [alias, history] = [4, [4, 3, 2, 1]];
    champions = start();
    await champions.onApplicationBootstrap();
    expect(champions.current()?.version.version).toBe(2);
    expect(champions.isStandIn).toBe(true);
    const reason = expect.stringMatching(
      /^Version 4, the champion, cannot be read, and version 2 serves in its place: .*is missing/,
    );
    expect(await checkOfChampion()).toMatchObject({ status: 'down', version: 2, reason });
    await champions.watch();
    await champions.watch();
    expect(alerts).toEqual([expect.stringContaining('champion-unreadable open: Version 4, the champion')]);

    await put(4, model);
    await champions.follow();
    await champions.watch();
    expect(champions.current()?.version.version).toBe(4);
    expect(champions.isStandIn).toBe(false);
    expect(alerts[1]).toBe('champion-unreadable over');
    expect(await checkOfChampion()).toEqual({ status: 'up', critical: false, version: 4 });
  });

  it('has none where nothing can be read, and says that cold start serves', async () => {
    [alias, history] = [2, [2, 1]];
    champions = start();
    await champions.onApplicationBootstrap();
    await champions.watch();
    expect(champions.current()).toBeNull();
    expect(await checkOfChampion()).toMatchObject({
      status: 'down',
      version: null,
      reason: expect.stringContaining('so cold start serves'),
    });
    expect(alerts).toEqual([expect.stringContaining('so cold start serves')]);
  });
});
