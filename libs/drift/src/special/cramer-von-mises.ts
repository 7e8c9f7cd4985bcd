import { scaledBesselK } from './bessel.js';

const { PI, exp, max, sqrt } = Math;

/** The series ends after the first term below this, as in scipy, so that p-values agree. */
const LAST_TERM = 1e-7;

/**
 * P(W ≥ x) of the limiting Cramér–von Mises statistic, x > 0.
 *
 *   1 − Σ_k Γ(k+½)/(k!·√(π³x)) · √(4k+1) · exp(−q)·K_¼(q),  q = (4k+1)²/16x
 *
 * Accurate to 1e-16 absolute, hence not relative where p is tiny. Source: Csörgő & Faraway 1996, eq. 1.2–1.3.
 */
export function cramerVonMisesSurvival(x: number): number {
  let cdf = 0;
  let gammaRatio = sqrt(PI); // Γ(k+½)/k!
  for (let k = 0, term = 1; term >= LAST_TERM; k++) {
    if (k > 0) gammaRatio *= (k - 0.5) / k;
    const y = 4 * k + 1;
    const q = y ** 2 / (16 * x);
    term = (gammaRatio / (PI ** 1.5 * sqrt(x))) * sqrt(y) * exp(-2 * q) * scaledBesselK(0.25, q);
    cdf += term;
  }
  return max(0, 1 - cdf);
}

/** How many lattice paths give each value; values ascend. */
interface Frequencies {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

const none: Frequencies = { values: new Float64Array(), counts: new Float64Array() };

/** The paths of both, each of whose values grows by `shift`. */
function mergedAndShifted(a: Frequencies, b: Frequencies, shift: number): Frequencies {
  const values = new Float64Array(a.values.length + b.values.length);
  const counts = new Float64Array(values.length);
  let size = 0;
  for (let i = 0, j = 0; i < a.values.length || j < b.values.length; size++) {
    const fromA = j >= b.values.length || a.values[i] <= b.values[j];
    const value = fromA ? a.values[i] : b.values[j];
    values[size] = value + shift;
    if (fromA) counts[size] += a.counts[i++];
    if (j < b.values.length && b.values[j] === value) counts[size] += b.counts[j++];
  }
  return { values: values.subarray(0, size), counts: counts.subarray(0, size) };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * P(U ≥ u) of Anderson's statistic U for samples of m and n values, exactly, when nothing is tied.
 *
 * Under H₀ every order of the m + n values is equally likely; an order is a lattice path, and the frequency of
 * each ζ = Σ (a·v − b·u)² over its points is counted point by point (Xiao, Gordon & Yakovlev 2006, algorithm 1).
 * Counts are whole numbers below 2⁵³ for sizes up to 20; for 19 and 20 values it takes some tenths of a second.
 */
export function exactCramerVonMisesPValue(u: number, m: number, n: number): number {
  const multiple = (m * n) / greatestCommonDivisor(m, n);
  const product = m * n;
  const zeta = Math.floor(
    (multiple ** 2 * (m + n) * (6 * u - product * (4 * product - 1))) / (6 * product ** 2),
  );
  const start: Frequencies = { values: Float64Array.of(0), counts: Float64Array.of(1) };
  let row: Frequencies[] = [start, ...Array.from({ length: m }, () => none)];
  for (let j = 0; j <= n; j++) {
    let left = none;
    row = row.map((below, i) => {
      left = mergedAndShifted(left, below, ((multiple / m) * i - (multiple / n) * j) ** 2);
      return left;
    });
  }
  return shareFrom(row[m], zeta);
}

function shareFrom({ values, counts }: Frequencies, smallest: number): number {
  let reaching = 0;
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    all += counts[i];
    if (values[i] >= smallest) reaching += counts[i];
  }
  return reaching / all;
}
