import { bestTrial, type MetricName } from '@marquee/recommender';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { RatingsReader } from '../ingestion/index.js';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { AppConfig } from '../platform/config/app-config.js';
import { JobKinds } from '../platform/jobs/job-kinds.js';
import type { Job, JobContext } from '../platform/jobs/job.js';
import { JobCancelledError } from '../platform/jobs/jobs.errors.js';
import { interruptedReason, JobsService } from '../platform/jobs/jobs.service.js';
import { validationShare } from './default-candidates.js';
import { checkEnoughData } from './enough-data.js';
import { Refits } from './refit.js';
import { PromotionGate } from './promotion-gate.js';
import { SearchSession } from './search-session.js';
import { lossOf } from './search-trials.js';
import { SearchFinishedError, SearchNotFoundError } from './search.errors.js';
import type { SearchSettings, SearchTask, SearchTrial } from './search.js';
import { SearchesRepository, type SearchRecord } from './searches.repository.js';
import { TrainingInputs } from './training-inputs.js';
import type { PlannedCandidate } from './training-plan.js';
import { TrainingRunsRepository } from './training-runs.repository.js';
import { TrainingSession } from './training-session.js';
import { runTrainingThread, TrainingThreadDiedError } from './training-thread.js';
import { searchKind, trainingKind, type TrainingOutcome } from './training.service.js';

type SearchParams = SearchSettings & { searchId: string };

/** What a search gave: a training of its best trial, and how it got there. */
export interface SearchOutcome extends TrainingOutcome {
  searchId: string;
}

export interface SearchDetails extends SearchRecord {
  /** Seconds that its trials took together, of `settings.budgetSeconds`. */
  secondsSpent: number;
  bestRunId: string | null;
  trials: SearchTrial[];
}

/** Looks for good hyperparameters; trains the best on the whole train set and has it judged like any candidate. */
@Injectable()
export class SearchService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly kinds: JobKinds,
    private readonly searches: SearchesRepository,
    private readonly runs: TrainingRunsRepository,
    private readonly ratings: RatingsReader,
    private readonly inputs: TrainingInputs,
    private readonly gate: PromotionGate,
    private readonly refits: Refits,
    private readonly artifacts: ArtifactStore,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: searchKind,
      title: 'Search of hyperparameters',
      description: 'Looks for good hyperparameters and trains the best.',
      // Both take all processors: one after the other.
      lane: trainingKind,
      // Trials that are complete are kept: another attempt goes on behind them.
      retry: {
        attempts: 3,
        firstDelayMs: 1_000,
        isTransient: (error) => error instanceof TrainingThreadDiedError,
      },
      work: ({ searchId, ...settings }: SearchParams, context) => this.search(searchId, settings, context),
    });
  }

  /**
   * @throws NotEnoughDataError before anything starts, when there is nothing to learn from
   * @throws JobAlreadyRunningError when a training or another search is in progress
   */
  async start(settings: SearchSettings): Promise<SearchDetails> {
    checkEnoughData(await this.ratings.shape(), settings.metric);
    checkEnoughData(await this.ratings.shape(), this.config.trainingPrimaryMetric);
    const id = randomUUID();
    await this.searches.insert(id, settings);
    try {
      await this.run(id, settings);
    } catch (error) {
      await this.searches.delete(id);
      throw error;
    }
    return this.get(id);
  }

  /**
   * Goes on where a search was cancelled or interrupted; or, with more trials or seconds, where it had ended.
   *
   * @throws SearchNotFoundError, SearchFinishedError
   * @throws JobAlreadyRunningError when it runs, or a training or another search
   */
  async resume(
    id: string,
    changes: Partial<Pick<SearchSettings, 'maxTrials' | 'budgetSeconds'>>,
  ): Promise<SearchDetails> {
    const { settings: before, state } = await this.find(id);
    const settings = { ...before, ...changes };
    const [history, seconds] = await Promise.all([
      this.searches.history(id, settings.metric),
      this.searches.secondsSpent(id),
    ]);
    const isUsedUp = history.length >= settings.maxTrials || seconds >= settings.budgetSeconds;
    if (state === 'succeeded' && isUsedUp) {
      throw new SearchFinishedError(settings.maxTrials, settings.budgetSeconds);
    }
    await this.run(id, settings);
    return this.get(id);
  }

  async get(id: string): Promise<SearchDetails> {
    const search = await this.find(id);
    const { metric } = search.settings;
    const [trials, secondsSpent] = await Promise.all([
      this.searches.trials(id, metric),
      this.searches.secondsSpent(id),
    ]);
    return { ...search, secondsSpent, bestRunId: bestRunOf(trials, metric), trials };
  }

  list(...args: Parameters<SearchesRepository['list']>): Promise<SearchRecord[]> {
    return this.searches.list(...args);
  }

  private async find(id: string): Promise<SearchRecord> {
    const search = await this.searches.find(id);
    if (!search) throw new SearchNotFoundError(id);
    return search;
  }

  private async run(id: string, settings: SearchSettings): Promise<Job> {
    const params: SearchParams = { searchId: id, ...settings };
    const job = await this.jobs.enqueue(searchKind, params);
    await this.searches.update(id, settings, job.id);
    return job;
  }

  private async search(id: string, settings: SearchSettings, context: JobContext): Promise<SearchOutcome> {
    await this.runs.failOfJob(context.jobId, interruptedReason);
    context.progress({ phase: 'starting', detail: { searchId: id } });
    const snapshot = await this.inputs.snapshot(context);
    const { task: inputs, data, reigning } = await this.inputs.load(snapshot, context);
    const [history, spent] = await Promise.all([
      this.searches.history(id, settings.metric),
      this.searches.secondsSpent(id),
    ]);
    const primaryMetric = this.config.trainingPrimaryMetric;
    const candidates: PlannedCandidate[] = [];
    const training = new TrainingSession(
      context,
      candidates,
      settings.seed,
      data,
      this.runs,
      this.artifacts,
      reigning,
      id,
    );
    const session = new SearchSession(id, settings, spent, context, this.runs, training, candidates);
    const search: SearchTask = { ...settings, history, secondsLeft: settings.budgetSeconds - spent };
    const task = {
      ...inputs,
      candidates,
      search,
      seed: settings.seed,
      validationShare,
      niceness: this.config.trainingNiceness,
      primaryMetric,
    };
    try {
      await runTrainingThread(task, context.signal, (message) => session.handle(message));
    } catch (error) {
      const cancelled = error instanceof JobCancelledError;
      await session.abandon(cancelled ? 'cancelled' : 'failed', cancelled ? null : String(error));
      throw error;
    }
    const decision = await this.gate.decide(training.outcome, primaryMetric, (winner) =>
      this.refits.refit({ ...winner, seed: settings.seed }, { task: inputs, data }, context),
    );
    return {
      ...decision,
      searchId: id,
      skipped: false,
      primaryMetric,
      runs: await this.runs.list({ jobId: context.jobId }, 100, null),
      skippedCandidates: [],
    };
  }
}

function bestRunOf(trials: readonly SearchTrial[], metric: MetricName): string | null {
  const complete = trials.filter(({ status, value }) => status === 'succeeded' && value !== null);
  const best = bestTrial(
    complete.map(({ runId, hyperparameters, value }) => ({
      runId,
      hyperparameters,
      state: 'complete' as const,
      loss: lossOf(value!, metric),
      curve: [],
    })),
  );
  return best?.runId ?? null;
}
