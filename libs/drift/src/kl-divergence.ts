import { binnedShares, withZerosFilled } from './binned-shares.js';
import { type DriftTestResult, type ThresholdOptions, distanceResult, insufficientData } from './result.js';
import type { Sample } from './sample.js';

/**
 * Kullback–Leibler divergence of the current from the reference shares, in nats. Not a hypothesis test, and
 * not symmetric.
 *
 *   KL = Σ ref·ln(ref/cur) over common bins, zeros filled, then both sides scaled to add up to 1
 *
 * 0 when the shares agree; drift when KL ≥ threshold (0.1 by default).
 * Equals Evidently's `kl_div`. Source: Kullback & Leibler 1951.
 */
export function klDivergenceTest(
  reference: Sample,
  current: Sample,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  if (reference.size === 0 || current.size === 0) return insufficientData('kl-divergence', threshold);
  const shares = binnedShares(reference, current);
  const p = scaledToOne(withZerosFilled(shares.reference));
  const q = scaledToOne(withZerosFilled(shares.current));
  const divergence = p.reduce((sum, share, bin) => sum + share * Math.log(share / q[bin]), 0);
  return distanceResult('kl-divergence', divergence, threshold);
}

function scaledToOne(shares: Float64Array): Float64Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
