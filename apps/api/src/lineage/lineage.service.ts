import { Injectable } from '@nestjs/common';
import { Catalogue, RatingsReader, SnapshotsService, type Snapshot } from '../ingestion/index.js';
import { ServedReader, type ServedList } from '../metrics/index.js';
import { DomainError } from '../platform/http/domain-error.js';
import {
  championAlias,
  ModelVersionNotFoundError,
  ownModel,
  PromotionService,
  RegisteredModelsService,
  RegistryService,
  type AliasMove,
  type RecordedDecision,
} from '../registry/index.js';
import { RunsService } from '../tracking/index.js';
import { RecommendationNotFoundError, VersionOfRunNotFoundError } from './lineage.errors.js';
import type {
  LineageItem,
  LineageRun,
  MissingPart,
  Origin,
  RecommendationLineage,
  VersionLineage,
} from './lineage.js';
import { OriginsReader } from './origins-reader.js';

/** Follows the chain from a served list to the data that taught its model, and back up. */
@Injectable()
export class LineageService {
  constructor(
    private readonly served: ServedReader,
    private readonly registry: RegistryService,
    private readonly models: RegisteredModelsService,
    private readonly promotion: PromotionService,
    private readonly runs: RunsService,
    private readonly snapshots: SnapshotsService,
    private readonly ratings: RatingsReader,
    private readonly catalogue: Catalogue,
    private readonly origins: OriginsReader,
  ) {}

  /** @throws RecommendationNotFoundError */
  async ofRecommendation(id: string): Promise<RecommendationLineage> {
    const list = await this.served.list(id);
    if (!list) throw new RecommendationNotFoundError(id);
    const [origin, items, feedback] = await Promise.all([
      this.originOf(list.modelVersion),
      this.itemsOf(list),
      this.served.feedbackOn(id),
    ]);
    const missing = [...origin.missing];
    const move = await this.moveThatLedTo(list, missing);
    const decision = move ? await this.decisionOf(move, missing) : null;
    if (!move) missing.push({ part: 'decision', reason: 'No move of an alias led to it.' });
    return { recommendation: { ...list, items }, ...origin, move, decision, feedback, missing };
  }

  /** @throws ModelVersionNotFoundError where there never was such a version */
  async ofVersion(version: number): Promise<VersionLineage> {
    const [origin, moves, served] = await Promise.all([
      this.originOf(version),
      this.registry.movesTo(version),
      this.served.byVersion(version),
    ]);
    if (!origin.version) throw new ModelVersionNotFoundError(version);
    const { jobId = null } = origin.run ?? {};
    const [decision = null] = jobId === null ? [] : await this.promotion.list(jobId, 1, null);
    const missing = [...origin.missing];
    if (!decision) missing.push({ part: 'decision', reason: 'No decision about its training is on record.' });
    return { ...origin, moves, decision, served, missing };
  }

  /** @throws VersionOfRunNotFoundError */
  async ofRun(runId: string): Promise<VersionLineage> {
    const version = await this.origins.versionOfRun(runId);
    if (version === null) throw new VersionOfRunNotFoundError(runId);
    return this.ofVersion(version);
  }

  private async originOf(versionNumber: number | null): Promise<Origin> {
    const missing: MissingPart[] = [];
    const nothing = { run: null, snapshot: null, missing };
    if (versionNumber === null) {
      const reason = 'No model took part: it was answered by cold start.';
      missing.push(...(['version', 'run', 'snapshot'] as const).map((part) => ({ part, reason })));
      return { version: null, ...nothing };
    }
    const found = await this.models.versionEvenDeleted(ownModel, versionNumber);
    if (!found) {
      const reason = `Version ${versionNumber} is not on record.`;
      missing.push(...(['version', 'run', 'snapshot'] as const).map((part) => ({ part, reason })));
      return { version: null, ...nothing };
    }
    const { version } = found;
    if (found.deletedAt !== null) {
      missing.push({ part: 'version', reason: `Deleted at ${found.deletedAt}; this is what it was.` });
    }
    const { run, snapshotId } = await this.runOf(version.runId, missing);
    return { version, run, snapshot: await this.snapshotOf(run, snapshotId, missing), missing };
  }

