import type { IdIndex } from '../data/id-index.js';
import { rankTopN } from '../ranking/top-n.js';
import type {
  Explanation,
  ExplanationTerm,
  ItemFilter,
  ItemRating,
  ModelKind,
  ModelOutput,
  ModelState,
  RatingScale,
  RecommenderModel,
  ScoredItem,
  Tensor,
  UserScorer,
} from './model.js';
import type { StateReader } from './state-reader.js';

/** One rating of a history, by item index. */
export interface IndexedRating {
  readonly itemIndex: number;
  readonly rating: number;
}

/** Unclipped estimates for one user; −1 stands for an item that the model does not know. */
export interface Estimator {
  estimate(itemIndex: number): number;
  /** Estimates of all items by index into `out` [itemCount], where that is quicker than one by one. */
  estimateAll?(out: Float32Array): void;
  /** What makes up `estimate(itemIndex)`; left out where a model has no parts to tell apart. */
  explain?(itemIndex: number): EstimateParts;
}

/** The parts of an estimate; their sum is the estimate, up to rounding. */
export interface EstimateParts {
  readonly terms: readonly (readonly [name: ExplanationTerm, contribution: number])[];
  /** What each rating of the history adds. */
  readonly history?: readonly (IndexedRating & { readonly contribution: number })[];
}

/** What every model needs besides its parameters. */
export interface ModelFrame {
  readonly scale: RatingScale;
  readonly users: IdIndex;
  readonly items: IdIndex;
}

/** The part of a model that is the same for all: external ids outside, dense indices inside, clipping between. */
export abstract class IndexedModel implements RecommenderModel {
  abstract readonly kind: ModelKind;
  /** A model of preferences says so. */
  readonly output: ModelOutput = 'rating';
  readonly scale: RatingScale;
  readonly users: IdIndex;
  readonly items: IdIndex;

  constructor(frame: ModelFrame) {
    this.scale = frame.scale;
    this.users = frame.users;
    this.items = frame.items;
  }

  knows(userId: number, itemId: number): boolean {
    return this.users.has(userId) && this.items.has(itemId);
  }

  predict(userId: number, itemId: number): number {
    return this.bounded(this.estimatorOf(this.users.indexOf(userId)).estimate(this.items.indexOf(itemId)));
  }

  forUser(userId: number): UserScorer {
    return this.scorer(this.estimatorOf(this.users.indexOf(userId)));
  }

  foldIn(history: readonly ItemRating[]): UserScorer {
    const known = this.knownRatings(history);
    return this.scorer(known.length > 0 ? this.estimatorFrom(known) : this.estimatorOf(-1));
  }

  abstract similar(itemId: number, count: number): ScoredItem[];
  abstract state(): ModelState;

  /** The user at an index; −1 is nobody in particular. */
  protected abstract estimatorOf(userIndex: number): Estimator;

  /** Somebody with this history: at least one rating, none of an item twice. */
  protected abstract estimatorFrom(history: readonly IndexedRating[]): Estimator;

  /** The part of a state that all models have in common. */
  protected frameState(
    metadata: Record<string, string | number>,
    tensors: Record<string, Tensor>,
  ): ModelState {
    const common = { kind: this.kind, formatVersion: 1, scaleMin: this.scale.min, scaleMax: this.scale.max };
    return {
      tensors: {
        userIds: { shape: [this.users.size], data: this.users.ids },
        itemIds: { shape: [this.items.size], data: this.items.ids },
        ...tensors,
      },
      metadata: Object.fromEntries(
        Object.entries({ ...common, ...metadata }).map(([name, value]) => [name, String(value)]),
      ),
    };
  }

  private scorer(estimator: Estimator): UserScorer {
    const { items } = this;
    return {
      predict: (itemId) => this.bounded(estimator.estimate(items.indexOf(itemId))),
      predictAll: (out = new Float32Array(items.size)) => {
        this.estimateAll(estimator, out);
        if (this.output === 'rating') {
          for (let item = 0; item < out.length; item++) out[item] = clip(out[item], this.scale);
        }
        return out;
      },
      recommend: (count, filter = {}) => {
        const estimates = this.estimateAll(estimator, new Float32Array(items.size));
        const best = rankTopN(estimates, (item) => !admits(filter, items.idAt(item)), count);
        return best.map((item) => ({ itemId: items.idAt(item), score: estimates[item] }));
      },
      explain: (itemId) => this.explanation(estimator, items.indexOf(itemId)),
    };
  }

  private estimateAll(estimator: Estimator, out: Float32Array): Float32Array {
    checkLength(out, this.items.size);
    if (estimator.estimateAll) estimator.estimateAll(out);
    else for (let item = 0; item < out.length; item++) out[item] = estimator.estimate(item);
    return out;
  }

  /** The score is the sum of the parts as told, so that they add up exactly; the estimate differs by rounding only. */
  private explanation(estimator: Estimator, itemIndex: number): Explanation {
    const { terms, history = [] } = estimator.explain?.(itemIndex) ?? {
      terms: [['taste', estimator.estimate(itemIndex)] as const],
    };
    const explanation = {
      terms: terms.map(([name, contribution]) => ({ name, contribution })),
      history: history.map((one) => ({
        itemId: this.items.idAt(one.itemIndex),
        rating: one.rating,
        contribution: one.contribution,
      })),
    };
    const score = [...explanation.terms, ...explanation.history].reduce(
      (sum, one) => sum + one.contribution,
      0,
    );
    return { score, ...explanation };
  }

  private bounded(estimate: number): number {
    return this.output === 'rating' ? clip(estimate, this.scale) : estimate;
  }

  /** Drops what is unknown or no number; of an item rated twice the later rating counts. In the order of items. */
  protected knownRatings(history: readonly ItemRating[]): IndexedRating[] {
    const ratings = new Map<number, number>();
    for (const { itemId, rating } of history) {
      const itemIndex = this.items.indexOf(itemId);
      if (itemIndex >= 0 && Number.isFinite(rating)) ratings.set(itemIndex, clip(rating, this.scale));
    }
    const known = Array.from(ratings, ([itemIndex, rating]) => ({ itemIndex, rating }));
    return known.sort((a, b) => a.itemIndex - b.itemIndex);
  }
}

function admits({ exclude, accepts }: ItemFilter, itemId: number): boolean {
  return !exclude?.has(itemId) && (!accepts || accepts(itemId));
}

export function clip(rating: number, { min, max }: RatingScale): number {
  return rating < min ? min : rating > max ? max : rating;
}

/** @throws RangeError if `out` has not one place for each item */
export function checkLength(out: Float32Array, itemCount: number): void {
  if (out.length !== itemCount) {
    throw new RangeError(`out has ${out.length} places, expected ${itemCount} (one for each item)`);
  }
}

/** @throws ModelStateError */
export function readFrame(reader: StateReader): ModelFrame {
  return { scale: reader.scale(), users: reader.ids('userIds'), items: reader.ids('itemIds') };
}
