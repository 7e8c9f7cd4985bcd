import { deviance, stirlingError } from './stirling.js';

const { exp, sqrt, log1p, PI } = Math;

/** Above this n the exact sum gives way to its asymptotic form, where scipy does so too. */
const LARGEST_EXACT_N = 1_000_000;

/** Binomial probability C(n, j)·pʲ·(1−p)ⁿ⁻ʲ for 0 < j < n, where n·p = j + shift (Loader 2000). */
function binomialAtShift(n: number, j: number, shift: number, stirlingErrorOfN: number): number {
  const failures = n - j;
  const exponent =
    stirlingErrorOfN -
    stirlingError(j) -
    stirlingError(failures) -
    deviance(j, j + shift) -
    deviance(failures, failures - shift);
  return exponent < -745 ? 0 : exp(exponent) * sqrt(n / (2 * PI * j * failures));
}

/**
 * P(D⁺ₙ ≥ d) of the one-sided one-sample Kolmogorov–Smirnov statistic, 0 < d < 1.
 *
 *   d · Σ_{j=0}^{⌊n(1−d)⌋} C(n, j) · (d + j/n)^{j−1} · (1 − d − j/n)^{n−j}
 *   (Birnbaum & Tingey 1951; for n > 10⁶: exp(−(6nd+1)²/18n), Maag & Dicaire 1971)
 */
export function smirnovSurvival(n: number, d: number): number {
  if (n > LARGEST_EXACT_N) return exp(-((6 * n * d + 1) ** 2) / (18 * n));
  const shift = n * d;
  const stirlingErrorOfN = stirlingError(n);
  let sum = exp(n * log1p(-d));
  for (let j = 1; j < n - shift; j++) {
    sum += (shift / (shift + j)) * binomialAtShift(n, j, shift, stirlingErrorOfN);
  }
  return sum;
}