  private async runOf(
    runId: string | null,
    missing: MissingPart[],
  ): Promise<{ run: LineageRun | null; snapshotId: string | null }> {
    const sources = runId === null ? null : await this.origins.sourcesOf(runId);
    if (runId === null || sources === null) {
      const reason = runId === null ? 'The version names no run.' : `The run ${runId} was deleted for good.`;
      missing.push({ part: 'run', reason });
      return { run: null, snapshotId: null };
    }
    const { snapshotId, configHash, codeVersion, gitCommit } = sources;
    const run = await this.runs.get(runId);
    return {
      run: {
        id: run.id,
        name: run.name,
        kind: run.kind,
        status: run.status,
        lifecycleStage: run.lifecycleStage,
        jobId: run.jobId,
        hyperparameters: run.hyperparameters,
        params: run.params,
        metrics: Object.fromEntries(run.metrics.map(({ key, value }) => [key, value])),
        seed: run.seed,
        engineVersion: run.engineVersion,
        codeVersion,
        gitCommit,
        configHash,
        dataFingerprint: run.dataFingerprint,
        ratingCount: run.ratingCount,
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
      },
      snapshotId,
    };
  }

  private async snapshotOf(
    run: LineageRun | null,
    snapshotId: string | null,
    missing: MissingPart[],
  ): Promise<Snapshot | null> {
    if (snapshotId === null) {
      const reason = run
        ? 'The run read the ratings without a snapshot.'
        : 'Only the run knows the snapshot, and it is gone.';
      missing.push({ part: 'snapshot', reason });
      return null;
    }
    try {
      return await this.snapshots.get(snapshotId);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      missing.push({ part: 'snapshot', reason: `The snapshot ${snapshotId} was removed.` });
      return null;
    }
  }

  private async moveThatLedTo(list: ServedList, missing: MissingPart[]): Promise<AliasMove | null> {
    const { modelVersion, servedAt, alias } = list;
    if (modelVersion === null) {
      missing.push({ part: 'move', reason: 'No model took part.' });
      return null;
    }
    const move = await this.registry.moveTo(alias ?? championAlias, modelVersion, new Date(servedAt));
    if (!move) {
      const reason = `The alias "${alias ?? championAlias}" was never moved to version ${modelVersion} before; it was asked for by its number.`;
      missing.push({ part: 'move', reason });
    }
    return move;
  }

  private async decisionOf(move: AliasMove, missing: MissingPart[]): Promise<RecordedDecision | null> {
    if (move.decisionId === null) {
      const who = {
        person: 'A person moved the alias',
        guard: 'The watch over the online error rolled back',
        gate: 'The promotion was decided before decisions were kept',
      }[move.decidedBy];
      missing.push({ part: 'decision', reason: `${who}; the move says why.` });
      return null;
    }
    try {
      return await this.promotion.get(move.decisionId);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      missing.push({ part: 'decision', reason: `The decision ${move.decisionId} is not on record.` });
      return null;
    }
  }

  private async itemsOf({ items, userId, servedAt }: ServedList): Promise<LineageItem[]> {
    const [films, history] = await Promise.all([
      this.catalogue.byId(),
      userId === null ? [] : this.ratings.history(userId),
    ]);
    const since = Date.parse(servedAt);
    const after = new Map(
      history.filter(({ ratedAt }) => ratedAt.getTime() >= since).map((one) => [one.movieId, one.rating]),
    );
    return items.map(({ movieId, source, score }) => ({
      movieId,
      title: films.get(movieId)?.title ?? null,
      source,
      score,
      ratedAfter: after.get(movieId) ?? null,
    }));
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof DomainError && error.code.endsWith('-not-found');
}
