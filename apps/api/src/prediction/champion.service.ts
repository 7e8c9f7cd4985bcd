import type { ItemNeighbours } from '@marquee/recommender';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { events } from '../events.js';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { HealthService } from '../platform/telemetry/health.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import { championAlias, RegistryService } from '../registry/index.js';
import { readModel, type Champion } from './read-model.js';
import type { ServingModel } from './recommendation.js';

/**
 * Holds the model that serves. A new champion is read and checked beside the old one, which answers until the new one
 * is ready; then one assignment swaps them. One that cannot be read leaves the old one in place.
 */
@Injectable()
export class ChampionService implements OnApplicationBootstrap {
  private champion: Champion | null = null;
  private loading: Promise<void> | null = null;
  private failure: string | null = null;

  constructor(
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly logger: Logger,
    health: HealthService,
    @InjectMetric('reco_model_info') private readonly info: Gauge,
    @InjectMetric('reco_model_loaded_timestamp_seconds') private readonly loadedAt: Gauge,
  ) {
    health.register('champion', () => ({
      status: this.failure === null ? 'up' : 'down',
      critical: false,
      version: this.champion?.version.version ?? null,
      ...(this.failure === null ? {} : { reason: this.failure }),
    }));
  }

  /** null: nobody has been promoted, or what was cannot be read. */
  current(): Champion | null {
    return this.champion;
  }

  /** Has the champion that serves with `before` serve with `after`, which knows films that `before` does not. */
  replaceNeighbours(before: ItemNeighbours, after: ItemNeighbours): void {
    if (this.champion?.neighbours !== before) return;
    this.champion = { ...this.champion, neighbours: after, itemsInNeighbourOrder: false };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  /** At once in the process that moved the alias; a look that had begun before may have seen where it was. */
  @OnEvent(events.championChanged)
  async follow(): Promise<void> {
    await this.loading;
    await this.refresh();
  }

  /** Follows the alias, within seconds in every process. */
  @Interval(2_000)
  async refresh(): Promise<void> {
    this.loading ??= this.load().finally(() => (this.loading = null));
    await this.loading;
  }

  private async load(): Promise<void> {
    try {
      const number = await this.registry.championVersion();
      if (number === null || number === this.champion?.version.version) {
        this.failure = null;
        return;
      }
      const version = await this.registry.get(number);
      this.champion = await readModel(this.artifacts, version);
      this.failure = null;
      this.info.reset();
      this.info.set({ name: version.name, version: String(number), alias: championAlias }, 1);
      this.loadedAt.set(Date.now() / 1000);
      this.logger.info({ event: 'champion.loaded', version: number, kind: version.kind });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      if (failure !== this.failure) this.logger.error({ event: 'champion.not-loaded', err: error });
      this.failure = failure;
    }
  }
}

/**
 * A model as answers name it.
 *
 * @param alias  by which it was chosen; null: by its number
 */
export function servingModel({ version }: Champion, alias: string | null = championAlias): ServingModel {
  return { kind: version.kind, name: version.name, version: version.version, alias };
}
