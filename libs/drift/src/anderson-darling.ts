import { isOneValue, walkTies } from './ecdf.js';
import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type NumericInput, type NumericSample, numericSample } from './sample.js';

const { exp, sqrt } = Math;

/** The variance of the statistic needs four values; with fewer it is not finite. */
const SMALLEST_TOTAL = 4;

/** Critical values of two samples at significance 25 % and 0.1 % (Scholz & Stephens 1987, table 2, m = 1). */
const SMALLEST_CRITICAL = 0.675 - 0.245 - 0.105;
const LARGEST_CRITICAL = 3.085 + 3.615 - 0.154;

/** ln p as a parabola of the statistic: least squares over the seven critical values of the same table. */
const LOG_P = [-1.0777702798204836, -1.0082265644652515, 0.018198094574111492] as const;

/**
 * Two-sample Anderson–Darling test on a numerical column, for ties (midranks).
 *
 * H₀: reference and current values come from the same distribution.
 *
 *   A² = (N−1)/N · Σᵢ 1/nᵢ Σⱼ lⱼ/N · (N·Mᵢⱼ − nᵢ·Bⱼ)² / (Bⱼ(N − Bⱼ) − N·lⱼ/4);  T = (A² − 1) / σ
 *
 * over the different values j; lⱼ occurrences of it, Bⱼ and Mᵢⱼ values below it (half of its own included)
 * altogether and in sample i. Drift when p < threshold (0.1 by default). p is read from a table by interpolation
 * and lies in [0.001, 0.25]: at either end it only says "at most" or "at least". A threshold above 0.25 would
 * therefore always alarm. With few different values false
 * alarms exceed α = 10 %: 12 % among ratings, 15 % among three values. One value everywhere: T = 0, p = 1 (scipy raises). Fewer than four values
 * altogether are too few.
 * Equals scipy's `anderson_ksamp`, hence Evidently's `anderson`. Source: Scholz & Stephens 1987, eq. 7.
 */
export function andersonDarlingTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size === 0 || b.size === 0 || a.size + b.size < SMALLEST_TOTAL) {
    return insufficientData('anderson-darling', threshold);
  }
  if (isOneValue(a, b)) return pValueResult('anderson-darling', 0, 1, threshold);
  const statistic = (squaredDistance(a, b) - 1) / sqrt(variance(a.size, b.size));
  return pValueResult('anderson-darling', statistic, interpolatedPValue(statistic), threshold);
}

/** A² with midranks. */
function squaredDistance(a: NumericSample, b: NumericSample): number {
  const total = a.size + b.size;
  let belowA = 0;
  let belowB = 0;
  let sumA = 0;
  let sumB = 0;
  walkTies(a, b, (inA, inB) => {
    const ties = inA + inB;
    const rank = belowA + belowB + ties / 2;
    const weight = ties / total / (rank * (total - rank) - (total * ties) / 4);
    sumA += weight * (total * (belowA + inA / 2) - rank * a.size) ** 2;
    sumB += weight * (total * (belowB + inB / 2) - rank * b.size) ** 2;
    belowA += inA;
    belowB += inB;
  });
  return ((total - 1) / total) * (sumA / a.size + sumB / b.size);
}

/** Var A² under H₀ for two samples (Scholz & Stephens 1987, eq. 4 with k = 2). */
function variance(m: number, n: number): number {
  const total = m + n;
  const inverseSizes = 1 / m + 1 / n;
  let h = 0;
  let g = 0;
  for (let i = 1; i < total - 1; i++) {
    h += 1 / (total - i);
    g += h / (i + 1);
  }
  h += 1;
  const cubic = 4 * g - 6 + (10 - 6 * g) * inverseSizes;
  const square = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * inverseSizes - 8 * h + 4 * g - 6;
  const linear = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * inverseSizes + 4 * h;
  const constant = 4 * (2 * h + 6) - 8 * h;
  const numerator = ((cubic * total + square) * total + linear) * total + constant;
  return numerator / ((total - 1) * (total - 2) * (total - 3));
}

function interpolatedPValue(statistic: number): number {
  if (statistic < SMALLEST_CRITICAL) return 0.25;
  if (statistic > LARGEST_CRITICAL) return 0.001;
  return exp(LOG_P[0] + statistic * (LOG_P[1] + statistic * LOG_P[2]));
}
