import { normalCdf, normalQuantile } from '../normal-distribution.js';

/** Sums over people of what they did (x) and of how often they could (y): clicks and impressions. */
export interface RatioSums {
  readonly people: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/** Σx / Σy and its standard error; null where there is too little to tell. */
export interface RatioEstimate {
  readonly ratio: number | null;
  readonly standardError: number | null;
}

export interface DifferenceInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface RatioDifference {
  readonly difference: number;
  readonly standardError: number;
  /** Holds at one look, at a time set beforehand. Looking again and again, and stopping when it pleases, voids it. */
  readonly fixedHorizon: DifferenceInterval;
  /** Two-sided, by z = difference / standard error, at one look. */
  readonly pValue: number;
  /** Holds at all looks together, however many, and whenever one stops. */
  readonly anytime: DifferenceInterval;
}

export interface RatioDifferenceOptions {
  /** How often an interval may miss, in (0, 1). Default 0.05. */
  readonly alpha?: number;
  /** At how many people the anytime interval is made narrowest. Default 2,000. */
  readonly plannedPeople?: number;
}

/**
 * Σx / Σy over people with its error by the delta method: people are independent, what one of them does is not.
 *
 *   r = x̄ / ȳ,   Var r ≈ (s_xx − 2 r s_xy + r² s_yy) / (n ȳ²)      (Deng, Knoblich & Lu 2018, KDD)
 */
export function ratioEstimate({ people: n, x, y, xx, yy, xy }: RatioSums): RatioEstimate {
  if (y === 0) return { ratio: null, standardError: null };
  const ratio = x / y;
  if (n < 2) return { ratio, standardError: null };
  const covariance = (ab: number, a: number, b: number): number => (ab - (a * b) / n) / (n - 1);
  const spread =
    covariance(xx, x, x) - 2 * ratio * covariance(xy, x, y) + ratio * ratio * covariance(yy, y, y);
  return { ratio, standardError: Math.sqrt(Math.max(0, spread) / n) / (y / n) };
}

/**
 * How far the ratio of `b` is above that of `a`, with two intervals. The anytime one is an asymptotic confidence sequence
 * (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Annals of Statistics 52(6), theorem 2.2) around the same estimate:
 *
 *   difference ± SE √( 2 (n ρ² + 1) / (n ρ²) · ln(√(n ρ² + 1) / α) ),   ρ² = (−2 ln α + ln(1 − 2 ln α)) / planned people
 *
 * with n people in both. Like the central limit theorem, it is asymptotic: wait for some dozens of people on either side.
 *
 * @returns null while either side has no ratio with an error
 */
export function ratioDifference(
  a: RatioSums,
  b: RatioSums,
  { alpha = 0.05, plannedPeople = 2000 }: RatioDifferenceOptions = {},
): RatioDifference | null {
  const [of, other] = [ratioEstimate(b), ratioEstimate(a)];
  if (
    of.ratio === null ||
    other.ratio === null ||
    of.standardError === null ||
    other.standardError === null
  ) {
    return null;
  }
  const difference = of.ratio - other.ratio;
  const standardError = Math.hypot(of.standardError, other.standardError);
  const around = (factor: number): DifferenceInterval => ({
    difference,
    low: difference - factor * standardError,
    high: difference + factor * standardError,
  });
  return {
    difference,
    standardError,
    fixedHorizon: around(normalQuantile(1 - alpha / 2)),
    pValue:
      standardError === 0 ? Number(difference === 0) : 2 * normalCdf(-Math.abs(difference) / standardError),
    anytime: around(anytimeFactor(a.people + b.people, alpha, plannedPeople)),
  };
}

function anytimeFactor(people: number, alpha: number, plannedPeople: number): number {
  const rho2 = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / plannedPeople;
  const grown = people * rho2 + 1;
  return Math.sqrt(((2 * grown) / (people * rho2)) * Math.log(Math.sqrt(grown) / alpha));
}
