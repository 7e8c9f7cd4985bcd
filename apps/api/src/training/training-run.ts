import type { ModelKind } from '@marquee/recommender';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';

export type RunStatus = 'running' | 'succeeded' | 'failed' | 'cancelled';

export type Hyperparameters = Record<string, number | string | boolean>;

/** A model to try: its kind, and where it departs from that kind's defaults. */
export interface Candidate {
  kind: ModelKind;
  name: string;
  hyperparameters: Hyperparameters;
}

/** What all candidates of one training are taught with. */
export interface TrainingData {
  dataFingerprint: string;
  dataRevision: number;
  ratingCount: number;
  userCount: number;
  movieCount: number;
  newestRatingAt: Date | null;
}

/** An attempt to train one model, with everything that is needed to repeat it. */
export interface TrainingRun {
  id: string;
  jobId: string | null;
  kind: string;
  name: string;
  status: RunStatus;
  hyperparameters: Hyperparameters;
  seed: number;
  dataFingerprint: string;
  ratingCount: number;
  userCount: number;
  movieCount: number;
  /** Held-out metrics by name; empty until the run has succeeded. */
  metrics: Record<string, number>;
  artifact: StoredArtifact | null;
  modelVersion: number | null;
  engineVersion: string;
  failureReason: string | null;
  startedAt: string;
  finishedAt: string | null;
  durationMs: number | null;
}

/** One point of a curve: a metric at an epoch. */
export interface MetricStep {
  metric: string;
  step: number;
  value: number;
}
