import type { IdIndex } from '../data/id-index.js';
import type { Ratings } from '../data/ratings.js';
import { ModelStateError } from '../errors.js';
import type { ItemLists } from '../kernels/item-lists.js';
import { IndexedModel, readFrame, type Estimator, type IndexedRating } from './indexed-model.js';
import type { ModelState, ScoredItem } from './model.js';
import { ratingsState, readRatings } from './ratings-state.js';
import { StateReader } from './state-reader.js';

/** How scores are made from lists. */
export interface ItemKnnScoring {
  readonly positiveFrom: number;
  readonly normalised: boolean;
  readonly sharpness: number;
  readonly popularityDiscount: number;
}

/** The neighbours of item i are at offsets[i] … offsets[i + 1] − 1, most similar first. */
interface Neighbours {
  /** [itemCount + 1] */
  readonly offsets: Int32Array;
  readonly items: Int32Array;
  readonly similarities: Float32Array;
}

/**
 * The score of an item is how similar it is to what the user likes:
 *
 *   ŝ_j = c_j^−δ Σ_{i liked, j among the neighbours of i} sim_ij^q / Σ_{k among the neighbours of i} sim_ik^q
 *
 * with c_j the users who like j (at least 1), δ the popularity discount and q the sharpness; not divided where it is not to be
 * normalised. Who likes nothing that has
 * neighbours, gets the share of users who like each item. The lists are saved with the model; ratings too, which say who
 * likes what.
 */
export class ItemKnnModel extends IndexedModel {
  override readonly kind = 'item-knn';
  override readonly output = 'preference';
  private readonly likeCounts: Float64Array;
  /** [itemCount] c_j^−δ */
  private readonly discounts: Float64Array;
  /** What a neighbour in `neighbours.items` adds to a score, but for its discount. */
  private readonly weights: Float64Array;

  private constructor(
    private readonly ratings: Ratings,
    private readonly scoring: ItemKnnScoring,
    private readonly neighbours: Neighbours,
  ) {
    super(ratings);
    const { positiveFrom, popularityDiscount, sharpness } = scoring;
    this.likeCounts = new Float64Array(ratings.items.size);
    for (let row = 0; row < ratings.length; row++) {
      if (ratings.values[row] >= positiveFrom) this.likeCounts[ratings.itemIndices[row]]++;
    }
    this.discounts = this.likeCounts.map((count) => Math.max(1, count) ** -popularityDiscount);
    this.weights = Float64Array.from(neighbours.similarities, (similarity) => similarity ** sharpness);
    if (scoring.normalised) normalise(this.weights, neighbours.offsets);
  }

  /** @param found  lists of `size` for items that may be fewer than those of `ratings`; null where there are none */
  static of(
    ratings: Ratings,
    { positiveFrom, normalised, sharpness, popularityDiscount }: ItemKnnScoring,
    size: number,
    found: (ItemLists & { readonly items: IdIndex }) | null,
  ): ItemKnnModel {
    const offsets = new Int32Array(ratings.items.size + 1);
    const items: number[] = [];
    const similarities: number[] = [];
    for (let item = 0; item < ratings.items.size; item++) {
      const row = found ? found.items.indexOf(ratings.items.ids[item]) : -1;
      for (let at = row * size; found && row >= 0 && at < (row + 1) * size; at++) {
        if (found.indices[at] < 0) break;
        items.push(ratings.items.indexOf(found.items.ids[found.indices[at]]));
        similarities.push(found.similarities[at]);
      }
      offsets[item + 1] = items.length;
    }
    const neighbours = {
      offsets,
      items: Int32Array.from(items),
      similarities: Float32Array.from(similarities),
    };
    const scoring = { positiveFrom, normalised, sharpness, popularityDiscount };
    return new ItemKnnModel(ratings, scoring, neighbours);
  }

  static load(reader: StateReader): ItemKnnModel {
    const frame = readFrame(reader);
    const count = reader.lengthOf('neighbourItems');
    const places = [count, 'neighbours'] as const;
    const neighbours: Neighbours = {
      offsets: reader.indices('neighbourOffsets', count + 1, [frame.items.size + 1, 'items and one more']),
      items: reader.indices('neighbourItems', frame.items.size, places),
      similarities: reader.float32('similarities', places),
    };
    checkLists(neighbours);
    const scoring = {
      positiveFrom: reader.number('positiveFrom'),
      normalised: reader.choice('normalised', ['true', 'false']) === 'true',
      sharpness: reader.number('sharpness', 0),
      popularityDiscount: reader.number('popularityDiscount', 0),
    };
    return new ItemKnnModel(readRatings(reader, frame), scoring, neighbours);
  }

