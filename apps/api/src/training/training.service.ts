import { modelKinds, type MetricName } from '@marquee/recommender';
import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Catalogue, RatingsReader } from '../ingestion/index.js';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { AppConfig } from '../platform/config/app-config.js';
import { JobKinds } from '../platform/jobs/job-kinds.js';
import type { Job, JobContext } from '../platform/jobs/job.js';
import { JobCancelledError } from '../platform/jobs/jobs.errors.js';
import { interruptedReason, JobsService } from '../platform/jobs/jobs.service.js';
import { SchedulesService } from '../platform/schedules/schedules.service.js';
import { Logger } from '../platform/telemetry/logger.js';
import { challengerAlias, championAlias, RegistryService } from '../registry/index.js';
import {
  defaultBudgetSeconds,
  defaultCandidates,
  defaultSeed,
  validationShare,
  type ServingSettings,
} from './default-candidates.js';
import { toCandidates } from './candidates.js';
import { checkEnoughData } from './enough-data.js';
import { codeVersion } from './code-version.js';
import { configHash } from './training-config.js';
import {
  planTraining,
  type PlannedCandidate,
  type SkippedCandidate,
  type TrainingPlan,
} from './training-plan.js';
import type { Candidate, TrainingRun } from './training-run.js';
import { trainingOutcomes } from './training-metrics.js';
import { Refits } from './refit.js';
import { PromotionGate } from './promotion-gate.js';
import { TrainingInputs } from './training-inputs.js';
import { TrainingRunsRepository } from './training-runs.repository.js';
import { TrainingSession } from './training-session.js';
import { runTrainingThread, TrainingThreadDiedError } from './training-thread.js';
import { StartTrainingBody } from './training.dto.js';

export const trainingKind = 'training';
/** A search ends in a training of its best trial. */
export const searchKind = 'search';
const kindsThatTrain = [trainingKind, searchKind];
export const retrainSchedule = 'retrain';

/** What a caller may ask for; what is left out takes its default. */
export interface TrainingWish {
  /** Train even if these ratings have been trained on with these settings already. */
  force?: boolean;
  candidates?: readonly Candidate[];
  seed?: number;
  /** What the best is chosen by, among the candidates and against the champion. */
  primaryMetric?: MetricName;
  /** Estimated seconds of all candidates together. */
  budgetSeconds?: number;
}

export interface TrainingRequest {
  force: boolean;
  candidates: readonly PlannedCandidate[];
  /** What is not trained, and why. */
  skipped: readonly SkippedCandidate[];
  seed: number;
  primaryMetric: MetricName;
  /** null: whatever the candidates take. */
  budgetSeconds: number | null;
  /** Of a training that names no candidates: what its plan is made of again when it starts. */
  usual?: Pick<TrainingWish, 'primaryMetric' | 'budgetSeconds'> | null;
}

export interface TrainingOutcome {
  skipped: boolean;
  promoted: boolean;
  /** Why the champion is who it is now, in a sentence. */
  reason: string;
  bestRunId: string | null;
  /** The decision with its numbers; null when nothing was trained. */
  decisionId: string | null;
  primaryMetric: MetricName;
  runs: TrainingRun[];
  /** What was compared, and why; left out by a search and by jobs of older versions. */
  candidates?: PlannedCandidate[];
  /** Candidates that were not trained, and why. */
  skippedCandidates: SkippedCandidate[];
}

export interface PlannedTraining extends TrainingPlan {
  primaryMetric: MetricName;
  budgetSeconds: number | null;
  ratingCount: number;
}

