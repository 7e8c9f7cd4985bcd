import { Injectable } from '@nestjs/common';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { Logger } from '../platform/telemetry/logger.js';
import { AliasNotFoundError, championAlias, RegistryService, type ModelVersion } from '../registry/index.js';
import { ChampionService } from './champion.service.js';
import { readModel, type Champion } from './read-model.js';

/** Which model is to answer; neither: the champion. */
export interface ModelChoice {
  readonly alias: string | null;
  readonly version: number | null;
}

/** The model that answers. */
export interface ChosenModel {
  /** null: there is none. */
  readonly model: Champion | null;
  /** The alias that was asked for; null for a version by its number. */
  readonly alias: string | null;
  /** The one that was asked for cannot be had, and the champion stands in. */
  readonly fellBack: boolean;
}

/** Models that are held beside the champion, at the most, and their bytes together. */
const mostModels = 3;
const mostBytes = 2e9;
const aliasAgeMs = 2_000;
/** How long one that could not be read is not tried again. */
const retryAfterMs = 30_000;

/** Models that answer beside the champion: read when they are first asked for, and let go when others are asked for more. */
@Injectable()
export class ServingModels {
  /** The least lately used first. */
  private readonly held = new Map<number, Champion>();
  private readonly reading = new Map<number, Promise<Champion>>();
  private readonly failedAt = new Map<number, number>();
  private readonly aliases = new Map<string, { version: number | null; atMs: number }>();

  constructor(
    private readonly champions: ChampionService,
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly logger: Logger,
  ) {}

  /**
   * The model of a choice that a caller made.
   *
   * @throws AliasNotFoundError, ModelVersionNotFoundError where there is no such model; one that is there and cannot be
   *   read falls back to the champion
   */
  async choose({ alias, version }: ModelChoice): Promise<ChosenModel> {
    if (version !== null) return this.serve(await this.registry.get(version), null);
    if (alias === null || alias === championAlias) return this.championAs(championAlias, false);
    const pointed = await this.versionOf(alias);
    if (pointed === null) throw new AliasNotFoundError(alias);
    return this.byNumber(pointed, alias);
  }

  /** The model of an experiment's arm, of its version where one is pinned: whatever is amiss with it, somebody answers. */
  async chooseForArm(alias: string, pinned: number | null = null): Promise<ChosenModel> {
    if (pinned !== null) return this.byNumber(pinned, alias);
    if (alias === championAlias) return this.championAs(championAlias, false);
    const version = await this.versionOf(alias).catch(() => null);
    return version === null ? this.championAs(alias, true) : this.byNumber(version, alias);
  }

  private championAs(alias: string | null, fellBack: boolean): ChosenModel {
    return { model: this.champions.current(), alias, fellBack: fellBack || this.champions.isStandIn };
  }

  private async byNumber(version: number, alias: string): Promise<ChosenModel> {
    const ready = this.ready(version);
    if (ready) return { model: ready, alias, fellBack: false };
    const found = await this.registry.get(version).catch(() => null);
    return found ? this.serve(found, alias) : this.championAs(alias, true);
  }

  private async serve(version: ModelVersion, alias: string | null): Promise<ChosenModel> {
    const ready = this.ready(version.version);
    if (ready) return { model: ready, alias, fellBack: false };
    const model = await this.read(version).catch(() => null);
    return model ? { model, alias, fellBack: false } : this.championAs(alias, true);
  }

  private ready(version: number): Champion | null {
    const champion = this.champions.current();
    if (champion?.version.version === version) return champion;
    const held = this.held.get(version);
    if (!held) return null;
    this.held.delete(version);
    this.held.set(version, held);
    return held;
  }

  private read(version: ModelVersion): Promise<Champion> {
    const number = version.version;
    const failedAt = this.failedAt.get(number);
    if (failedAt !== undefined && performance.now() - failedAt < retryAfterMs) {
      return Promise.reject(new Error(`Model version ${number} could not be read a moment ago.`));
    }
    const running = this.reading.get(number);
    if (running) return running;
    const reading = this.readAndHold(version).finally(() => this.reading.delete(number));
    this.reading.set(number, reading);
    return reading;
  }

  private async readAndHold(version: ModelVersion): Promise<Champion> {
    try {
      if (bytesOf(version) > mostBytes)
        throw new Error(`It has ${bytesOf(version)} bytes, ${mostBytes} is the most.`);
      const model = await readModel(this.artifacts, version);
      this.held.set(version.version, model);
      this.failedAt.delete(version.version);
      this.letGo();
      this.logger.info({ event: 'model.loaded', version: version.version, kind: version.kind });
      return model;
    } catch (error) {
      this.failedAt.set(version.version, performance.now());
      this.logger.warn({ event: 'model.not-loaded', version: version.version, err: error });
      throw error;
    }
  }

  private letGo(): void {
    const bytes = (): number => [...this.held.values()].reduce((sum, one) => sum + bytesOf(one.version), 0);
    while (this.held.size > 1 && (this.held.size > mostModels || bytes() > mostBytes)) {
      const [oldest] = this.held.keys();
      this.held.delete(oldest);
    }
  }

  private async versionOf(alias: string): Promise<number | null> {
    const known = this.aliases.get(alias);
    if (known && performance.now() - known.atMs < aliasAgeMs) return known.version;
    const version = await this.registry.versionOf(alias);
    if (version === null) this.aliases.delete(alias);
    else this.aliases.set(alias, { version, atMs: performance.now() });
    return version;
  }
}

function bytesOf({ artifact, companions }: ModelVersion): number {
  return Object.values(companions).reduce((sum, { bytes }) => sum + bytes, artifact.bytes);
}
