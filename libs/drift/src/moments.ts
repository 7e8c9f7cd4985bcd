import type { NumericSample } from './sample.js';

/** Arithmetic mean; the sample must not be empty. */
export function mean({ sorted }: NumericSample): number {
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) sum += sorted[i];
  return sum / sorted.length;
}

/** Standard deviation in two passes. The divisor is n − `lostDegrees` (0 by default). */
export function standardDeviation(sample: NumericSample, lostDegrees = 0): number {
  const centre = mean(sample);
  let sum = 0;
  for (let i = 0; i < sample.size; i++) sum += (sample.sorted[i] - centre) ** 2;
  return Math.sqrt(sum / (sample.size - lostDegrees));
}
