import type { IdIndex } from '../data/id-index.js';
import type { FactorForm } from '../ranking/factor-form.js';

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

/**
 * What a model's numbers are: predicted ratings, in rating units and on the scale, or preferences, in a unit of the
 * model's own, that order items and mean nothing else.
 */
export type ModelOutput = 'rating' | 'preference';

/** Which items may be recommended; all when left out. */
export interface ItemFilter {
  /** Items that may not appear, by external id. */
  readonly exclude?: ReadonlySet<number>;
  /** Whether an item may appear. */
  readonly accepts?: (itemId: number) => boolean;
}

/**
 * Where a score comes from. The sum of all contributions, `terms` then `history`, is `score`: the model's own estimate
 * before it is clipped to the scale.
 */
export interface Explanation {
  readonly score: number;
  /** What would be there without this history, by name: e.g. the mean of all ratings, how well liked the item is. */
  readonly terms: readonly { readonly name: ExplanationTerm; readonly contribution: number }[];
  /** What each rated item adds or takes, in the order of item indices; [] where the model cannot tell them apart. */
  readonly history: readonly HistoryContribution[];
}

/** 'user': how generous the user is; 'taste': user and item together, where single ratings cannot be told apart. */
export type ExplanationTerm = 'mean' | 'item' | 'user' | 'taste' | 'popularity' | 'content' | 'time';

export interface HistoryContribution {
  readonly itemId: number;
  readonly rating: number;
  readonly contribution: number;
}

/** A model as seen by one user: who they are is settled, only the item varies. */
export interface UserScorer {
  /** Estimate for one item by external id, ratings clipped to the scale. Unknown items are answered, not refused. */
  predict(itemId: number): number;
  /**
   * Estimate for every item of the model.
   *
   * @param out  [itemCount], by item index; reused when given
   * @returns `out`, ratings clipped to the scale
   */
  predictAll(out?: Float32Array): Float32Array;
  /**
   * The `count` items with the greatest estimates, best first, fewer when there are not so many. Estimates order before
   * they are clipped, equal ones by item index; `score` is the unclipped estimate.
   */
  recommend(count: number, filter?: ItemFilter): ScoredItem[];
  /** Why an item, by external id, gets its estimate. */
  explain(itemId: number): Explanation;
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

/** What every model does, whatever is inside. */
export interface RecommenderModel {
  readonly kind: ModelKind;
  readonly output: ModelOutput;
  /** Of the ratings it learnt from. */
  readonly scale: RatingScale;
  readonly users: IdIndex;
  readonly items: IdIndex;
  /** Whether both the user and the item were seen in training. */
  knows(userId: number, itemId: number): boolean;
  /** Estimate by external ids, ratings clipped to the scale. Unknown users and items are answered, not refused. */
  predict(userId: number, itemId: number): number;
  /** The same at a time, in Unix seconds, of a model whose estimates depend on it; `predict` takes the latest it knows. */
  predictAt?(userId: number, itemId: number, time: number): number;
  /** The model as a user of the training set sees it; an unknown user gets the model's answer for nobody in particular. */
  forUser(userId: number): UserScorer;
  /**
   * The model as somebody with exactly this history sees it, whether they were in the training set or not: item
   * parameters stay fixed, the user's are computed from the full history. Items unknown to the model are ignored.
   */
  foldIn(history: readonly ItemRating[]): UserScorer;
  /** The `count` items most like `itemId` by the model's own parameters, best first; [] when it has no notion of it. */
  similar(itemId: number, count: number): ScoredItem[];
  /** The model as factors, where its estimates have that form: lists for many users are then found by kernels. */
  factorForm?(): FactorForm | null;
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
  | 'bayesian-mf'
  | 'svd-plus-plus'
  | 'item-knn'
  | 'time-svd-plus-plus'
  | 'ease'
  | 'bayesian-svd-plus-plus'
  | 'implicit-als'
  | 'nmf'
  | 'popularity'
  | 'content'
  | 'blend'
  | 'bpr';

/** What items are, for models that look beyond ratings. Any id may be asked for; what is not known is [] or null. */
export interface ItemContent {
  genresOf(itemId: number): readonly string[];
  /** Words that people attached to the item, with repetitions. */
  tagsOf?(itemId: number): readonly string[];
  yearOf?(itemId: number): number | null;
  /** All items of the catalogue, rated or not. */
  readonly itemIds?: readonly number[] | Int32Array;
}

/** How far a fit is. */
export interface EpochProgress {
  /** 1-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** null where a model has none. */
  readonly trainRmse: number | null;
  /**
   * The model as it is after this epoch, in memory of its own. Only there where the trainer can give it, and only to be
   * called while `onEpoch` runs; costs a copy of the parameters.
   */
  readonly snapshot?: () => RecommenderModel;
}

/** What a fit may ask of and tell its caller. */
export interface FitOptions {
  /** Seed of every random draw: the same seed, ratings and hyperparameters give the same model, bit for bit. */
  readonly seed: number;
  /** Called after each epoch or comparable stage; what it throws ends the fit. */
  readonly onEpoch?: (progress: EpochProgress) => void;
  /**
   * An earlier model of the same kind to start from: known users and items begin where it left them, new ones as in a
   * fresh start. Taken by matrix-factorisation, als and baseline; the others begin afresh.
   */
  readonly warmStart?: RecommenderModel;
  /** Asked at least every 100 ms or so; true makes the fit throw `FitCancelledError`. */
  readonly shouldStop?: () => boolean;
  /**
   * The largest matrix of similarities that may be built, or shared memory that may be taken, in bytes; beyond it
   * `ModelTooLargeError`. Default 2 GiB for similarities, 4 GiB for shared memory.
   */
  readonly maxBytes?: number;
  /** What the items are; a model that needs it does without where it is left out. */
  readonly content?: ItemContent;
}
