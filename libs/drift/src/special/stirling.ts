const { abs, log, log1p } = Math;

const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/**
 * The error of Stirling's formula, ln Γ(x+1) − [(x+½)·ln x − x + ½·ln 2π], for x > 0.
 *
 * Below 15 the recurrence δ(x) = δ(x+1) + (x+½)·ln(1+1/x) − 1 leads up to where the asymptotic series is exact.
 */
export function stirlingError(x: number): number {
  let shifted = x;
  let correction = 0;
  while (shifted < 15) {
    correction += (shifted + 0.5) * log1p(1 / shifted) - 1;
    shifted++;
  }
  const inverseSquare = 1 / (shifted * shifted);
  let sum = 0;
  for (let i = SERIES.length - 1; i >= 0; i--) sum = sum * inverseSquare + SERIES[i];
  return sum / shifted + correction;
}

/**
 * x·ln(x/mean) + mean − x, without cancellation where x ≈ mean (Loader 2000, "Fast and accurate computation
 * of binomial probabilities").
 */
export function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (abs(difference) >= 0.1 * (x + mean)) return x * log(x / mean) - difference;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    term *= ratio * ratio;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
