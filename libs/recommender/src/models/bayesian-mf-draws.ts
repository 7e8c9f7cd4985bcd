import type { Random } from '../random.js';

/** A normal distribution of several variables: N(mean, precision⁻¹). */
export interface Gaussian {
  /** [size] μ */
  readonly mean: Float64Array;
  /** [size × size] Λ, symmetric */
  readonly precision: Float64Array;
}

/** What is known of the rows of a matrix before they are looked at: μ ~ N(0, (strength Λ)⁻¹), Λ ~ Wishart(I, size). */
const PRIOR_STRENGTH = 2;

/**
 * A draw from the gamma distribution with density ∝ x^(shape − 1) e^(−x): mean and variance are `shape`.
 *
 * Source: Marsaglia & Tsang 2000, "A simple method for generating gamma variables".
 *
 * @param shape  > 0
 */
export function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * A draw from the Wishart distribution with mean degrees · S⁻¹, by Bartlett's decomposition.
 *
 * @param inverseScale  [size × size] S, symmetric and positive definite
 * @param degrees       ≥ size
 */
export function drawWishart(inverseScale: Float64Array, degrees: number, random: Random): Float64Array {
  const size = Math.sqrt(inverseScale.length);
  const lower = cholesky(inverseScale, size);
  const bartlett = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) bartlett[i * size + j] = random.normal();
    bartlett[i * size + i] = Math.sqrt(2 * drawGamma((degrees - i) / 2, random));
  }
  // With S = LLᵀ and T Bartlett's triangle, M = L⁻ᵀT gives M Mᵀ ~ Wishart(S⁻¹, degrees).
  const root = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) column[i] = bartlett[i * size + j];
    solveTransposed(lower, size, column);
    for (let i = 0; i < size; i++) root[i * size + j] = column[i];
  }
  const drawn = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let x = 0; x < size; x++) sum += root[i * size + x] * root[j * size + x];
      drawn[i * size + j] = drawn[j * size + i] = sum;
    }
  }
  return drawn;
}

/**
 * Draws the distribution that the rows of a matrix seem to come from, given the rows: normal with a normal–Wishart
 * prior (μ₀ = 0, β₀ = 2, W₀ = I, ν₀ = size; Salakhutdinov & Mnih 2008, equation 14).
 *
 * @param rows       [rowCount × rowLength], of which the first `size` columns count
 * @param scatterOf  computes Σ (row − mean)(row − mean)ᵀ over all rows, [size × size], an array that may be changed
 */
export function drawGaussianOf(
  rows: Float32Array,
  rowLength: number,
  size: number,
  random: Random,
  scatterOf = (mean: Float64Array): Float64Array => scatterAround(mean, rows, rowLength),
): Gaussian {
  const rowCount = rows.length / rowLength;
  const mean = columnMeans(rows, rowLength, size);
  const scatter = scatterOf(mean);
  const weight = (PRIOR_STRENGTH * rowCount) / (PRIOR_STRENGTH + rowCount);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) scatter[i * size + j] += weight * mean[i] * mean[j];
    scatter[i * size + i] += 1;
  }
  const precision = drawWishart(scatter, size + rowCount, random);
  const strength = PRIOR_STRENGTH + rowCount;
  const noise = Float64Array.from({ length: size }, () => random.normal() / Math.sqrt(strength));
  solveTransposed(cholesky(precision, size), size, noise);
  return { precision, mean: noise.map((one, x) => (rowCount * mean[x]) / strength + one) };
}

/** Draws from N(0, Λ⁻¹). */
export class GaussianNoise {
  private readonly lower: Float64Array;
  private readonly drawn: Float64Array;

  /** @param precision  [size × size] Λ, symmetric and positive definite */
  constructor(precision: Float64Array) {
    const size = Math.sqrt(precision.length);
    this.lower = cholesky(precision, size);
    this.drawn = new Float64Array(size);
  }

  /** [size] a draw; the array is used again by the next. */
  draw(random: Random): Float64Array {
    for (let x = 0; x < this.drawn.length; x++) this.drawn[x] = random.normal();
    solveTransposed(this.lower, this.drawn.length, this.drawn);
    return this.drawn;
  }
}

/** The diagonal of A⁻¹ for a symmetric, positive definite A. */
export function invertedDiagonal(matrix: Float64Array): Float64Array {
  const size = Math.sqrt(matrix.length);
  const lower = cholesky(matrix, size);
  // A⁻¹ = L⁻ᵀL⁻¹, whose diagonal are the squared lengths of the columns of L⁻¹.
  return Float64Array.from({ length: size }, (_, j) => {
    const column = new Float64Array(size);
    let squares = 0;
    for (let i = j; i < size; i++) {
      let sum = i === j ? 1 : 0;
      for (let x = j; x < i; x++) sum -= lower[i * size + x] * column[x];
      column[i] = sum / lower[i * size + i];
      squares += column[i] * column[i];
    }
    return squares;
  });
}

function columnMeans(rows: Float32Array, rowLength: number, size: number): Float64Array {
  const sums = new Float64Array(size);
  for (let start = 0; start < rows.length; start += rowLength) {
    for (let x = 0; x < size; x++) sums[x] += rows[start + x];
  }
  return sums.map((sum) => (sum * rowLength) / rows.length);
}

/** Σ (row − mean)(row − mean)ᵀ; the kernel `gibbsScatter` of assembly/gibbs.ts does the same in single precision. */
export function scatterAround(
  mean: Float64Array,
  rows: Float32Array,
  rowLength: number,
  onWork: (work: number) => void = () => undefined,
): Float64Array {
  const size = mean.length;
  const scatter = new Float64Array(size * size);
  const away = new Float64Array(size);
  for (let start = 0; start < rows.length; start += rowLength) {
    for (let i = 0; i < size; i++) {
      const deviation = (away[i] = rows[start + i] - mean[i]);
      for (let j = 0; j <= i; j++) scatter[i * size + j] += deviation * away[j];
    }
    onWork((size * size) / 2);
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) scatter[j * size + i] = scatter[i * size + j];
  }
  return scatter;
}

/** L with A = LLᵀ, lower triangular; A is kept. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let x = 0; x < j; x++) sum -= lower[i * size + x] * lower[j * size + x];
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j];
    }
  }
  return lower;
}

/** Solves Lᵀ x = b, x in place of b. */
function solveTransposed(lower: Float64Array, size: number, vector: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    let sum = vector[i];
    for (let x = i + 1; x < size; x++) sum -= lower[x * size + i] * vector[x];
    vector[i] = sum / lower[i * size + i];
  }
}
