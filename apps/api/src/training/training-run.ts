import type { ModelKind } from '@marquee/recommender';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';

/** `pruned`: a trial of a search that promised little. */
export const runStatuses = ['running', 'succeeded', 'failed', 'cancelled', 'pruned'] as const;
export type RunStatus = (typeof runStatuses)[number];

export type Hyperparameters = Record<string, number | string | boolean>;

/** A model to try: its kind, and where it departs from that kind's defaults. */
export interface Candidate {
  kind: ModelKind;
  name: string;
  hyperparameters: Hyperparameters;
}

/** What all candidates of one training are taught with. */
export interface TrainingData {
  snapshotId: string;
  dataFingerprint: string;
  dataRevision: number;
  ratingCount: number;
  userCount: number;
  movieCount: number;
  newestRatingAt: Date | null;
  /** Of the code that makes models: see `codeVersion()`. */
  codeVersion: string;
  gitCommit: string | null;
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
  /** What it has learnt from; null of a run that is older than snapshots. */
  snapshotId: string | null;
  /** SHA-256 of the settings that decide on the model, and of the code that made it; null as above. */
  configHash: string | null;
  codeVersion: string | null;
  gitCommit: string | null;
  dataFingerprint: string;
  ratingCount: number;
  userCount: number;
  movieCount: number;
  /** Held-out metrics by name, of a trial on an inner part of the train set; empty until the run has succeeded. */
  metrics: Record<string, number>;
  artifact: StoredArtifact | null;
  modelVersion: number | null;
  /** The search that it belongs to, and which of its trials it is; null of the run that a search ends with. */
  searchId: string | null;
  trial: number | null;
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
