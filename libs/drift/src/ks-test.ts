import { walkEcdfs } from './ecdf.js';
import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type NumericInput, type NumericSample, numericSample } from './sample.js';
import { exactKsPValue } from './special/two-sample-ks.js';
import { kolmogorovSurvival } from './special/kolmogorov.js';

const { abs, max, min, floor, round } = Math;

/** Up to this size of the larger sample the p-value is exact, as with scipy's `method='auto'`. */
const LARGEST_EXACT_SAMPLE = 10_000;

/**
 * Two-sample, two-sided Kolmogorov–Smirnov test on a numerical column.
 *
 * H₀: reference and current values come from the same continuous distribution.
 *
 *   D = max |F_ref(x) − F_cur(x)|;  drift when p ≤ threshold (0.05 by default)
 *
 * The p-value is exact while both samples have at most 10 000 values (with ties it is conservative), and
 * else P(Dₘ ≥ D) with m = n_ref·n_cur/(n_ref + n_cur) rounded half to even.
 * Equals scipy's `ks_2samp`, hence Evidently's `ks`. Source: Hodges 1958; Simard & L'Ecuyer 2011.
 */
export function ksTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.05 }: ThresholdOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('ks', threshold);
  const distance = ksDistance(a, b);
  return pValueResult('ks', distance, ksPValue(distance, a.size, b.size), threshold, true);
}

/** D = max |F_ref(x) − F_cur(x)|, in [0, 1]. */
export function ksDistance(reference: NumericSample, current: NumericSample): number {
  let largest = 0;
  walkEcdfs(reference, current, (_value, referenceShare, currentShare) => {
    const gap = abs(referenceShare - currentShare);
    if (gap > largest) largest = gap;
  });
  return largest;
}

function ksPValue(distance: number, referenceSize: number, currentSize: number): number {
  if (max(referenceSize, currentSize) <= LARGEST_EXACT_SAMPLE) {
    return exactKsPValue(distance, referenceSize, currentSize);
  }
  const larger = max(referenceSize, currentSize);
  const smaller = min(referenceSize, currentSize);
  return kolmogorovSurvival(roundHalfToEven((larger * smaller) / (larger + smaller)), distance);
}

function roundHalfToEven(value: number): number {
  const below = floor(value);
  if (value - below !== 0.5) return round(value);
  return below % 2 === 0 ? below : below + 1;
}
