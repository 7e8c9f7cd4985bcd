import { type Random, seededRandom } from './random.js';
import { type DriftTestResult, type MonteCarloOptions, insufficientData, pValueResult } from './result.js';
import { type CategoricalInput, type CategoricalSample, categoricalSample } from './sample.js';
import { unionOfCategories } from './sample.js';
import { drawHypergeometric } from './special/hypergeometric.js';

const { abs, floor, max, min } = Math;

const MOST_PERMUTATIONS = 1000;
const FEWEST_PERMUTATIONS = 100;

/** Beyond so many categories times permutations there are fewer permutations: 50 000 categories take a second or two. */
const MOST_DRAWS = 2e6;

/**
 * Permutation test of the total variation distance on a categorical column.
 *
 * H₀: which values are in the reference and which in the current window is an accident of order.
 *
 *   TVD = ½·Σ |p_ref − p_cur|, in [0, 1];  p = share of permutations whose TVD is ≥ the one seen
 *
 * Drift when p < threshold (0.1 by default). The p-value is a Monte-Carlo estimate: with B permutations its
 * standard error is √(p(1−p)/B), and it may be 0. B is 1000, as in Evidently, up to 2000 categories; beyond it
 * falls to 100, in proportion. Permuted counts are drawn straight from their distribution (multivariate
 * hypergeometric), so that a million rows cost little more than a thousand.
 * Equals Evidently's `TVD` but for the permutations drawn. Source: Pitman 1937; Good 2005.
 */
export function totalVariationTest(
  reference: CategoricalInput,
  current: CategoricalInput,
  { threshold = 0.1, random = seededRandom(0) }: MonteCarloOptions = {},
): DriftTestResult {
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('total-variation', threshold);
  const { referenceCounts, totals } = alignedCounts(a, b);
  const seen = crossDifference(referenceCounts, totals, a.size, b.size);
  const permutations = min(
    MOST_PERMUTATIONS,
    max(FEWEST_PERMUTATIONS, floor(MOST_DRAWS / referenceCounts.length)),
  );
  let asFar = 0;
  for (let i = 0; i < permutations; i++) {
    permute(referenceCounts, totals, a.size, b.size, random);
    if (crossDifference(referenceCounts, totals, a.size, b.size) >= seen) asFar++;
  }
  const distance = seen / (2 * a.size * b.size);
  return pValueResult('total-variation', distance, asFar / permutations, threshold);
}

function alignedCounts(a: CategoricalSample, b: CategoricalSample) {
  const categories = unionOfCategories(a, b);
  const referenceCounts = Float64Array.from(categories, (category) => a.counts.get(category) ?? 0);
  const totals = referenceCounts.map((count, i) => count + (b.counts.get(categories[i]) ?? 0));
  return { referenceCounts, totals };
}

/** Σ |count_ref·n_cur − count_cur·n_ref| in whole numbers, so that equal distances are equal to the bit. */
function crossDifference(counts: Float64Array, totals: Float64Array, m: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += abs(counts[i] * n - (totals[i] - counts[i]) * m);
  return sum;
}

/** Overwrites `counts` by those of m rows drawn from all m + n. */
function permute(counts: Float64Array, totals: Float64Array, m: number, n: number, random: Random): void {
  let rows = m + n;
  let draws = m;
  for (let i = 0; i < counts.length; i++) {
    counts[i] = drawHypergeometric(random, rows, totals[i], draws);
    rows -= totals[i];
    draws -= counts[i];
  }
}
