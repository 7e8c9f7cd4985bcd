import type { IdIndex } from '../data/id-index.js';

/** The smallest and largest rating that a source allows, in rating units. */
export interface RatingScale {
  readonly min: number;
  readonly max: number;
}

/** One observed rating of one user, by external item id. */
export interface ItemRating {
  readonly itemId: number;
  readonly rating: number;
}

/** An item and a number that orders it: a similarity, an affinity or a predicted rating, as the source says. */
export interface ScoredItem {
  readonly itemId: number;
  readonly score: number;
}

/** A model as seen by one user: who they are is settled, only the item varies. */
export interface UserScorer {
  /** Predicted rating of one item by external id, clipped to the rating scale. Unknown items are answered, not refused. */
  predict(itemId: number): number;
  /**
   * Predicted rating of every item of the model.
   *
   * @param out  [itemCount], by item index; reused when given
   * @returns `out`, each value clipped to the rating scale
   */
  predictAll(out?: Float32Array): Float32Array;
}

/** What a fitted model consists of: plain numbers, enough to load it again. */
export interface ModelState {
  /** Flat typed arrays by name, with their shapes. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Scalars and settings as strings, for a safetensors header. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array;
}

/** What every rating model does, whatever is inside. */
export interface RatingModel {
  readonly kind: ModelKind;
  readonly scale: RatingScale;
  readonly users: IdIndex;
  readonly items: IdIndex;
  /** Whether both the user and the item were seen in training. */
  knows(userId: number, itemId: number): boolean;
  /** Predicted rating by external ids, clipped to the scale. Unknown users and items are answered, not refused. */
  predict(userId: number, itemId: number): number;
  /** The model as a user of the training set sees it; an unknown user gets the model's answer for nobody in particular. */
  forUser(userId: number): UserScorer;
  /**
   * The model as somebody with exactly this history sees it, whether they were in the training set or not: item
   * parameters stay fixed, the user's are computed from the full history. Items unknown to the model are ignored.
   */
  foldIn(history: readonly ItemRating[]): UserScorer;
  /** The `count` items most like `itemId` by the model's own parameters, best first; [] when it has no notion of it. */
  similar(itemId: number, count: number): ScoredItem[];
  state(): ModelState;
}

export type ModelKind =
  | 'normal'
  | 'baseline'
  | 'knn-basic'
  | 'knn-with-means'
  | 'knn-with-z-score'
  | 'knn-baseline'
  | 'slope-one'
  | 'svd'
  | 'matrix-factorisation'
  | 'als'
  | 'bayesian-mf';

/** What a fit may ask of and tell its caller. */
export interface FitOptions {
  /** Seed of every random draw: the same seed, ratings and hyperparameters give the same model, bit for bit. */
  readonly seed: number;
  /** Called after each epoch (or comparable stage), 1-based. `trainRmse` is null where a model has none. */
  readonly onEpoch?: (progress: { epoch: number; epochs: number; trainRmse: number | null }) => void;
  /** Asked at least every 100 ms or so; true makes the fit throw `FitCancelledError`. */
  readonly shouldStop?: () => boolean;
  /**
   * The largest matrix of similarities that may be built, or shared memory that may be taken, in bytes; beyond it
   * `ModelTooLargeError`. Default 2 GiB for similarities, 4 GiB for shared memory.
   */
  readonly maxBytes?: number;
}