/** Trains candidates on all ratings, keeps what came of it, and lets the best serve if it earns it. */
@Injectable()
export class TrainingService implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly jobs: JobsService,
    private readonly kinds: JobKinds,
    private readonly schedules: SchedulesService,
    private readonly runs: TrainingRunsRepository,
    private readonly ratings: RatingsReader,
    private readonly catalogue: Catalogue,
    private readonly inputs: TrainingInputs,
    private readonly registry: RegistryService,
    private readonly gate: PromotionGate,
    private readonly refits: Refits,
    private readonly artifacts: ArtifactStore,
    private readonly config: AppConfig,
    private readonly logger: Logger,
    @InjectMetric('reco_training_runs_total') private readonly runsTotal: Counter,
    @InjectMetric('reco_training_duration_seconds') private readonly duration: Histogram,
    @InjectMetric('reco_training_progress_ratio') private readonly progressRatio: Gauge,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: trainingKind,
      title: 'Training',
      description: 'Trains models on all ratings, compares them and lets the best serve if it earns it.',
      wishType: StartTrainingBody,
      prepare: ({ candidates, ...wish }: StartTrainingBody) =>
        this.request({ ...wish, candidates: candidates && toCandidates(candidates) }),
      work: (request: TrainingRequest, context) => this.train(request, context),
      // What a killed process or a dead thread left half done is done again, from the same params: with the same outcome.
      retry: {
        attempts: 3,
        firstDelayMs: 1_000,
        isTransient: (error) => error instanceof TrainingThreadDiedError,
      },
      schedulable: true,
      needsHealth: true,
      exampleWish: { force: false },
      severity: 'critical',
    });
    // Outcomes begin at nought, so that a first failure counts as an increase.
    for (const status of trainingOutcomes) this.runsTotal.inc({ status }, 0);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.failAbandoned();
    const { retrainCron: cron, retrainTimeZone: timeZone } = this.config;
    await this.schedules.ensure({
      name: retrainSchedule,
      kind: trainingKind,
      cron,
      timeZone,
      description: 'Retrains, and promotes what is better',
    });
  }

  /**
   * What is left out takes its default: the core and what else the budget allows, the settings' primary metric and budget, a
   * fixed seed, no force. Candidates that are named are trained whatever they take, unless a budget is named too. While a
   * training or a search is in progress it waits; of several that wait only the last is done.
   *
   * @throws NotEnoughDataError before anything starts, when there is nothing to learn from
   */
  async start(wish: TrainingWish = {}): Promise<Job> {
    return this.jobs.enqueue(trainingKind, wish, { wait: true });
  }

  /** What a training would compare, without starting one. */
  async plan(
    wish: Pick<TrainingWish, 'candidates' | 'primaryMetric' | 'budgetSeconds'>,
  ): Promise<PlannedTraining> {
    const [ratings, users, movies, serving] = await Promise.all([
      this.ratings.count(),
      this.ratings.userCount(),
      this.catalogue.all(),
      wish.candidates ? [] : this.servingSettings(),
    ]);
    const primaryMetric = wish.primaryMetric ?? this.config.trainingPrimaryMetric;
    const usualBudget = this.config.trainingBudgetSeconds ?? defaultBudgetSeconds(ratings);
    const budgetSeconds = wish.budgetSeconds ?? (wish.candidates ? null : usualBudget);
    const size = { ratings, users, movies: movies.filter(({ ratingCount }) => ratingCount > 0).length };
    const wanted =
      wish.candidates?.map((candidate) => ({ ...candidate, role: 'named' as const })) ??
      defaultCandidates(primaryMetric, serving);
    const plan = planTraining(wanted, { size, primaryMetric, budgetSeconds });
    return { ...plan, primaryMetric, budgetSeconds, ratingCount: ratings };
  }

  /** What `/training/status` tells: the training that runs, or the last one that ran. */
  async latest(): Promise<Job | null> {
    return (await this.jobs.active(...kindsThatTrain)) ?? this.jobs.last(kindsThatTrain);
  }

  /** The training that waits for the one that runs. */
  next(): Promise<Job | null> {
    return this.jobs.waiting(...kindsThatTrain);
  }

  lastSucceeded(): Promise<Job | null> {
    return this.jobs.last(kindsThatTrain, 'succeeded');
  }

  /** What the champion and the challenger were trained with, so that the next training compares their like. */
  private async servingSettings(): Promise<ServingSettings[]> {
    const versions = await Promise.all(
      [championAlias, challengerAlias].map((alias) => this.registry.withAlias(alias)),
    );
    const runIds = versions.flatMap((version) => version?.runId ?? []);
    const runs = runIds.length === 0 ? [] : await this.runs.withIds(runIds);
    return runs.flatMap((run) => {
      const kind = modelKinds.find((one) => one.kind === run.kind)?.kind;
      return kind ? [{ kind, name: run.name, hyperparameters: run.hyperparameters }] : [];
    });
  }

  private async request(wish: TrainingWish): Promise<TrainingRequest> {
    const { ratingCount: _, ...plan } = await this.plan(wish);
    checkEnoughData(await this.ratings.shape(), plan.primaryMetric);
    const { candidates, primaryMetric, budgetSeconds } = wish;
    const usual = candidates ? null : { primaryMetric, budgetSeconds };
    return { ...plan, force: wish.force ?? false, seed: wish.seed ?? defaultSeed, usual };
  }

  /** A request may have waited: its plan is that of the data and the champion that are there when it starts. */
  private async planned(request: TrainingRequest): Promise<TrainingRequest> {
    if (!request.usual) return request;
    const { candidates, skipped, primaryMetric, budgetSeconds } = await this.plan(request.usual);
    return { ...request, candidates, skipped, primaryMetric, budgetSeconds };
  }

  @Interval(15_000)
  async failAbandoned(): Promise<void> {
    const count = await this.runs.failAbandoned(interruptedReason).catch(() => 0);
    if (count > 0) this.logger.warn({ event: 'runs.interrupted', count });
  }

  private async train(request: TrainingRequest, context: JobContext): Promise<TrainingOutcome> {
    await this.runs.failOfJob(context.jobId, interruptedReason);
    const end = this.duration.startTimer();
    try {
      const outcome = await this.trainUnlessKnown(await this.planned(request), context);
      this.runsTotal.inc({ status: outcome.skipped ? 'skipped' : 'succeeded' });
      return outcome;
    } catch (error) {
      this.runsTotal.inc({ status: context.signal.aborted ? 'cancelled' : 'failed' });
      throw error;
    } finally {
      end();
      this.progressRatio.set(0);
    }
  }

  private async trainUnlessKnown(request: TrainingRequest, context: JobContext): Promise<TrainingOutcome> {
    // The ratings may have changed while it waited.
    checkEnoughData(await this.ratings.shape(), request.primaryMetric);
    const snapshot = await this.inputs.snapshot(context);
    if (!request.force && (await this.allKnown(request, snapshot.id))) {
      return {
        skipped: true,
        promoted: false,
        reason: 'Nothing to learn: this code has trained on these ratings with these settings.',
        bestRunId: null,
        decisionId: null,
        primaryMetric: request.primaryMetric,
        runs: [],
        candidates: [...request.candidates],
        skippedCandidates: [...request.skipped],
      };
    }
    const { task: inputs, data, reigning } = await this.inputs.load(snapshot, context);
    const { candidates, seed, primaryMetric } = request;
    const session = new TrainingSession(context, candidates, seed, data, this.runs, this.artifacts, reigning);
    const niceness = this.config.trainingNiceness;
    const task = { ...inputs, candidates, seed, validationShare, niceness, primaryMetric };
    try {
      await runTrainingThread(task, context.signal, async (message) => {
        await session.handle(message);
        if (message.type === 'epoch')
          this.progressRatio.set(session.ratio(message.index, message.epoch / message.epochs));
      });
    } catch (error) {
      const cancelled = error instanceof JobCancelledError;
      await session.abandon(cancelled ? 'cancelled' : 'failed', cancelled ? null : String(error));
      throw error;
    }
    const decision = await this.gate.decide(session.outcome, primaryMetric, (winner) =>
      this.refits.refit({ ...winner, seed }, { task: inputs, data }, context),
    );
    return {
      ...decision,
      skipped: false,
      primaryMetric: request.primaryMetric,
      runs: await this.runs.withIds(session.allRunIds),
      candidates: [...candidates],
      skippedCandidates: [...request.skipped],
    };
  }

  /** Whether this code has made every candidate of this snapshot with this seed already. */
  private async allKnown({ candidates, seed }: TrainingRequest, snapshotId: string): Promise<boolean> {
    const known = await this.runs.knownConfigs(snapshotId, codeVersion(), seed);
    return candidates.every((candidate) => known.has(configHash(candidate)));
  }
}
