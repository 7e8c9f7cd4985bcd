import { ArtifactStore, type StoredArtifact } from '../platform/artifacts/artifact-store.js';
import type { JobContext } from '../platform/jobs/job.js';
import type { ModelVersion } from '../registry/index.js';
import type { HeldOutResult, TrainingMessage } from './training-messages.js';
import type { TrainingRunsRepository } from './training-runs.repository.js';
import type { PlannedCandidate } from './training-plan.js';
import type { Hyperparameters, TrainingData } from './training-run.js';

export interface SucceededRun {
  runId: string;
  kind: string;
  name: string;
  hyperparameters: Hyperparameters;
  result: HeldOutResult;
}

export interface SessionOutcome {
  jobId: string;
  /** Runs that succeeded, with what they reached on the held-out ratings. */
  succeeded: SucceededRun[];
  /** Who reigned when the training began, and what it reaches on the same ratings; null when nobody did. */
  champion: { version: number; kind: string; ratingCount: number; result: HeldOutResult | null } | null;
  ratingCount: number;
  dataFingerprint: string;
}

/** What of a candidate's time is fitting; the rest is evaluation. For the progress bar only. */
const fittingShare = 0.8;

const idOf = ({ version, kind, ratingCount }: Pick<ModelVersion, 'version' | 'kind' | 'ratingCount'>) => ({
  version,
  kind,
  ratingCount,
});

/** One training while it happens: turns the thread's messages into runs, artifacts and progress. */
export class TrainingSession {
  readonly outcome: SessionOutcome;
  private readonly runIds = new Map<number, string>();
  private readonly companions: Record<string, StoredArtifact> = {};
  private readonly startedAt = performance.now();
  data: TrainingData;

  constructor(
    private readonly context: JobContext,
    private readonly candidates: readonly PlannedCandidate[],
    private readonly seed: number,
    data: Omit<TrainingData, 'dataFingerprint' | 'userCount' | 'movieCount'>,
    private readonly runs: TrainingRunsRepository,
    private readonly artifacts: ArtifactStore,
    /** Whom the thread judges beside the candidates. */
    private readonly reigning: Pick<ModelVersion, 'version' | 'kind' | 'ratingCount'> | null,
    private readonly searchId: string | null = null,
  ) {
    this.data = { ...data, dataFingerprint: '', userCount: 0, movieCount: 0 };
    this.outcome = {
      jobId: context.jobId,
      succeeded: [],
      champion: reigning && { ...idOf(reigning), result: null },
      ratingCount: data.ratingCount,
      dataFingerprint: '',
    };
  }

  async handle(message: TrainingMessage): Promise<void> {
    switch (message.type) {
      case 'phase':
        return this.context.progress({ phase: message.phase, message: null, detail: null });
      case 'prepared':
        this.data = {
          ...this.data,
          dataFingerprint: message.dataFingerprint,
          userCount: message.userCount,
          movieCount: message.movieCount,
        };
        this.outcome.dataFingerprint = message.dataFingerprint;
        return;
      case 'neighbours':
        this.companions.neighbours = await this.artifacts.put(this.key('neighbours'), message.file);
        return;
      case 'champion-judged':
        this.outcome.champion = this.reigning && {
          ...idOf(this.reigning),
          result: message.result,
        };
        return;
      case 'candidate-started':
        return this.begin(message.index);
      case 'epoch':
        return this.epoch(message);
      case 'evaluating':
        return this.report(
          message.index,
          fittingShare + (1 - fittingShare) * message.ratio,
          'evaluating',
          {},
        );
      case 'candidate-finished':
        return this.succeed(message);
      case 'candidate-failed':
        return this.runs.end(this.runId(message.index), 'failed', message.reason);
      case 'trial-started':
      case 'trial-epoch':
      case 'trial-ended':
      case 'search-ended':
      case 'candidate-fitted':
        throw new Error(`A training told of ${message.type}, which was not asked for.`);
      case 'done':
        return;
    }
  }

  /** Of all candidates that were begun, in their order. */
  get allRunIds(): string[] {
    return [...this.runIds.values()];
  }

  /** Ends what is still open: the training was cancelled or its thread died. */
  async abandon(status: 'failed' | 'cancelled', reason: string | null): Promise<void> {
    for (const runId of this.runIds.values()) await this.runs.end(runId, status, reason);
  }

  private async begin(index: number): Promise<void> {
    const candidate = this.candidates[index];
    const search = this.searchId === null ? null : { searchId: this.searchId, trial: null };
    this.runIds.set(
      index,
      await this.runs.begin(this.context.jobId, candidate, this.seed, this.data, search),
    );
    this.report(index, 0, 'starting', {});
  }

  private async epoch(message: Extract<TrainingMessage, { type: 'epoch' }>): Promise<void> {
    const { index, epoch, epochs, trainRmse } = message;
    this.report(index, (fittingShare * epoch) / epochs, `epoch ${epoch} of ${epochs}`, {
      epoch,
      epochs,
      trainRmse,
    });
    if (trainRmse !== null) {
      await this.runs.logSteps(this.runId(index), [{ metric: 'trainRmse', step: epoch, value: trainRmse }]);
    }
  }

  private async succeed(message: Extract<TrainingMessage, { type: 'candidate-finished' }>): Promise<void> {
    const runId = this.runId(message.index);
    const artifact = await this.artifacts.put(this.key(runId), message.file);
    const { result } = message;
    await this.runs.succeed(runId, result.metrics, artifact, this.companions);
    const { kind, name, hyperparameters } = this.candidates[message.index];
    this.outcome.succeeded.push({ runId, kind, name, hyperparameters, result });
  }

  private report(
    index: number,
    ratioOfCandidate: number,
    message: string,
    detail: Record<string, unknown>,
  ): void {
    const candidate = this.candidates[index];
    const ratio = this.ratio(index, ratioOfCandidate);
    const elapsedSeconds = (performance.now() - this.startedAt) / 1000;
    this.context.progress({
      phase: `training ${candidate.name}`,
      done: index,
      total: this.candidates.length,
      ratio,
      remainingSeconds: ratio > 0.05 ? Math.round((elapsedSeconds * (1 - ratio)) / ratio) : null,
      message,
      detail: {
        candidate: candidate.name,
        kind: candidate.kind,
        candidateIndex: index,
        candidateCount: this.candidates.length,
        runId: this.runIds.get(index),
        ...detail,
      },
    });
  }

  /** How far the training is, candidates weighed by their estimates. */
  ratio(index: number, ratioOfCandidate: number): number {
    const seconds = this.candidates.map(({ estimatedSeconds }) => estimatedSeconds);
    const total = seconds.reduce((sum, one) => sum + one, 0);
    const done = seconds.slice(0, index).reduce((sum, one) => sum + one, 0);
    return (done + seconds[index] * ratioOfCandidate) / total;
  }

  private runId(index: number): string {
    const runId = this.runIds.get(index);
    if (!runId) throw new Error(`Candidate ${index} told of something before it started.`);
    return runId;
  }

  private key(name: string): string {
    return `models/${this.context.jobId}/${name}.safetensors`;
  }
}
