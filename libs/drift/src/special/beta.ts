import { deviance, stirlingError } from './stirling.js';

const { abs, exp, sqrt, PI } = Math;

/** xᵃ·yᵇ / B(a, b) for y = 1 − x, without the overflow of its factors (Loader 2000). */
function betaKernel(a: number, b: number, x: number, y: number): number {
  const total = a + b;
  const exponent =
    stirlingError(total) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, total * x) -
    deviance(b, total * y);
  return sqrt((a * b) / (2 * PI * total)) * exp(exponent);
}

/** I_x(a, b) by its continued fraction (modified Lentz, DLMF 8.17.22); converges fast for x < (a+1)/(a+b+2). */
function betaByContinuedFraction(a: number, b: number, x: number, y: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let fraction = d;
  for (let i = 1, change = 0; abs(change - 1) > 1e-16 && i < 1e5; i++) {
    const even = (i * (b - i) * x) / ((a + 2 * i - 1) * (a + 2 * i));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    fraction *= d * c;
    const odd = (-(a + i) * (a + b + i) * x) / ((a + 2 * i) * (a + 2 * i + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    change = d * c;
    fraction *= change;
  }
  return (betaKernel(a, b, x, y) * fraction) / a;
}

/**
 * The regularised incomplete beta function I_x(a, b), a, b > 0, to about 1e-12 relative.
 *
 * @param y  1 − x, given apart so that it keeps its digits where x is near 1
 */
export function regularisedBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  return x < (a + 1) / (a + b + 2)
    ? betaByContinuedFraction(a, b, x, y)
    : 1 - betaByContinuedFraction(b, a, y, x);
}

/** P(|T| ≥ |t|) of Student's t with the given degrees of freedom, > 0. */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  const square = t * t;
  if (square === Infinity) return 0;
  const total = degreesOfFreedom + square;
  return regularisedBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / total, square / total);
}
