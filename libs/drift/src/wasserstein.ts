import { integrateEcdfDifference } from './ecdf.js';
import { type DriftTestResult, type ThresholdOptions, distanceResult, insufficientData } from './result.js';
import { type NumericInput, numericSample } from './sample.js';
import { standardDeviation } from './moments.js';

/** The reference's spread is never taken as smaller than this. */
const SMALLEST_SPREAD = 0.001;

/**
 * First Wasserstein (earth mover's) distance in standard deviations of the reference, on a numerical column.
 * Not a hypothesis test: it measures how far values moved, whatever the sample sizes.
 *
 *   W = ∫ |F_ref(x) − F_cur(x)| dx / max(σ_ref, 0.001),  σ with divisor n
 *
 * 0 when the samples agree; drift when W ≥ threshold (0.1 by default).
 * Equals Evidently's `wasserstein`. Source: Ramdas, Trillos & Cuturi 2017.
 */
export function wassersteinTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('wasserstein', threshold);
  const distance = integrateEcdfDifference(a, b, (difference) => difference);
  return distanceResult('wasserstein', distance / Math.max(standardDeviation(a), SMALLEST_SPREAD), threshold);
}
