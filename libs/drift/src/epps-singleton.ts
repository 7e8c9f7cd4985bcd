import { walkTies } from './ecdf.js';
import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type NumericInput, type NumericSample, numericSample } from './sample.js';
import { chiSquareSurvival } from './special/gamma.js';
import { symmetricEigen } from './special/symmetric-eigen.js';

const { cos, floor, max, sin } = Math;

const SMALLEST_SAMPLE = 5;

/** Samples that are both smaller than this get a correction. */
const LARGE_SAMPLE = 25;

/** The smaller of the two frequencies at which characteristic functions are compared; the other is its double. */
const FREQUENCY = 0.4;

/** numpy's cut-offs for eigenvalues, relative to the largest: of the covariance, and of its inverse. */
const SMALLEST_EIGENVALUE = 1e-15;
const SMALLEST_INVERSE = 4 * Number.EPSILON;

/**
 * Two-sample Epps–Singleton test on a numerical column; it may be discrete.
 *
 * H₀: reference and current values come from the same distribution, that is, have one characteristic function.
 *
 *   W = N·dᵀ Σ⁺ d,  d = difference of the mean of (cos t₁x, cos t₂x, sin t₁x, sin t₂x),  Σ = N(S₁/n₁ + S₂/n₂)
 *   t = 0.4/σ and 0.8/σ, σ = half the interquartile range of all values;  p from χ² with rank(Σ) degrees of freedom
 *
 * S₁ and S₂ are the covariances (divisor n). With fewer than 25 values on both sides W is divided by
 * 1 + N^−0.45 + 10.1(n₁^−1.7 + n₂^−1.7). Drift when p < threshold (0.05 by default). Fewer than five values a
 * side, or an interquartile range of 0, are too few to tell (scipy and Evidently raise).
 * Two different constants: W = ∞, p = 0; scipy divides by the rounding errors of a Σ that is 0.
 * Equals scipy's `epps_singleton_2samp`, hence Evidently's `es`. Where few different values make Σ singular its rank
 * is taken as numpy takes it, from eigenvalues above 1e-15 of the largest; cases of two to six values agree.
 * Source: Epps & Singleton 1986; Goerg & Kaiser 2009.
 */
export function eppsSingletonTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.05 }: ThresholdOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size < SMALLEST_SAMPLE || b.size < SMALLEST_SAMPLE)
    return insufficientData('epps-singleton', threshold);
  const spread = pooledQuantile(a, b, 0.75) - pooledQuantile(a, b, 0.25);
  if (spread === 0) return insufficientData('epps-singleton', threshold);
  if (a.distinct === 1 && b.distinct === 1) return pValueResult('epps-singleton', Infinity, 0, threshold);
  const { quadraticForm, rank } = comparison(a, b, FREQUENCY / (spread / 2));
  const w = quadraticForm * smallSampleCorrection(a.size, b.size);
  return pValueResult('epps-singleton', w, chiSquareSurvival(w, rank), threshold);
}

function smallSampleCorrection(m: number, n: number): number {
  if (max(m, n) >= LARGE_SAMPLE) return 1;
  return 1 / (1 + (m + n) ** -0.45 + 10.1 * (m ** -1.7 + n ** -1.7));
}

/** dᵀ Σ⁺ d · N and the rank of Σ, in the eigenvectors of Σ. */
function comparison(a: NumericSample, b: NumericSample, frequency: number) {
  const total = a.size + b.size;
  const x = wavesOf(a, frequency);
  const y = wavesOf(b, frequency);
  const covariance = x.covariance.map((row, i) =>
    row.map((value, j) => (total / a.size) * value + (total / b.size) * y.covariance[i][j]),
  );
  const { values, vectors } = symmetricEigen(covariance);
  const cutOff = SMALLEST_EIGENVALUE * max(...values);
  const kept = values
    .map((value, i) => ({ value, vector: vectors[i] }))
    .filter(({ value }) => value > cutOff);
  const largestInverse = max(...kept.map(({ value }) => 1 / value));
  let quadraticForm = 0;
  for (const { value, vector } of kept) {
    const component = vector.reduce((sum, weight, i) => sum + weight * (x.mean[i] - y.mean[i]), 0);
    quadraticForm += (total * component ** 2) / value;
  }
  const rank = kept.filter(({ value }) => 1 / value > SMALLEST_INVERSE * largestInverse).length;
  return { quadraticForm, rank };
}

/** Mean [4] and covariance [4 × 4] of (cos tx, cos 2tx, sin tx, sin 2tx); a repeated value is evaluated once. */
function wavesOf(sample: NumericSample, t: number) {
  const { values, counts } = distinctValues(sample);
  const waves = Array.from({ length: 4 }, () => new Float64Array(values.length));
  for (let i = 0; i < values.length; i++) {
    const c = cos(t * values[i]);
    const s = sin(t * values[i]);
    waves[0][i] = c;
    waves[1][i] = 2 * c * c - 1;
    waves[2][i] = s;
    waves[3][i] = 2 * s * c;
  }
  const mean = waves.map((wave) => weightedProduct(counts, wave, null) / sample.size);
  waves.forEach((wave, i) => {
    for (let k = 0; k < wave.length; k++) wave[k] -= mean[i];
  });
  const covariance = waves.map(() => [0, 0, 0, 0]);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      covariance[i][j] = weightedProduct(counts, waves[i], waves[j]) / sample.size;
      covariance[j][i] = covariance[i][j];
    }
  }
  return { mean, covariance };
}

/** Each different value, ascending, and how often it occurs. */
function distinctValues({ sorted, size, distinct }: NumericSample) {
  const values = new Float64Array(distinct);
  const counts = new Float64Array(distinct);
  for (let i = 0, last = -1; i < size; i++) {
    if (last < 0 || sorted[i] !== values[last]) values[++last] = sorted[i];
    counts[last]++;
  }
  return { values, counts };
}

/** Σ count·a·b, or Σ count·a without b. */
function weightedProduct(counts: Float64Array, a: Float64Array, b: Float64Array | null): number {
  let sum = 0;
  if (b === null) for (let k = 0; k < a.length; k++) sum += counts[k] * a[k];
  else for (let k = 0; k < a.length; k++) sum += counts[k] * a[k] * b[k];
  return sum;
}

/** The quantile of all values together, interpolated linearly between neighbours. */
function pooledQuantile(a: NumericSample, b: NumericSample, share: number): number {
  const position = share * (a.size + b.size - 1);
  const index = floor(position);
  let seen = 0;
  let lower = NaN;
  let upper = NaN;
  walkTies(a, b, (inA, inB, value) => {
    seen += inA + inB;
    if (Number.isNaN(lower) && seen > index) lower = value;
    if (Number.isNaN(upper) && seen > index + 1) upper = value;
  });
  const fraction = position - index;
  return fraction === 0 ? lower : lower + (upper - lower) * fraction;
}
