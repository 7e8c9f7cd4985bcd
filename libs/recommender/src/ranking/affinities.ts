import type { ItemNeighbours } from '../models/item-neighbours.js';
import type { ItemRating, RatingScale } from '../models/model.js';

/**
 * What a rating says for or against items like the rated one: (rating − middle) / (max − middle), in [−1, 1], 0 at the
 * middle of the scale. The middle of the scale, not the user's mean: somebody who rates six films 5 likes all six.
 */
export function liking(rating: number, scale: RatingScale): number {
  const middle = (scale.min + scale.max) / 2;
  return (rating - middle) / (scale.max - middle);
}

/** One user's affinity to every item, and where it comes from. */
export class Affinities {
  /** @param history  item index and liking of each rated item that the neighbours know */
  constructor(
    /** [itemCount] by item index; above 0 = drawn to it, below 0 = put off. */
    readonly scores: Float32Array,
    private readonly neighbours: ItemNeighbours,
    private readonly history: readonly (readonly [item: number, liking: number])[],
  ) {}

  /** The history items that speak for an item, the strongest first, with what each adds to its score. */
  because(itemIndex: number, count: number): { itemId: number; contribution: number }[] {
    const { indices, similarities, neighboursPerItem, items } = this.neighbours;
    const reasons: { itemId: number; contribution: number }[] = [];
    for (const [rated, weight] of this.history) {
      if (weight <= 0) continue;
      const start = rated * neighboursPerItem;
      const at = indices.subarray(start, start + neighboursPerItem).indexOf(itemIndex);
      if (at >= 0)
        reasons.push({ itemId: items.idAt(rated), contribution: weight * similarities[start + at] });
    }
    return reasons.sort((a, b) => b.contribution - a.contribution || a.itemId - b.itemId).slice(0, count);
  }
}

/**
 * The affinity of somebody with exactly this history to every item:
 *
 *   a_j = Σ_{i in history, j among the neighbours of i} liking(r_i) · sim_ij
 *
 * O(history · neighboursPerItem). Items that the neighbours do not know are ignored; of an item rated twice both count.
 *
 * @param out  [itemCount], overwritten and kept by the result when given
 */
export function affinities(
  history: readonly ItemRating[],
  neighbours: ItemNeighbours,
  out?: Float32Array,
): Affinities {
  const { items, indices, similarities, neighboursPerItem } = neighbours;
  const scores = out?.fill(0) ?? new Float32Array(items.size);
  const known: [number, number][] = [];
  for (const { itemId, rating } of history) {
    const item = items.indexOf(itemId);
    const weight = liking(rating, neighbours.scale);
    if (item < 0 || weight === 0) continue;
    known.push([item, weight]);
    const end = (item + 1) * neighboursPerItem;
    for (let at = item * neighboursPerItem; at < end && indices[at] >= 0; at++) {
      scores[indices[at]] += weight * similarities[at];
    }
  }
  return new Affinities(scores, neighbours, known);
}
