import { integrateEcdfDifference } from './ecdf.js';
import { type DriftTestResult, type ThresholdOptions, distanceResult, insufficientData } from './result.js';
import { type NumericInput, numericSample } from './sample.js';

/**
 * Energy distance, on a numerical column and in the square root of its unit. Not a hypothesis test.
 *
 *   √(2 ∫ (F_ref(x) − F_cur(x))² dx);  0 when the samples agree; drift when it is > threshold (0.1 by default)
 *
 * Equals scipy's `energy_distance`, hence Evidently's `ed`. Source: Székely 2002; Rizzo & Székely 2016.
 */
export function energyDistanceTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('energy-distance', threshold);
  const integral = integrateEcdfDifference(a, b, (difference) => difference * difference);
  return distanceResult('energy-distance', Math.sqrt(2) * Math.sqrt(integral), threshold, false);
}
