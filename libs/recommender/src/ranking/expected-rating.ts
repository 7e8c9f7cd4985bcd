import type { ItemRating, RatingScale } from '../models/model.js';
import type { IdIndex } from '../data/id-index.js';
import type { ItemPriors } from './priors.js';

/** As if so many further ratings had been exactly what everybody gives. */
const CAUTION_RATINGS = 5;

/**
 * What somebody would rate items where no model of ratings says so: what everybody gives (`quality`), and how much
 * more or less generous this person is:
 *
 *   r̂_j = quality_j + b,   b = Σ_i (r_i − quality_i) / (n + 5)      over their n rated items, clipped to the scale
 *
 * @returns by item index
 */
export function expectedRatings(
  history: readonly ItemRating[],
  items: IdIndex,
  { quality }: ItemPriors,
  scale: RatingScale,
): (item: number) => number {
  let sum = 0;
  let count = CAUTION_RATINGS;
  for (const { itemId, rating } of history) {
    const item = items.indexOf(itemId);
    if (item < 0) continue;
    sum += rating - quality[item];
    count++;
  }
  const bias = sum / count;
  return (item) => Math.min(Math.max(quality[item] + bias, scale.min), scale.max);
}
