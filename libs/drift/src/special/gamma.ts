import { deviance, stirlingError } from './stirling.js';

const { exp, sqrt, abs, PI } = Math;

/** xᵃ·e⁻ˣ / Γ(a+1) for a, x > 0, to about 1e-14 relative. */
function gammaKernel(a: number, x: number): number {
  return exp(-stirlingError(a) - deviance(a, x)) / sqrt(2 * PI * a);
}

/** P(a, x) by its power series; converges fast for x < a + 1. */
function lowerBySeries(a: number, x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * gammaKernel(a, x);
}

/** Q(a, x) by its continued fraction (modified Lentz, DLMF 8.9.2); converges fast for x > a + 1. */
function upperByContinuedFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1, change = 0; abs(change - 1) > 1e-16 && i < 1e6; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b || tiny);
    c = b + numerator / c || tiny;
    change = d * c;
    fraction *= change;
  }
  return fraction * a * gammaKernel(a, x);
}

/**
 * The regularised upper incomplete gamma function Q(a, x) = Γ(a, x)/Γ(a), a > 0, to about 1e-13 relative
 * also where it is tiny and where a is large.
 *
 * Written here because the library that was tried first (@stdlib's gammainc) is off in the third digit at
 * a = 25 000.5, x = 25 000: a chi-square test over as many films as MovieLens has would have been wrong.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - lowerBySeries(a, x) : upperByContinuedFraction(a, x);
}

/** P(X ≥ x) of a chi-square variable with the given degrees of freedom, > 0. */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2);
}

/** The complementary error function for x ≥ 0: erfc(x) = Q(½, x²). */
export function erfc(x: number): number {
  return upperGamma(0.5, x * x);
}
