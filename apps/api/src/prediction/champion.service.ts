import type { ItemNeighbours } from '@marquee/recommender';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { events, type AlertRaised, type AlertResolved } from '../events.js';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { HealthService } from '../platform/telemetry/health.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import { championAlias, RegistryService } from '../registry/index.js';
import { readModel, type Champion } from './read-model.js';
import type { ServingModel } from './recommendation.js';

/** Key of the alert that another version than the champion serves. */
const alertKey = 'champion-unreadable';
/** How long a champion that could not be read is not tried again by itself. */
const retryAfterMs = 30_000;
/** Moves of the alias that are looked through for a version that can be read. */
const historyDepth = 200;

/**
 * Holds the model that serves. A new champion is read and checked beside the old one, which answers until the new one
 * is ready; then one assignment swaps them. One that cannot be read leaves the old one in place; where there is no old one, as at
 * a start, the version that was champion last and can be read stands in. Health and an alert say so.
 */
@Injectable()
export class ChampionService implements OnApplicationBootstrap {
  private champion: Champion | null = null;
  private loading: Promise<void> | null = null;
  private failure: { version: number; reason: string; atMs: number } | null = null;
  /** Why the registry could not say which version is champion, as last logged. */
  private unknownBecause: string | null = null;
  /** Whether an alert is open; null: unknown, as an earlier process may have left one. */
  private alerted: boolean | null = null;

  constructor(
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly emitter: EventEmitter2,
    private readonly logger: Logger,
    health: HealthService,
    @InjectMetric('reco_model_info') private readonly info: Gauge,
    @InjectMetric('reco_model_loaded_timestamp_seconds') private readonly loadedAt: Gauge,
  ) {
    health.register('champion', () => ({
      status: this.failure === null ? 'up' : 'down',
      critical: false,
      version: this.champion?.version.version ?? null,
      ...(this.failure === null ? {} : { reason: this.describeFailure(this.failure) }),
    }));
  }

  /** Whether the version that serves is not the one that should, which cannot be read. */
  get isStandIn(): boolean {
    return this.failure !== null;
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
    if (this.failure) this.failure.atMs = -Infinity;
    await this.refresh();
  }

  /** Follows the alias, within seconds in every process. */
  @Interval(2_000)
  async watch(): Promise<void> {
    await this.refresh();
    await this.tellAlert();
  }

  async refresh(): Promise<void> {
    this.loading ??= this.load().finally(() => (this.loading = null));
    await this.loading;
  }

  private async load(): Promise<void> {
    let number: number | null = null;
    try {
      number = await this.registry.championVersion();
      if (number === null || number === this.champion?.version.version) {
        this.failure = null;
        return;
      }
      const failedAgo = performance.now() - (this.failure?.atMs ?? -Infinity);
      if (this.failure?.version === number && failedAgo < retryAfterMs) return;
      this.serve(await readModel(this.artifacts, await this.registry.get(number)));
      this.failure = null;
    } catch (error) {
      await this.fail(number, error);
    }
  }

  private serve(champion: Champion): void {
    const { version } = champion;
    this.champion = champion;
    this.info.reset();
    this.info.set({ name: version.name, version: String(version.version), alias: championAlias }, 1);
    this.loadedAt.set(Date.now() / 1000);
    this.logger.info({ event: 'champion.loaded', version: version.version, kind: version.kind });
  }

  /** @param number  null: the registry could not say which version is to serve */
  private async fail(number: number | null, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    if (number === null) {
      if (reason !== this.unknownBecause) this.logger.warn({ event: 'champion.not-known', err: error });
      this.unknownBecause = reason;
      return;
    }
    if (this.failure?.version !== number || this.failure.reason !== reason)
      this.logger.error({ event: 'champion.not-loaded', version: number, err: error });
    this.failure = { version: number, reason, atMs: performance.now() };
    if (this.champion === null) await this.standIn(number);
  }

  /** Serves the version that was champion last, is still there and can be read. */
  private async standIn(unreadable: number): Promise<void> {
    const moves = await this.registry.history(championAlias, historyDepth).catch(() => []);
    const before = new Set(moves.flatMap(({ toVersion, fromVersion }) => [toVersion, fromVersion]));
    for (const number of before) {
      if (number === null || number === unreadable) continue;
      try {
        this.serve(await readModel(this.artifacts, await this.registry.get(number)));
        return;
      } catch (error) {
        this.logger.warn({ event: 'champion.stand-in-not-loaded', version: number, err: error });
      }
    }
  }

  private async tellAlert(): Promise<void> {
    const isOpen = this.failure !== null;
    if (isOpen === this.alerted) return;
    this.alerted = isOpen;
    const at = new Date();
    if (this.failure === null) {
      const resolved: AlertResolved = { key: alertKey, at };
      await this.emitter.emitAsync(events.alertResolved, resolved);
      return;
    }
    const raised: AlertRaised = {
      key: alertKey,
      severity: 'critical',
      title: `Champion ${this.failure.version} cannot be read`,
      detail: this.describeFailure(this.failure),
      link: '/models',
      at,
    };
    await this.emitter.emitAsync(events.alertRaised, raised);
  }

  private describeFailure({ version, reason }: { version: number; reason: string }): string {
    const instead =
      this.champion === null
        ? 'no other version can be read either, so cold start serves'
        : `version ${this.champion.version.version} serves in its place`;
    return `Version ${version}, the champion, cannot be read, and ${instead}: ${reason}`;
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
