import { UnsuitableTestError } from './errors.js';
import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type CategoricalInput, type Category, categoricalSample, unionOfCategories } from './sample.js';

const { floor, max, min } = Math;

/** Tables whose chances differ by less than this share count as equally likely; rounding stays far below it. */
const TIE = 1e-10;

/**
 * Fisher's exact test, two-sided, on a categorical column with at most two different values.
 *
 * H₀: the share of the second value is the same in reference and current, the margins being given.
 *
 *   p = Σ P(x) over the tables x that are no likelier than the one seen,  P hypergeometric
 *
 * The statistic is the odds ratio, odds of the second value (by order) in current over those in reference; ∞
 * where its divisor is 0. Drift when p < threshold (0.1 by default). A single value: odds ratio 1, p = 1.
 * Equals scipy's `fisher_exact`, hence Evidently's `fisher_exact`, which raises where sides are of unequal size;
 * the test itself does not need equal sizes. Time grows with the count of the rarer value. Source: Fisher 1935.
 *
 * @throws UnsuitableTestError if there are more than two different values
 */
export function fisherExactTest(
  reference: CategoricalInput,
  current: CategoricalInput,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('fisher-exact', threshold);
  const categories = unionOfCategories(a, b);
  if (categories.length > 2) {
    throw new UnsuitableTestError(
      `fisher-exact compares columns of two values, but met ${categories.length} different ones.`,
    );
  }
  if (categories.length < 2) return pValueResult('fisher-exact', 1, 1, threshold);
  const second = largestOf(categories);
  const inReference = a.counts.get(second) ?? 0;
  const inCurrent = b.counts.get(second) ?? 0;
  const divisor = inReference * (b.size - inCurrent);
  const oddsRatio = divisor === 0 ? Infinity : (inCurrent * (a.size - inReference)) / divisor;
  const pValue = twoSidedPValue(inCurrent, b.size, a.size, inCurrent + inReference);
  return pValueResult('fisher-exact', oddsRatio, pValue, threshold);
}

function largestOf(categories: readonly Category[]): Category {
  return categories.reduce((most, category) => (category > most ? category : most));
}

/**
 * Drawing `draws` of `marked + unmarked` balls, the chance of a number of marked ones no likelier than `seen`.
 * Chances are taken relative to the mode, from one to the next by their ratio: no factorial, no overflow.
 */
function twoSidedPValue(seen: number, marked: number, unmarked: number, draws: number): number {
  const lowest = max(0, draws - unmarked);
  const highest = min(draws, marked);
  const mode = min(highest, max(lowest, floor(((draws + 1) * (marked + 1)) / (marked + unmarked + 2))));
  /** P(x + 1) / P(x) */
  const ratio = (x: number) => ((marked - x) * (draws - x)) / ((x + 1) * (unmarked - draws + x + 1));
  const chances = new Float64Array(highest - lowest + 1);
  chances[mode - lowest] = 1;
  for (let x = mode; x < highest; x++) chances[x + 1 - lowest] = chances[x - lowest] * ratio(x);
  for (let x = mode; x > lowest; x--) chances[x - 1 - lowest] = chances[x - lowest] / ratio(x - 1);
  const limit = chances[seen - lowest] * (1 + TIE);
  let all = 0;
  let unlikely = 0;
  for (let i = 0; i < chances.length; i++) {
    all += chances[i];
    if (chances[i] <= limit) unlikely += chances[i];
  }
  return min(1, unlikely / all);
}
