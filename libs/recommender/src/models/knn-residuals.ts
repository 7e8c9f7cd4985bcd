import type { RatingGroups } from '../data/ratings.js';
import type { CoRatingGroups } from '../kernels/co-ratings.js';
import type { Biases } from './biases.js';
import type { TwoSides } from './similarity-matrix.js';

/**
 * Ratings without their baseline, r − μ − b_u − b_i, whose cosine is the "Pearson baseline" similarity (Koren 2010,
 * 2.2; Surprise, `pearson_baseline`).
 *
 * @param userBased  whether rows are users
 */
export function residualSides(
  { rowCount, byRow, byColumn }: { rowCount: number; byRow: RatingGroups; byColumn: RatingGroups },
  { globalMean, userBiases, itemBiases }: Biases,
  userBased: boolean,
): TwoSides {
  const [rowBiases, columnBiases] = userBased ? [userBiases, itemBiases] : [itemBiases, userBiases];
  return {
    rowCount,
    byRow: residuals(byRow, globalMean, rowBiases, columnBiases),
    byColumn: residuals(byColumn, globalMean, columnBiases, rowBiases),
  };
}

function residuals(
  { offsets, others, values }: RatingGroups,
  globalMean: number,
  ownBiases: Float64Array,
  otherBiases: Float64Array,
): CoRatingGroups {
  const left = new Float64Array(values.length);
  for (let group = 0; group + 1 < offsets.length; group++) {
    const base = globalMean + ownBiases[group];
    for (let at = offsets[group]; at < offsets[group + 1]; at++)
      left[at] = values[at] - base - otherBiases[others[at]];
  }
  return { offsets, others, values: left };
}
