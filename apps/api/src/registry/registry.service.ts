import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { events, type ChampionChanged } from '../events.js';
import { Logger } from '../platform/telemetry/logger.js';
import { championAlias, type AliasMove, type ModelVersion } from './model-version.js';
import { ModelVersionsRepository } from './model-versions.repository.js';
import { AliasNotFoundError, ModelVersionNotFoundError, NoChampionError } from './registry.errors.js';

/** Model versions, the aliases that point at them, and the record of every move. */
@Injectable()
export class RegistryService {
  constructor(
    private readonly versions: ModelVersionsRepository,
    private readonly emitter: EventEmitter2,
    private readonly logger: Logger,
  ) {}

  /** Makes a succeeded run's model a version that can be given an alias. */
  register(runId: string): Promise<number> {
    return this.versions.register(runId);
  }

  async get(version: number): Promise<ModelVersion> {
    const found = await this.versions.find(version);
    if (!found) throw new ModelVersionNotFoundError(version);
    return found;
  }

  list(limit: number, belowVersion: number | null): Promise<ModelVersion[]> {
    return this.versions.list(limit, belowVersion);
  }

  championOrNull(): Promise<ModelVersion | null> {
    return this.versions.withAlias(championAlias);
  }

  /** Number of the version that serves; one small query. */
  championVersion(): Promise<number | null> {
    return this.versions.versionOf(championAlias);
  }

  /** Number of the version with an alias, or null. */
  versionOf(alias: string): Promise<number | null> {
    return this.versions.versionOf(alias);
  }

  async champion(): Promise<ModelVersion> {
    const champion = await this.championOrNull();
    if (!champion) throw new NoChampionError();
    return champion;
  }

  /** Moves an alias to an existing version; everybody who serves by it follows. */
  async moveAlias(move: Omit<AliasMove, 'fromVersion' | 'movedAt'>): Promise<ModelVersion> {
    await this.get(move.toVersion);
    const fromVersion = await this.versions.moveAlias(move);
    this.logger.info({
      event: 'alias.moved',
      message: `Model version ${move.toVersion} is ${move.alias} now: ${move.reason}`,
      alias: move.alias,
      fromVersion,
      toVersion: move.toVersion,
      decidedBy: move.decidedBy,
    });
    if (move.alias === championAlias) {
      const change: ChampionChanged = { fromVersion, toVersion: move.toVersion };
      await this.emitter.emitAsync(events.championChanged, change);
    }
    return this.get(move.toVersion);
  }

  async history(alias: string, limit = 200): Promise<AliasMove[]> {
    const moves = await this.versions.history(alias, limit);
    if (moves.length === 0) throw new AliasNotFoundError(alias);
    return moves;
  }
}
