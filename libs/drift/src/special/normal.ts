import { erfc } from './gamma.js';

/** P(Z ≥ z) of a standard normal variable, to about 1e-13 relative also where it is tiny. */
export function normalSurvival(z: number): number {
  const tail = 0.5 * erfc(Math.abs(z) / Math.SQRT2);
  return z >= 0 ? tail : 1 - tail;
}
