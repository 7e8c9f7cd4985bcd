import { normalQuantile } from './normal.js';

const { max, sqrt } = Math;

/** The normal deviate of a non-central chi-square variable, by Sankaran's third approximation (1963). */
function normalDeviate(x: number, degrees: number, noncentrality: number): number {
  const mean = degrees + noncentrality;
  const h = 1 - (2 * mean * (degrees + 3 * noncentrality)) / (3 * (degrees + 2 * noncentrality) ** 2);
  const p = (degrees + 2 * noncentrality) / mean ** 2;
  const m = (h - 1) * (1 - 3 * h);
  const centre = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p);
  return ((x / mean) ** h - centre) / (h * sqrt(2 * p) * (1 + 0.5 * m * p));
}

/** The λ at which x has this normal deviate, which falls as λ rises; 0 where λ would be negative. */
function noncentralityAt(deviate: number, x: number, degrees: number): number {
  if (normalDeviate(x, degrees, 0) <= deviate) return 0;
  let low = 0;
  let high = max(1, x);
  while (normalDeviate(x, degrees, high) > deviate) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalDeviate(x, degrees, middle) > deviate) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Confidence bounds of the non-centrality λ ≥ 0 of a chi-square variable that came out as x ≥ 0.
 * Probabilities are approximate, to about two digits after the point.
 */
export function noncentralityBounds(
  x: number,
  degrees: number,
  confidence: number,
): { lower: number; upper: number } {
  const z = normalQuantile((1 + confidence) / 2);
  return { lower: noncentralityAt(z, x, degrees), upper: noncentralityAt(-z, x, degrees) };
}
