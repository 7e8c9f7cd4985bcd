import { walkTies } from './ecdf.js';
import type { Estimate } from './effect-size.js';
import type { NumericSample } from './sample.js';
import { normalQuantile } from './special/normal.js';

const { abs, max, min, sqrt } = Math;

/**
 * Cliff's δ = P(current > reference) − P(current < reference), in [−1, 1], with its interval.
 *
 *   (δ − δ³ ± z·s·√((1−δ²)² + z²s²)) / (1 − δ² + z²s²),  s² the unbiased variance, at least (1−δ²)/(mn−1)
 *
 * Where the samples do not overlap s = 0, and the inner bound is ±(k − z²)/(k + z²), k the smaller size. One value
 * on a side says nothing of the spread: the interval is [−1, 1]. Linear in the values, which may be tied; neither
 * sample must be empty. Source: Cliff 1993; Feng & Cliff 2004.
 */
export function cliffsDelta(reference: NumericSample, current: NumericSample, confidence: number): Estimate {
  const { delta, variance } = dominance(reference, current);
  if (min(reference.size, current.size) < 2) return { value: delta, lower: -1, upper: 1 };
  const z = normalQuantile((1 + confidence) / 2);
  if (abs(delta) === 1) {
    const smaller = min(reference.size, current.size);
    const inner = (smaller - z * z) / (smaller + z * z);
    return delta > 0 ? { value: 1, lower: inner, upper: 1 } : { value: -1, lower: -1, upper: -inner };
  }
  const rest = 1 - delta * delta;
  const spread = z * z * variance;
  const half = sqrt(spread) * sqrt(rest * rest + spread);
  const bound = (sign: number) => (delta * rest + sign * half) / (rest + spread);
  return { value: delta, lower: max(-1, bound(-1)), upper: min(1, bound(1)) };
}

/** δ and the variance of its estimate (Cliff 1993, eq. 6). */
function dominance(reference: NumericSample, current: NumericSample) {
  const m = reference.size;
  const n = current.size;
  let below = 0; // reference values passed so far
  let currentBelow = 0;
  let tied = 0;
  let sum = 0;
  let referenceSquares = 0;
  let currentSquares = 0;
  walkTies(reference, current, (inReference, inCurrent) => {
    // how far the current sample lies above such a reference value, and such a current value above the reference
    const overReference = (n - 2 * currentBelow - inCurrent) / n;
    const overCurrent = (2 * below + inReference - m) / m;
    sum += inReference * overReference;
    referenceSquares += inReference * overReference ** 2;
    currentSquares += inCurrent * overCurrent ** 2;
    tied += inReference * inCurrent;
    below += inReference;
    currentBelow += inCurrent;
  });
  const pairs = m * n;
  const delta = sum / m;
  const pairSquares = pairs - tied - pairs * delta ** 2;
  const ofReference = m * n * n * (referenceSquares - m * delta ** 2);
  const ofCurrent = n * m * m * (currentSquares - n * delta ** 2);
  const unbiased = (ofReference / m + ofCurrent / n - pairSquares) / (pairs * (m - 1) * (n - 1));
  return { delta, variance: max(unbiased, (1 - delta ** 2) / (pairs - 1)) };
}
