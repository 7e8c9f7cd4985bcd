import { walkTies } from './ecdf.js';
import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type NumericInput, type NumericSample, numericSample } from './sample.js';
import { exactMannWhitneySurvival } from './special/mann-whitney-exact.js';
import { normalSurvival } from './special/normal.js';

/** Where a sample has at most so many values and nothing is tied, p is exact, as with scipy's `method='auto'`. */
const LARGEST_EXACT_SMALLER_SAMPLE = 8;

/**
 * One-sided Mann–Whitney U test on a numerical column: finds values that *rose*, and is blind to a fall.
 *
 * H₀: a current value is as likely above as below a reference value; H₁: the reference lies below the current.
 *
 *   U = Σ over pairs [ref > cur] + ½[ref = cur],  z = (mn − U − mn/2 − ½) / s,  p = 1 − Φ(z)
 *   s² = mn/12 · ((N+1) − Σ(t³ − t)/(N(N−1))) for ties of t values, N = m + n
 *
 * Drift when p < threshold (0.05 by default). Exact when the smaller sample has at most 8 values and nothing is
 * tied. Everything tied: p = 1.
 * Equals scipy's `mannwhitneyu(reference, current, alternative='less')`, which is what Evidently's `mannw` asks
 * for. Source: Mann & Whitney 1947.
 */
export function mannWhitneyTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.05 }: ThresholdOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('mann-whitney', threshold);
  const { u, tieTerm } = rankSums(a, b);
  return pValueResult('mann-whitney', u, mannWhitneyPValue(u, tieTerm, a.size, b.size), threshold);
}

function mannWhitneyPValue(u: number, tieTerm: number, m: number, n: number): number {
  const pairs = m * n;
  if (tieTerm === 0 && Math.min(m, n) <= LARGEST_EXACT_SMALLER_SAMPLE) {
    return exactMannWhitneySurvival(pairs - u, m, n);
  }
  const total = m + n;
  const spread = Math.sqrt((pairs / 12) * (total + 1 - tieTerm / (total * (total - 1))));
  return normalSurvival((pairs / 2 - u - 0.5) / spread);
}

export interface RankSums {
  /** Pairs in which the reference value is the larger one, ties counted half; in [0, m·n]. */
  readonly u: number;
  /** Σ(t³ − t) over the different values, each occurring t times on both sides together. */
  readonly tieTerm: number;
}

/** U and the extent of ties, in one walk over both samples. */
export function rankSums(reference: NumericSample, current: NumericSample): RankSums {
  let u = 0;
  let tieTerm = 0;
  let currentBelow = 0;
  walkTies(reference, current, (inReference, inCurrent) => {
    u += inReference * (currentBelow + inCurrent / 2);
    currentBelow += inCurrent;
    const ties = inReference + inCurrent;
    tieTerm += ties ** 3 - ties;
  });
  return { u, tieTerm };
}
