import { bootstrapMean, type BootstrapOptions, type MeanInterval } from './bootstrap.js';
import { wilcoxonSignedRank, type WilcoxonResult } from './wilcoxon.js';

/** How one model does beside another, over the same users. */
export interface ModelComparison {
  readonly users: number;
  readonly meanA: number;
  readonly meanB: number;
  /** Mean of a − b over users, with its bootstrap interval. */
  readonly difference: MeanInterval;
  readonly wilcoxon: WilcoxonResult;
}

/**
 * Compares two models by a metric of each user: a paired bootstrap interval of the difference of means, and Wilcoxon's
 * signed-rank test. Where several models are compared with one, adjust their p-values by `holm`.
 *
 * @param perUserA  the metric by user under model A
 * @param perUserB  the same users in the same order under model B
 * @throws RangeError if there are not as many users, or none
 */
export function compareModels(
  perUserA: ArrayLike<number>,
  perUserB: ArrayLike<number>,
  options: BootstrapOptions,
): ModelComparison {
  if (perUserA.length !== perUserB.length) {
    throw new RangeError(`There are ${perUserA.length} and ${perUserB.length} users, expected the same ones`);
  }
  const differences = Float64Array.from(perUserA, (a, user) => a - perUserB[user]);
  return {
    users: differences.length,
    difference: bootstrapMean(differences, options),
    meanA: meanOf(perUserA),
    meanB: meanOf(perUserB),
    wilcoxon: wilcoxonSignedRank(differences),
  };
}

/**
 * p-values adjusted for being several: the chance that any true null hypothesis is rejected stays below the level.
 *
 *   p̃_(j) = max_{i ≤ j} min(1, (m − i + 1) p_(i))        p_(1) ≤ … ≤ p_(m)        (Holm 1979)
 *
 * @returns in the order given
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, at) => at).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 0;
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * pValues[at]));
    adjusted[at] = least;
  });
  return adjusted;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum / values.length;
}
