import type { MetricName, ModelKind, OutcomeComparison, SideEffects } from '@marquee/recommender';
import type { SearchTask } from './search.js';
import type { Hyperparameters } from './training-run.js';
import type { PlannedCandidate } from './training-plan.js';

/** Columns of all ratings by external id, over shared memory: the thread reads what the process wrote, without a copy. */
export interface RatingColumns {
  users: Int32Array;
  movies: Int32Array;
  ratings: Float32Array;
  /** Unix seconds. */
  times: Uint32Array;
}

/** What is known of a film besides its ratings. */
export interface FilmContent {
  id: number;
  genres: readonly string[];
  tags: readonly string[];
  year: number | null;
}

/** What the training thread is started with. */
export interface TrainingTask {
  columns: RatingColumns;
  /** Every film of the catalogue, rated or not. */
  films: readonly FilmContent[];
  candidates: readonly PlannedCandidate[];
  /** Trials that come first; the best of them is the only candidate then. */
  search?: SearchTask;
  seed: number;
  validationShare: number;
  /** What candidates are compared with the champion by. */
  primaryMetric: MetricName;
  scale: { min: number; max: number };
  /** Only fits the candidates, on the train set or on all ratings: no neighbours, no champion, no evaluation. */
  fitOnly?: 'train-set' | 'all-ratings';
  /** The champion's model file, of the fit that has not seen the held-out ratings, to be judged on the same held-out ratings. */
  champion: Uint8Array | null;
  /** How far the thread stands back behind serving, 0 to 19; see `AppConfig`. */
  niceness: number;
  /** [0] ≠ 0 asks the thread to stop. */
  stop: Int32Array;
}

/** How a model did on the held-out ratings. */
export interface HeldOutResult {
  metrics: Record<string, number>;
  sideEffects: SideEffects;
  /** How many users the primary metric is over, and how many held-out ratings there are. */
  heldOut: { users: number; ratings: number };
  /** p95 of the time to make one list of ten, in milliseconds. */
  latencyMs: number | null;
  /** With the champion, over the same users; null when nobody reigns or they cannot be compared. */
  comparison: OutcomeComparison | null;
}

/** What the training thread tells while it works, in this order. */
export type TrainingMessage =
  | { type: 'phase'; phase: string; ratio: number | null }
  | {
      type: 'prepared';
      dataFingerprint: string;
      userCount: number;
      movieCount: number;
      trainCount: number;
      validationCount: number;
    }
  | { type: 'trial-started'; trial: number; kind: ModelKind; hyperparameters: Hyperparameters }
  /** `value` is the search's metric on the inner validation ratings, where it was looked at. */
  | {
      type: 'trial-epoch';
      trial: number;
      epoch: number;
      epochs: number;
      trainRmse: number | null;
      value: number | null;
    }
  | {
      type: 'trial-ended';
      trial: number;
      state: 'complete' | 'pruned' | 'failed' | 'cancelled';
      metrics: Record<string, number>;
      reason: string | null;
    }
  | { type: 'search-ended'; kind: ModelKind; hyperparameters: Hyperparameters }
  | { type: 'neighbours'; file: Uint8Array }
  | { type: 'candidate-started'; index: number }
  | { type: 'epoch'; index: number; epoch: number; epochs: number; trainRmse: number | null }
  | { type: 'evaluating'; index: number; ratio: number }
  | { type: 'candidate-finished'; index: number; result: HeldOutResult; file: Uint8Array }
  /** Instead of the last one, where only fitting was asked for. */
  | { type: 'candidate-fitted'; index: number; file: Uint8Array }
  | { type: 'candidate-failed'; index: number; reason: string }
  | { type: 'champion-judged'; result: HeldOutResult }
  | { type: 'done' };
