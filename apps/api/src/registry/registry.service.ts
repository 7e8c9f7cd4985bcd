import { Inject, Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import { events, type AlertRaised, type ChampionChanged } from '../events.js';
import { ArtifactStoreError } from '../platform/artifacts/artifact-errors.js';
import { Logger } from '../platform/telemetry/logger.js';
import { AliasesRepository, type RecordedMove } from './aliases.repository.js';
import {
  challengerAlias,
  championAlias,
  ownModel,
  type AliasMove,
  type Decider,
  type ModelVersion,
  type MoveRequest,
} from './model-version.js';
import { ModelFiles } from './model-files.js';
import { ModelVersionsRepository } from './model-versions.repository.js';
import { lockModel } from './registered-models.repository.js';
import { RegisteredVersionsRepository } from './registered-versions.repository.js';
import {
  AliasMovedError,
  AliasNotFoundError,
  ChampionNeededError,
  ModelVersionNotFoundError,
  ModelVersionNotServableError,
  ModelVersionUnreadableError,
  NoChampionError,
  NothingToRollBackToError,
} from './registry.errors.js';
import { aliasFault, refuse } from './registry-names.js';
import { rollbackTarget } from './rollback.js';

export interface RollBackRequest {
  /** Marquee's own model when left out. */
  modelName?: string;
  alias: string;
  reason: string;
  decidedBy: Decider;
  numbers?: Record<string, unknown>;
  actor?: string | null;
  /** Roll back only if this version has the alias: two who see the same fault go back once. */
  fromVersion?: number;
}

/** Moves of an alias that a rollback looks through. */
const rollbackDepth = 10_000;

/** Versions of Marquee's own model, the aliases of all models, and the record of every move. */
@Injectable()
export class RegistryService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly versions: ModelVersionsRepository,
    private readonly allVersions: RegisteredVersionsRepository,
    private readonly aliases: AliasesRepository,
    @Inject(ModelFiles) private readonly files: Pick<ModelFiles, 'verify'>,
    private readonly emitter: EventEmitter2,
    private readonly logger: Logger,
  ) {}

  /** Makes a succeeded run's model a version. It is READY when it can serve, FAILED_REGISTRATION with the reason when not. */
  async register(runId: string): Promise<number> {
    const version = await this.versions.register(runId);
    await this.verify(version).catch((error: unknown) => {
      this.logger.warn({ event: 'version.not-servable', version, err: error });
    });
    return version;
  }

  /**
   * Loads a version of Marquee's own model and has it give estimates; its status follows.
   *
   * @throws ModelVersionUnreadableError with the reason; ModelVersionNotFoundError, ModelVersionNotServableError
   */
  async verify(number: number): Promise<void> {
    const version = await this.versions.find(number);
    if (!version) {
      if (await this.allVersions.find(ownModel, number)) throw new ModelVersionNotServableError(number);
      throw new ModelVersionNotFoundError(number);
    }
    try {
      await this.files.verify(version);
      await this.versions.markReady(number);
    } catch (error) {
      const { cause, message } = error as ModelVersionUnreadableError;
      // A store that cannot be reached says nothing of the version.
      if (!(cause instanceof ArtifactStoreError)) await this.versions.markFailed(number, message);
      throw error;
    }
  }

  /** Has a version that serves nowhere yet serve by a fit on all ratings; see `ModelVersionsRepository.recordRefit`. */
  recordRefit(...args: Parameters<ModelVersionsRepository['recordRefit']>): Promise<boolean> {
    return this.versions.recordRefit(...args);
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

  /** The version of Marquee's own model that has an alias. */
  withAlias(alias: string): Promise<ModelVersion | null> {
    return this.versions.withAlias(alias);
  }

  /** Number of the version that serves; one small query. */
  championVersion(): Promise<number | null> {
    return this.versionOf(championAlias);
  }

  /** Number of the version of Marquee's own model that has an alias, or null. */
  versionOf(alias: string): Promise<number | null> {
    return this.aliases.versionOf(ownModel, alias);
  }

  async champion(): Promise<ModelVersion> {
    const champion = await this.championOrNull();
    if (!champion) throw new NoChampionError();
    return champion;
  }

  /** Moves an alias of Marquee's own model to an existing version; everybody who serves by it follows. */
  async moveAlias(request: Omit<MoveRequest, 'modelName'>): Promise<ModelVersion> {
    await this.moveAliases([request]);
    return this.get(request.toVersion);
  }

  /**
   * Moves several aliases of one model, all or none, together with what else is to be written.
   *
   * @param alsoWrite  in the same transaction, before the moves
   * A version of Marquee's own model is loaded and asked for estimates first: an alias never leads to one that cannot serve.
   *
   * @throws AliasMovedError where a move expects another version than has the alias; ModelVersionUnreadableError
   */
  async moveAliases(
    requests: readonly (MoveRequest & { decisionId?: string | null })[],
    alsoWrite: (manager: EntityManager) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    for (const { alias } of requests) refuse(aliasFault(alias), '/alias');
    const { modelName = ownModel } = requests.at(0) ?? {};
    if (modelName === ownModel)
      for (const version of new Set(requests.map(({ toVersion }) => toVersion))) await this.verify(version);
    const before = await this.locked(modelName, async (manager) => {
      await alsoWrite(manager);
      const from: (number | null)[] = [];
      for (const request of requests) from.push(await this.aliases.move(manager, request));
      return from;
    });
    for (const [at, request] of requests.entries()) await this.announce(request, before[at]);
  }

  /**
   * Goes back to the version that had an alias before and can be loaded; see `rollbackTarget`.
   *
   * @returns the number of that version
   * @throws AliasNotFoundError, AliasMovedError, NothingToRollBackToError
   */
  async rollBack(request: RollBackRequest): Promise<number> {
    const unreadable = new Set<number>();
    let verified: number | null = null;
    for (;;) {
      const found = await this.tryRollBack(request, unreadable, verified);
      if ('moved' in found) {
        await this.announce(found.moved, found.moved.fromVersion);
        if (found.moved.decidedBy === 'guard') await this.alert(found.moved);
        return found.moved.toVersion;
      }
      verified = found.toVerify;
      await this.verify(found.toVerify).catch((error: unknown) => {
        if (!(error instanceof ModelVersionUnreadableError)) throw error;
        this.logger.warn({ event: 'rollback.passed-over', version: found.toVerify, err: error });
        unreadable.add(found.toVerify);
      });
    }
  }

  /** Moves the alias back if the version that it goes to has been verified, and else tells which one is to be. */
  private async tryRollBack(
    request: RollBackRequest,
    unreadable: ReadonlySet<number>,
    verified: number | null,
  ): Promise<{ moved: MoveRequest & { fromVersion: number } } | { toVerify: number }> {
    const { modelName = ownModel, alias, fromVersion } = request;
    return this.locked(modelName, async (manager) => {
      const current = await this.aliases.versionOf(modelName, alias, manager);
      if (current === null) throw aliasNotFound(alias, modelName);
      if (fromVersion !== undefined && fromVersion !== current) {
        throw new AliasMovedError(alias, fromVersion, current);
      }
      const history = await this.aliases.history(modelName, alias, rollbackDepth, null, manager);
      const there = await this.allVersions.thatCanBePointedAt(manager, modelName);
      const canServe = (version: number): boolean => there.has(version) && !unreadable.has(version);
      const toVersion = rollbackTarget(history, current, canServe);
      if (toVersion === null) throw new NothingToRollBackToError(alias, current, [...unreadable]);
      if (modelName === ownModel && toVersion !== verified) return { toVerify: toVersion };
      const asked = { numbers: {}, ...request, toVersion };
      await this.aliases.move(manager, { ...asked, kind: 'rollback' });
      return { moved: { ...asked, fromVersion: current } };
    });
  }

  /**
   * Takes an alias away from whichever version has it.
   *
   * @throws AliasNotFoundError where none has it; ChampionNeededError for the champion of Marquee's own model
   */
  async releaseAlias(request: Omit<MoveRequest, 'toVersion' | 'expectedFrom'>): Promise<void> {
    const { modelName = ownModel, alias } = request;
    if (modelName === ownModel && alias === championAlias) throw new ChampionNeededError();
    const had = await this.locked(modelName, (manager) => this.aliases.release(manager, request));
    if (had === null) throw aliasNotFound(alias, modelName);
    this.logger.info({ event: 'alias.released', modelName, alias, fromVersion: had });
  }

  /**
   * Returns the moves of an alias, newest first. Those of the champion and the challenger are empty until there is one.
   *
   * @throws AliasNotFoundError where no version ever had any other alias
   */
  async history(
    alias: string,
    limit = 200,
    { modelName = ownModel, belowId = null }: { modelName?: string; belowId?: number | null } = {},
  ): Promise<RecordedMove[]> {
    const moves = await this.aliases.history(modelName, alias, limit, belowId);
    const isOwn = modelName === ownModel && [championAlias, challengerAlias].includes(alias);
    if (moves.length === 0 && belowId === null && !isOwn) {
      throw aliasNotFound(alias, modelName);
    }
    return moves;
  }

  /** The move that an alias stood by at a moment; null: no version had ever had it. */
  async moveAt(alias: string, time: Date, modelName = ownModel): Promise<AliasMove | null> {
    return this.aliases.lastMoveUntil(modelName, alias, time);
  }

  /** The move by which a version of Marquee's own model had an alias at a moment; null: none led to it. */
  moveTo(alias: string, version: number, until: Date): Promise<AliasMove | null> {
    return this.aliases.lastMoveTo(ownModel, alias, version, until);
  }

  /** Moves of all aliases to a version of Marquee's own model, newest first. */
  movesTo(version: number, limit = 100): Promise<AliasMove[]> {
    return this.aliases.movesTo(ownModel, version, limit);
  }

  /** Runs `work` in a transaction in which nobody else changes this model's versions or aliases. */
  private locked<T>(modelName: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await lockModel(manager, modelName);
      return work(manager);
    });
  }

  private async announce(request: MoveRequest, fromVersion: number | null): Promise<void> {
    const { modelName = ownModel, alias, toVersion, reason, decidedBy } = request;
    if (fromVersion === toVersion) return;
    this.logger.info({
      event: 'alias.moved',
      message: `Version ${toVersion} of ${modelName} is ${alias} now: ${reason}`,
      modelName,
      alias,
      fromVersion,
      toVersion,
      decidedBy,
    });
    if (modelName !== ownModel || alias !== championAlias) return;
    const change: ChampionChanged = { fromVersion, toVersion };
    await this.emitter.emitAsync(events.championChanged, change);
  }

  private async alert(move: MoveRequest & { fromVersion: number }): Promise<void> {
    const raised: AlertRaised = {
      key: `rolled-back:${move.alias}`,
      severity: 'critical',
      title: `Model version ${move.fromVersion} was rolled back to ${move.toVersion}`,
      detail: move.reason,
      link: '/models',
      at: new Date(),
    };
    await this.emitter.emitAsync(events.alertRaised, raised);
  }
}

function aliasNotFound(alias: string, modelName: string): AliasNotFoundError {
  return new AliasNotFoundError(alias, modelName === ownModel ? undefined : modelName);
}
