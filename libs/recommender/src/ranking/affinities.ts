import type { ItemNeighbours } from '../models/item-neighbours.js';
import type { HistoryContribution, ItemRating, RatingScale } from '../models/model.js';

/**
 * What a rating says for or against items like the rated one: (rating − middle) / (max − middle), in [−1, 1], 0 at the
 * middle of the scale. The middle of the scale, not the user's mean: somebody who rates six films 5 likes all six.
 */
export function liking(rating: number, scale: RatingScale): number {
  const middle = (scale.min + scale.max) / 2;
  return (rating - middle) / (scale.max - middle);
}

/** A rated item that the neighbours know, by item index, and what its rating says. */
export interface KnownRating {
  readonly item: number;
  readonly rating: number;
  /** See `liking`; not 0. */
  readonly liking: number;
}

/** One user's affinity to every item, and where it comes from. */
export class Affinities {
  constructor(
    /** [itemCount] by item index; above 0 = drawn to it, below 0 = put off. */
    readonly scores: Float32Array,
    private readonly neighbours: ItemNeighbours,
    private readonly history: readonly KnownRating[],
  ) {}

  /** The history items that speak for an item, the strongest first, with what each adds to its score. */
  because(itemIndex: number, count: number): HistoryContribution[] {
    return this.contributionsTo([itemIndex])[0]
      .filter(({ contribution }) => contribution > 0)
      .slice(0, count);
  }

  /**
   * What each rated item adds to or takes from the affinity of some items, the weightiest first; their sum is the
   * affinity, up to rounding. O(history · neighboursPerItem), however many items are asked about.
   *
   * @returns by the order of `itemIndices`
   */
  contributionsTo(itemIndices: readonly number[]): HistoryContribution[][] {
    const { indices, similarities, neighboursPerItem, items } = this.neighbours;
    const found = itemIndices.map((): HistoryContribution[] => []);
    /** By item index: 1 + its place in `itemIndices`, 0 for an item that is not asked about. */
    const places = new Int32Array(this.scores.length);
    itemIndices.forEach((item, place) => (places[item] = place + 1));
    for (const { item: rated, rating, liking: weight } of this.history) {
      const end = (rated + 1) * neighboursPerItem;
      for (let at = rated * neighboursPerItem; at < end && indices[at] >= 0; at++) {
        const place = places[indices[at]];
        if (place === 0) continue;
        found[place - 1].push({ itemId: items.idAt(rated), rating, contribution: weight * similarities[at] });
      }
    }
    for (const list of found) list.sort(byWeight);
    return found;
  }
}

/** The weightiest first, for or against; equal ones by lower id. */
export function byWeight(a: HistoryContribution, b: HistoryContribution): number {
  return Math.abs(b.contribution) - Math.abs(a.contribution) || a.itemId - b.itemId;
}

/**
 * The affinity of somebody with exactly this history to every item:
 *
 *   a_j = Σ_{i in history, j among the neighbours of i} liking(r_i) · sim_ij
 *
 * O(history · neighboursPerItem). Items that the neighbours do not know are ignored; of an item rated twice both count.
 *
 * @param out  [itemCount or longer], overwritten and kept by the result when given; 0 beyond the neighbours' items
 */
export function affinities(
  history: readonly ItemRating[],
  neighbours: ItemNeighbours,
  out?: Float32Array,
): Affinities {
  const { items, indices, similarities, neighboursPerItem } = neighbours;
  const scores = out?.fill(0) ?? new Float32Array(items.size);
  const known: KnownRating[] = [];
  for (const { itemId, rating } of history) {
    const item = items.indexOf(itemId);
    const weight = liking(rating, neighbours.scale);
    if (item < 0 || weight === 0) continue;
    known.push({ item, rating, liking: weight });
    const end = (item + 1) * neighboursPerItem;
    for (let at = item * neighboursPerItem; at < end && indices[at] >= 0; at++) {
      scores[indices[at]] += weight * similarities[at];
    }
  }
  return new Affinities(scores, neighbours, known);
}
