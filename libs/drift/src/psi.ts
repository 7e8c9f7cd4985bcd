import { binnedShares, withZerosFilled } from './binned-shares.js';
import { type DriftTestResult, type ThresholdOptions, distanceResult, insufficientData } from './result.js';
import type { Sample } from './sample.js';

/**
 * Population stability index. Not a hypothesis test.
 *
 *   PSI = Σ (ref − cur)·ln(ref/cur) over the shares of common bins, zeros filled
 *
 * 0 when the shares agree; drift when PSI ≥ threshold (0.1 by default; 0.25 is usually called a major shift).
 * Empty bins weigh heavily, so few data exaggerate it. Equals Evidently's `psi`. Source: Siddiqi 2006.
 *
 * @param reference  of the same kind as `current`: numerical samples are binned as `binnedShares` tells
 */
export function psiTest(
  reference: Sample,
  current: Sample,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  if (reference.size === 0 || current.size === 0) return insufficientData('psi', threshold);
  const shares = binnedShares(reference, current);
  const p = withZerosFilled(shares.reference);
  const q = withZerosFilled(shares.current);
  const psi = p.reduce((sum, share, bin) => sum + (share - q[bin]) * Math.log(share / q[bin]), 0);
  return distanceResult('psi', psi, threshold);
}
