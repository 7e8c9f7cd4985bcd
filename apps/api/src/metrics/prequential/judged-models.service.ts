import { Injectable } from '@nestjs/common';
import { Catalogue } from '../../ingestion/index.js';
import { ArtifactStore } from '../../platform/artifacts/artifact-store.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { ChampionService, RankingCatalogues, readModel, type Champion } from '../../prediction/index.js';
import { challengerAlias, championAlias, RegistryService } from '../../registry/index.js';
import type { JudgedModel, Role } from './judge-arrivals.js';

/** A model that takes more than this is not read a second time into memory only to be watched. */
const largestShadowBytes = 1e9;
/** How long the model that served before is still asked what it would have said. */
const previousForDays = 14;
const refreshMs = 5_000;

type Shadow = Exclude<Role, 'champion'>;

/** The models that are judged: the champion as it serves, and in its shadow the challenger and the champion before. */
@Injectable()
export class JudgedModels {
  private readonly shadows = new Map<Shadow, Champion>();
  private readonly rankings: Record<Role, RankingCatalogues> = {
    champion: new RankingCatalogues(),
    challenger: new RankingCatalogues(),
    previous: new RankingCatalogues(),
  };
  private refreshedAt = -Infinity;

  constructor(
    private readonly champions: ChampionService,
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly catalogue: Catalogue,
    private readonly logger: Logger,
  ) {}

  /** [] without a champion. */
  async current(): Promise<JudgedModel[]> {
    const champion = this.champions.current();
    if (!champion) return [];
    if (performance.now() - this.refreshedAt > refreshMs) await this.refresh(champion);
    const models: [Role, Champion][] = [['champion', champion], ...this.shadows];
    const [movies, byId] = [await this.catalogue.all(), await this.catalogue.byId()];
    return models.map(([role, loaded]) => ({
      role,
      loaded,
      ranking:
        loaded.neighbours && this.rankings[role].for(loaded.neighbours, movies, byId, performance.now()),
    }));
  }

  /** The version that served before the one that serves, for as long as it is watched; not the one that was taken back. */
  async previousVersion(): Promise<number | null> {
    const moves = await this.registry.history(championAlias, 1).catch(() => []);
    const last = moves.at(0);
    if (!last || last.kind === 'rollback') return null;
    const watched = Date.now() - Date.parse(last.movedAt) <= previousForDays * 86_400_000;
    return watched ? last.fromVersion : null;
  }

  private async refresh(champion: Champion): Promise<void> {
    const challenger = await this.registry.versionOf(challengerAlias);
    await this.follow('challenger', challenger, [champion.version.version]);
    await this.follow('previous', await this.previousVersion(), [champion.version.version, challenger]);
    this.refreshedAt = performance.now();
  }

  private async follow(
    role: Shadow,
    version: number | null,
    others: readonly (number | null)[],
  ): Promise<void> {
    if (version === null || others.includes(version)) {
      this.shadows.delete(role);
      return;
    }
    if (this.shadows.get(role)?.version.version === version) return;
    this.shadows.delete(role);
    try {
      const found = await this.registry.get(version);
      if (found.artifact.bytes > largestShadowBytes) return;
      this.shadows.set(role, await readModel(this.artifacts, found));
    } catch (error) {
      this.logger.warn({ event: 'shadow.not-loaded', role, version, err: error });
    }
  }
}
