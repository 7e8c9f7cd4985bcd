import { modelKinds, type ModelKind } from '@marquee/recommender';
import type { JobContext } from '../platform/jobs/job.js';
import { trialStepMetric, type SearchSettings } from './search.js';
import type { TrainingMessage } from './training-messages.js';
import type { PlannedCandidate } from './training-plan.js';
import type { Hyperparameters, MetricStep } from './training-run.js';
import type { TrainingRunsRepository } from './training-runs.repository.js';
import type { TrainingSession } from './training-session.js';

type TrialMessage<T extends string> = Extract<TrainingMessage, { type: T }>;

/** A search while it happens: each trial becomes a run; what comes after the trials is a training of the best. */
export class SearchSession {
  private current: { runId: string; trial: number; name: string } | null = null;
  private readonly startedAt = performance.now();

  /** @param candidates  of `training`; the best is put there */
  constructor(
    private readonly searchId: string,
    private readonly settings: SearchSettings,
    private readonly secondsSpent: number,
    private readonly context: JobContext,
    private readonly runs: TrainingRunsRepository,
    private readonly training: TrainingSession,
    private readonly candidates: PlannedCandidate[],
  ) {}

  async handle(message: TrainingMessage): Promise<void> {
    switch (message.type) {
      case 'trial-started':
        return this.begin(message);
      case 'trial-epoch':
        return this.epoch(message);
      case 'trial-ended':
        return this.end(message);
      case 'search-ended':
        this.candidates.push(tunedCandidate(message.kind, message.hyperparameters));
        return;
      default:
        return this.training.handle(message);
    }
  }

  async abandon(status: 'failed' | 'cancelled', reason: string | null): Promise<void> {
    if (this.current) await this.runs.end(this.current.runId, status, reason);
    await this.training.abandon(status, reason);
  }

  private async begin({ trial, kind, hyperparameters }: TrialMessage<'trial-started'>): Promise<void> {
    const name = `${titleOf(kind)}, trial ${trial + 1}`;
    const candidate = { kind, name, hyperparameters };
    const runId = await this.runs.begin(
      this.context.jobId,
      candidate,
      this.settings.seed,
      this.training.data,
      { searchId: this.searchId, trial },
    );
    this.current = { runId, trial, name };
    this.report('starting', {});
  }

  private async epoch(message: TrialMessage<'trial-epoch'>): Promise<void> {
    const { epoch, epochs, trainRmse, value } = message;
    this.report(`epoch ${epoch} of ${epochs}`, { epoch, epochs, trainRmse, value });
    const steps: MetricStep[] = [];
    if (trainRmse !== null) steps.push({ metric: 'trainRmse', step: epoch, value: trainRmse });
    if (value !== null) steps.push({ metric: trialStepMetric(this.settings.metric), step: epoch, value });
    if (this.current) await this.runs.logSteps(this.current.runId, steps);
  }

  private async end({ state, metrics, reason }: TrialMessage<'trial-ended'>): Promise<void> {
    if (!this.current) return;
    const { runId } = this.current;
    this.current = null;
    if (state === 'complete') await this.runs.succeedTrial(runId, metrics);
    else await this.runs.end(runId, state, reason);
  }

  private report(message: string, detail: Record<string, unknown>): void {
    const { maxTrials, budgetSeconds } = this.settings;
    const { trial, name, runId } = this.current ?? { trial: 0, name: '', runId: null };
    const seconds = this.secondsSpent + (performance.now() - this.startedAt) / 1000;
    this.context.progress({
      phase: `trying ${name}`,
      done: trial,
      total: maxTrials,
      ratio: Math.min(1, Math.max(trial / maxTrials, seconds / budgetSeconds)),
      remainingSeconds: Math.max(0, Math.round(budgetSeconds - seconds)),
      message,
      detail: {
        searchId: this.searchId,
        candidate: name,
        candidateIndex: trial,
        candidateCount: maxTrials,
        runId,
        ...detail,
      },
    });
  }
}

const titleOf = (kind: ModelKind): string => modelKinds.find((one) => one.kind === kind)?.title ?? kind;

function tunedCandidate(kind: ModelKind, hyperparameters: Hyperparameters): PlannedCandidate {
  return {
    kind,
    name: `${titleOf(kind)}, tuned`,
    hyperparameters,
    role: 'named',
    estimatedSeconds: 1,
    reason: 'The best trial of a search.',
  };
}
