import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';
import type { RunStatus } from './run-status.js';

export type LifecycleStage = 'active' | 'deleted';
/** Which of the two a list shows. */
export type LifecycleView = LifecycleStage | 'all';

/** Where runs go that name no experiment. */
export const defaultExperimentId = '0';
/** Where Marquee's own trainings go. */
export const trainingExperimentId = '1';

export interface Experiment {
  /** Decimal digits. */
  id: string;
  name: string;
  /** null: its runs' files are in Marquee's own store. */
  artifactLocation: string | null;
  lifecycleStage: LifecycleStage;
  tags: Record<string, string>;
  createdAt: string;
  updatedAt: string;
}

/** What Marquee's own trainings know beside what every run has; null of runs that clients log. */
export interface RunOrigin {
  jobId: string | null;
  kind: string | null;
  hyperparameters: Record<string, number | string | boolean>;
  seed: number | null;
  /** What it has learnt from. */
  snapshotId: string | null;
  /** SHA-256 of the settings that decide on the model, and of the code that made it. */
  configHash: string | null;
  codeVersion: string | null;
  gitCommit: string | null;
  dataFingerprint: string | null;
  ratingCount: number | null;
  userCount: number | null;
  movieCount: number | null;
  artifact: StoredArtifact | null;
  modelVersion: number | null;
  searchId: string | null;
  /** 0-based; null of runs that are no trial of a search. */
  trial: number | null;
  engineVersion: string | null;
  failureReason: string | null;
}

export interface Run extends RunOrigin {
  /** A UUID with its dashes. */
  id: string;
  experimentId: string;
  name: string;
  status: RunStatus;
  lifecycleStage: LifecycleStage;
  userId: string | null;
  startedAt: string;
  finishedAt: string | null;
  durationMs: number | null;
}

export interface MetricPoint {
  key: string;
  /** Any double: NaN and the infinities too. */
  value: number;
  /** ms since 1970. */
  timestamp: number;
  step: number;
}

/** The last point of a curve, by timestamp, then step, then value. */
export interface LatestMetric extends MetricPoint {
  /** How many points the curve has. */
  points: number;
}

export interface Dataset {
  name: string;
  /** 36 characters at the most. */
  digest: string;
  sourceType: string;
  source: string;
  schema: string | null;
  profile: string | null;
}

export interface RunInput {
  dataset: Dataset;
  /** `mlflow.data.context` says what it was used for. */
  tags: Record<string, string>;
}

/** A run with everything that was logged to it, of metrics the last point each. */
export interface RunWithData extends Run {
  metrics: LatestMetric[];
  params: Record<string, string>;
  tags: Record<string, string>;
  inputs: RunInput[];
}

export interface NewRun {
  experimentId: string;
  name?: string | null;
  userId?: string | null;
  /** ms since 1970; now if it is left out. */
  startedAt?: number | null;
  tags?: Record<string, string>;
}

export interface RunChange {
  name?: string;
  status?: RunStatus;
  /** ms since 1970; now if a status that ends the run comes without it. */
  finishedAt?: number;
}

export interface RunBatch {
  metrics?: readonly MetricPoint[];
  params?: Record<string, string>;
  tags?: Record<string, string>;
}

/** Tags that clients and the dashboard give a meaning. */
export const tagKeys = {
  runName: 'mlflow.runName',
  description: 'mlflow.note.content',
  parentRunId: 'mlflow.parentRunId',
  gitCommit: 'mlflow.source.git.commit',
  user: 'mlflow.user',
  dataContext: 'mlflow.data.context',
} as const;

const runIdPattern = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The UUID of a run that is named with or without dashes; null of a text that names none. */
export function toRunId(text: string): string | null {
  if (!runIdPattern.test(text)) return null;
  return text
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** 32 hexadecimal digits: the id as MLflow's clients know it. */
export const toProtocolRunId = (id: string): string => id.replaceAll('-', '');
