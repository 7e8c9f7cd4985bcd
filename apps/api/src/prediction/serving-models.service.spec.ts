import { encodeSafetensors, Ratings, trainModel } from '@marquee/recommender';
import type { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { Logger } from '../platform/telemetry/logger.js';
import { AliasNotFoundError, type ModelVersion, type RegistryService } from '../registry/index.js';
import type { ChampionService } from './champion.service.js';
import type { Champion } from './read-model.js';
import { ServingModels } from './serving-models.service.js';

const ratings = Ratings.from({ users: [1, 2], items: [10, 10], values: [5, 4] }, { min: 0.5, max: 5 });
const file = Buffer.from(encodeSafetensors(trainModel('baseline', ratings, {}, { seed: 1 }).state()));
const champion = { version: { version: 1, artifact: { bytes: 1 }, companions: {} } } as unknown as Champion;

describe('ServingModels', () => {
  let aliases: Record<string, number>;
  let reads: number[];
  let missing: Set<number>;
  let bytes: number;
  let models: ServingModels;

  beforeEach(() => {
    [aliases, reads, missing, bytes] = [{ champion: 1, challenger: 2 }, [], new Set(), 1];
    const registry = {
      versionOf: (alias: string) => Promise.resolve(aliases[alias] ?? null),
      get: (version: number) =>
        Promise.resolve({
          version,
          kind: 'baseline',
          artifact: { uri: String(version), bytes },
          companions: {},
        } as unknown as ModelVersion),
    } as unknown as RegistryService;
    const artifacts = {
      get: ({ uri }: { uri: string }) => {
        reads.push(Number(uri));
        return missing.has(Number(uri)) ? Promise.reject(new Error('missing')) : Promise.resolve(file);
      },
    } as unknown as ArtifactStore;
    const champions = { current: () => champion, isStandIn: false } as unknown as ChampionService;
    models = new ServingModels(champions, registry, artifacts, new Logger(() => undefined));
  });

  const byVersion = (version: number) => models.choose({ alias: null, version });
  const byAlias = (alias: string) => models.choose({ alias, version: null });

  it('is the champion where nothing is chosen, or the champion is, without reading anything', async () => {
    expect(await models.choose({ alias: null, version: null })).toEqual({
      model: champion,
      alias: 'champion',
      fellBack: false,
    });
    expect((await byVersion(1)).model).toBe(champion);
    expect(reads).toEqual([]);
  });

  it('reads a model when it is first asked for, once for many who ask at once', async () => {
    const chosen = await Promise.all([byAlias('challenger'), byAlias('challenger'), byVersion(2)]);
    expect(new Set(chosen.map(({ model }) => model)).size).toBe(1);
    expect(chosen.map(({ alias }) => alias)).toEqual(['challenger', 'challenger', null]);
    expect(reads).toEqual([2]);
  });

  it('has the champion stand in for one that cannot be read, and does not try it again at once', async () => {
    missing.add(2);
    for (let call = 0; call < 3; call++) {
      expect(await byAlias('challenger')).toEqual({ model: champion, alias: 'challenger', fellBack: true });
    }
    expect(await models.chooseForArm('nobody')).toEqual({ model: champion, alias: 'nobody', fellBack: true });
    expect(reads).toEqual([2]);
    await expect(byAlias('nobody')).rejects.toThrow(AliasNotFoundError);
  });

  it('holds three beside the champion, and lets go of the one that was not asked for longest', async () => {
    for (const version of [2, 3, 4, 2, 5, 2, 3]) await byVersion(version);
    expect(reads).toEqual([2, 3, 4, 5, 3]);
  });

  it('does not take more memory than it may', async () => {
    bytes = 1.5e9;
    for (const version of [2, 3, 2]) await byVersion(version);
    expect(reads).toEqual([2, 3, 2]);
    bytes = 3e9;
    expect((await byVersion(6)).fellBack).toBe(true);
  });
});
