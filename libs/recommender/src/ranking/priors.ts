import type { IdIndex } from '../data/id-index.js';
import type { Ratings } from '../data/ratings.js';
import { bayesianAverage } from '../cold-start/bayesian-average.js';

/** What is known of items before knowing the user, by item index. */
export interface ItemPriors {
  /** Mean of all ratings, in rating units. */
  readonly globalMean: number;
  readonly counts: Int32Array;
  /** Mean rating, shrunk towards `globalMean` as if by 20 further ratings. */
  readonly quality: Float32Array;
  /** ln(1 + count) / ln(1 + greatest count), in [0, 1]. */
  readonly fame: Float32Array;
}

const PRIOR_RATINGS = 20;

/**
 * @param counts  [itemCount] ratings of each item
 * @param means   [itemCount] mean rating of each item; ignored where the count is 0
 */
export function itemPriors(counts: ArrayLike<number>, means: ArrayLike<number>): ItemPriors {
  let total = 0;
  let sum = 0;
  let greatest = 0;
  for (let item = 0; item < counts.length; item++) {
    const count = counts[item];
    total += count;
    if (count > 0) sum += count * means[item];
    greatest = Math.max(greatest, count);
  }
  const globalMean = total > 0 ? sum / total : 0;
  return {
    globalMean,
    counts: Int32Array.from(counts),
    quality: Float32Array.from(counts, (count, item) =>
      bayesianAverage(means[item], count, globalMean, PRIOR_RATINGS),
    ),
    fame: Float32Array.from(counts, (count) => (greatest > 0 ? Math.log1p(count) / Math.log1p(greatest) : 0)),
  };
}

/** The priors of `items`, counted from ratings; items without a rating have none. */
export function priorsOfRatings(ratings: Ratings, items: IdIndex): ItemPriors {
  const counts = new Int32Array(items.size);
  const means = new Float64Array(items.size);
  const rowOf = Int32Array.from(ratings.items.ids, (id) => items.indexOf(id));
  for (let row = 0; row < ratings.length; row++) {
    const item = rowOf[ratings.itemIndices[row]];
    if (item < 0) continue;
    counts[item]++;
    means[item] += (ratings.values[row] - means[item]) / counts[item];
  }
  return itemPriors(counts, means);
}
