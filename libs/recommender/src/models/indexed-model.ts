import type { IdIndex } from '../data/id-index.js';
import type {
  ItemRating,
  ModelKind,
  ModelState,
  RatingModel,
  RatingScale,
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
}

/** What every model needs besides its parameters. */
export interface ModelFrame {
  readonly scale: RatingScale;
  readonly users: IdIndex;
  readonly items: IdIndex;
}

/** The part of a rating model that is the same for all: external ids outside, dense indices inside, clipping between. */
export abstract class IndexedModel implements RatingModel {
  abstract readonly kind: ModelKind;
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
    return clip(
      this.estimatorOf(this.users.indexOf(userId)).estimate(this.items.indexOf(itemId)),
      this.scale,
    );
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
    const { items, scale } = this;
    return {
      predict: (itemId) => clip(estimator.estimate(items.indexOf(itemId)), scale),
      predictAll: (out = new Float32Array(items.size)) => {
        checkLength(out, items.size);
        if (estimator.estimateAll) estimator.estimateAll(out);
        else for (let item = 0; item < out.length; item++) out[item] = estimator.estimate(item);
        for (let item = 0; item < out.length; item++) out[item] = clip(out[item], scale);
        return out;
      },
    };
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
