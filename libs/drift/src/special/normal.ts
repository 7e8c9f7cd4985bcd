import { erfc } from './gamma.js';

/** P(Z ≥ z) of a standard normal variable, to about 1e-13 relative also where it is tiny. */
export function normalSurvival(z: number): number {
  const tail = 0.5 * erfc(Math.abs(z) / Math.SQRT2);
  return z >= 0 ? tail : 1 - tail;
}

/** The z with P(Z ≤ z) = probability, 0 < probability < 1, by bisection to the last digits. */
export function normalQuantile(probability: number): number {
  if (probability < 0.5) return -normalQuantile(1 - probability);
  let low = 0;
  let high = 40;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalSurvival(middle) > 1 - probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
