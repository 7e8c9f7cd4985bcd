import { kolmogorovByDurbinMatrix } from './durbin-matrix.js';
import { kolmogorovByPelzGood } from './pelz-good.js';
import { smirnovSurvival } from './smirnov.js';
import { stirlingError } from './stirling.js';

/** P(Dₙ < d) for 1/2n < d ≤ 1/n: n!·(2d − 1/n)ⁿ. */
function cdfOfTinyDistance(n: number, d: number): number {
  const logFactorialOverPower = 0.5 * Math.log(2 * Math.PI * n) - n + stirlingError(n);
  return Math.exp(logFactorialOverPower + n * Math.log(2 * n * d - 1));
}

function clip(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}

/**
 * P(Dₙ ≥ d) of the two-sided one-sample Kolmogorov–Smirnov statistic for finite n, in [0, 1].
 *
 * Chooses among exact and asymptotic forms by n and n·d² as Simard & L'Ecuyer 2011 advise ("Computing the
 * two-sided Kolmogorov–Smirnov distribution"); the regions are those of scipy's `kstwo.sf`.
 *
 * @param n  whole number ≥ 1
 */
export function kolmogorovSurvival(n: number, d: number): number {
  const scaled = n * d;
  if (d >= 1) return 0;
  if (scaled <= 0.5) return 1;
  if (scaled <= 1) return clip(1 - cdfOfTinyDistance(n, d));
  const squared = scaled * d;
  if (squared >= 370 && n > 140) return 0;
  if (d >= 0.5 || squared > (n <= 140 ? 4 : 2.2)) return clip(2 * smirnovSurvival(n, d));
  const exact = n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4);
  return clip(1 - (exact ? kolmogorovByDurbinMatrix(n, d) : kolmogorovByPelzGood(n, d)));
}
