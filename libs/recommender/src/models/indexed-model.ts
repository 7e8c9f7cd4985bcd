import type { IdIndex } from '../data/id-index.js';
import { FactorScorer, type LinearUser } from '../kernels/factor-scorer.js';
import type { TopItems } from '../kernels/top-n-scorer.js';
import { usualNorm, type FactorForm } from '../ranking/factor-form.js';
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
  /**
   * The user of a factor model, whose estimates of known items are those of `scoreItem`: all are then scored, and lists
   * are found, by kernels. All users of a model have the same `items`.
   */
  readonly linear?: LinearUser;
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

/** How much longer a list is asked for, one after the other, where only some items may appear. */
const LONGER_LISTS = [2, 8];

/** The part of a model that is the same for all: external ids outside, dense indices inside, clipping between. */
export abstract class IndexedModel implements RecommenderModel {
  abstract readonly kind: ModelKind;
  /** A model of preferences says so. */
  readonly output: ModelOutput = 'rating';
  readonly scale: RatingScale;
  readonly users: IdIndex;
  readonly items: IdIndex;
  private factorScorer: FactorScorer | null = null;

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

  /** The model as factors, for lists of many users; null where its estimates have no such form. */
  factorForm(): FactorForm | null {
    const user = (userIndex: number): LinearUser | null => this.estimatorOf(userIndex).linear ?? null;
    const anybody = user(-1) ?? (this.users.size > 0 ? user(0) : null);
    return anybody && { items: anybody.items, user, userNorm: usualNorm(user, this.users.size) };
  }

  /** Estimates before they are clipped, of a user by index (−1: nobody), for a model that is made of others. */
  unclippedOf(userIndex: number): Estimator {
    return this.withAll(this.estimatorOf(userIndex));
  }

  /** Likewise of somebody with this history, none of an item twice. */
  unclippedFrom(history: readonly IndexedRating[]): Estimator {
    return this.withAll(history.length > 0 ? this.estimatorFrom(history) : this.estimatorOf(-1));
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
        const found = estimator.linear && this.bestByKernel(estimator.linear, count, filter);
        if (found) {
          return Array.from(found.items, (item, place) => ({
            itemId: items.idAt(item),
            score: found.scores[place],
          }));
        }
        const estimates = this.estimateAll(estimator, new Float32Array(items.size));
        const best = rankTopN(estimates, (item) => !admits(filter, items.idAt(item)), count);
        return best.map((item) => ({ itemId: items.idAt(item), score: estimates[item] }));
      },
      explain: (itemId) => this.explanation(estimator, items.indexOf(itemId)),
    };
  }

  /** An estimator that estimates all items by whatever is quickest. */
  private withAll(estimator: Estimator): Estimator {
    return { ...estimator, estimateAll: (out) => this.estimateAll(estimator, out) };
  }

  private estimateAll(estimator: Estimator, out: Float32Array): Float32Array {
    checkLength(out, this.items.size);
    if (estimator.estimateAll) estimator.estimateAll(out);
    else if (estimator.linear) this.scorerOf(estimator.linear).scoreAll(estimator.linear, out);
    else for (let item = 0; item < out.length; item++) out[item] = estimator.estimate(item);
    return out;
  }

  /**
   * Where a filter has a condition, longer lists are found until enough of one pass it.
   *
   * @returns null where all items have to be estimated and sorted
   */
  private bestByKernel(user: LinearUser, count: number, { exclude, accepts }: ItemFilter): TopItems | null {
    const { items } = this;
    const excluded: number[] = [];
    for (const itemId of exclude ?? []) {
      const item = items.indexOf(itemId);
      if (item >= 0) excluded.push(item);
    }
    const scorer = this.scorerOf(user);
    if (!accepts) return scorer.best(user, count, excluded);
    for (const factor of LONGER_LISTS) {
      const wanted = factor * count;
      const found = scorer.best(user, wanted, excluded);
      if (!found) return null;
      const places: number[] = [];
      for (let place = 0; place < found.items.length && places.length < count; place++) {
        if (accepts(items.idAt(found.items[place]))) places.push(place);
      }
      if (places.length < count && found.items.length === wanted) continue;
      return {
        items: Int32Array.from(places, (place) => found.items[place]),
        scores: Float32Array.from(places, (place) => found.scores[place]),
      };
    }
    return null;
  }

  private scorerOf({ items }: LinearUser): FactorScorer {
    return (this.factorScorer ??= new FactorScorer(items, () => this.factorForm()?.userNorm ?? 1));
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
