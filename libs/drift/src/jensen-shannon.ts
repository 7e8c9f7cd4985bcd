import { binnedShares } from './binned-shares.js';
import { type DriftTestResult, type ThresholdOptions, distanceResult, insufficientData } from './result.js';
import type { Sample } from './sample.js';

/**
 * Jensen–Shannon distance (the square root of the divergence, natural logarithm). Not a hypothesis test.
 *
 *   √(½·KL(p‖m) + ½·KL(q‖m)),  m = (p + q)/2, over the shares of common bins; no zeros need filling
 *
 * In [0, √ln 2 ≈ 0.833]; 0 when the shares agree; drift when it is ≥ threshold (0.1 by default).
 * Equals scipy's `jensenshannon`, hence Evidently's. Source: Lin 1991; Endres & Schindelin 2003.
 */
export function jensenShannonTest(
  reference: Sample,
  current: Sample,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  if (reference.size === 0 || current.size === 0) return insufficientData('jensen-shannon', threshold);
  const { reference: p, current: q } = binnedShares(reference, current);
  let doubled = 0;
  for (let bin = 0; bin < p.length; bin++) {
    const middle = (p[bin] + q[bin]) / 2;
    doubled += relativeEntropy(p[bin], middle) + relativeEntropy(q[bin], middle);
  }
  // Rounding can leave a sum of nothing slightly below 0.
  return distanceResult('jensen-shannon', Math.sqrt(Math.max(0, doubled) / 2), threshold);
}

function relativeEntropy(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log(share / middle);
}