  override similar(itemId: number, count: number): ScoredItem[] {
    const item = this.items.indexOf(itemId);
    if (item < 0) return [];
    const { offsets, items, similarities } = this.neighbours;
    const end = Math.min(offsets[item + 1], offsets[item] + count);
    const nearest: ScoredItem[] = [];
    for (let at = offsets[item]; at < end; at++) {
      nearest.push({ itemId: this.items.idAt(items[at]), score: similarities[at] });
    }
    return nearest;
  }

  override state(): ModelState {
    const { offsets, items, similarities } = this.neighbours;
    const { normalised, ...numbers } = this.scoring;
    return this.frameState(
      { ...numbers, normalised: String(normalised) },
      {
        ...ratingsState(this.ratings),
        neighbourOffsets: { shape: [offsets.length], data: offsets },
        neighbourItems: { shape: [items.length], data: items },
        similarities: { shape: [items.length], data: similarities },
      },
    );
  }

  protected override estimatorOf(userIndex: number): Estimator {
    if (userIndex < 0) return this.nobody();
    const { offsets, others, values } = this.ratings.byUser;
    const history: IndexedRating[] = [];
    for (let at = offsets[userIndex]; at < offsets[userIndex + 1]; at++) {
      history.push({ itemIndex: others[at], rating: values[at] });
    }
    return this.estimatorFrom(history.sort((a, b) => a.itemIndex - b.itemIndex));
  }

  protected override estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const { offsets, items } = this.neighbours;
    const { discounts, weights } = this;
    const liked = history.filter(
      ({ itemIndex, rating }) =>
        rating >= this.scoring.positiveFrom && offsets[itemIndex + 1] > offsets[itemIndex],
    );
    if (liked.length === 0) return this.nobody();
    let scores: Float64Array | null = null;
    const scoreAll = (): Float64Array => {
      if (scores) return scores;
      scores = new Float64Array(this.items.size);
      for (const { itemIndex } of liked) {
        for (let at = offsets[itemIndex]; at < offsets[itemIndex + 1]; at++) scores[items[at]] += weights[at];
      }
      for (let item = 0; item < scores.length; item++) scores[item] *= discounts[item];
      return scores;
    };
    return {
      estimate: (itemIndex) => (itemIndex < 0 ? 0 : scoreAll()[itemIndex]),
      estimateAll: (out) => out.set(scoreAll()),
      explain: (itemIndex) => ({
        terms: [],
        history: liked.flatMap((one) => {
          const at = items.subarray(offsets[one.itemIndex], offsets[one.itemIndex + 1]).indexOf(itemIndex);
          if (itemIndex < 0 || at < 0) return [];
          return [{ ...one, contribution: weights[offsets[one.itemIndex] + at] * discounts[itemIndex] }];
        }),
      }),
    };
  }

  /** Somebody of whom nothing is known. */
  private nobody(): Estimator {
    const share = (item: number): number => (item < 0 ? 0 : this.likeCounts[item] / this.users.size);
    return { estimate: share, explain: (item) => ({ terms: [['popularity', share(item)]] }) };
  }
}

/** Divides the weights of each list by their sum. */
function normalise(weights: Float64Array, offsets: Int32Array): void {
  for (let item = 0; item + 1 < offsets.length; item++) {
    let sum = 0;
    for (let at = offsets[item]; at < offsets[item + 1]; at++) sum += weights[at];
    for (let at = offsets[item]; at < offsets[item + 1]; at++) weights[at] /= sum;
  }
}

/** @throws ModelStateError */
export function loadItemKnn(state: ModelState): ItemKnnModel {
  return ItemKnnModel.load(new StateReader(state));
}

function checkLists({ offsets, items, similarities }: Neighbours): void {
  for (let item = 0; item + 1 < offsets.length; item++) {
    if (offsets[item] > offsets[item + 1]) {
      throw new ModelStateError(
        `neighbourOffsets has ${offsets[item + 1]} after ${offsets[item]}, expected to ascend`,
      );
    }
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      if (items[at] === item || !(similarities[at] > 0)) {
        throw new ModelStateError(
          `Item ${item} has the neighbour ${items[at]} by ${similarities[at]}, expected others above 0`,
        );
      }
    }
  }
  if (offsets[0] !== 0 || offsets.at(-1) !== items.length) {
    throw new ModelStateError(`neighbourOffsets are not from 0 to ${items.length}, the number of neighbours`);
  }
}
