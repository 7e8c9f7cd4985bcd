import { type Random, seededRandom } from './random.js';
import { type DriftTestResult, type MonteCarloOptions, insufficientData, pValueResult } from './result.js';
import { type NumericInput, numericSample } from './sample.js';

const { exp, floor } = Math;

const PERMUTATIONS = 100;

/** More values a side than this are represented by so many of them, drawn at random. */
const MOST_VALUES = 1000;

/** Permuted statistics this near to the one seen, relative to the kernel's height of 1, are ties. */
const TIE = 1e-12;

/**
 * Permutation test of the empirical maximum mean discrepancy on a numerical column, with a Gaussian kernel.
 *
 * H₀: reference and current values come from the same distribution.
 *
 *   MMD² = Σ_{i≠j} k(xᵢ,xⱼ)/m(m−1) + Σ_{i≠j} k(yᵢ,yⱼ)/n(n−1) − 2·Σ k(xᵢ,yⱼ)/mn,  k(x,y) = exp(−(x−y)²/2σ²)
 *   σ² = half the median of all (xᵢ − xⱼ)² within the reference, ½ if that is 0;  p = share of permutations ≥
 *
 * Drift when p < threshold (0.1 by default). The p-value is a Monte-Carlo estimate over 100 permutations, as in
 * Evidently: its standard error is √(p(1−p)/100), and it may be 0. Time and memory grow with the square of the
 * values, so at most 1000 a side enter (Evidently takes all, and 30 000 need 29 GB); the statistic of larger
 * samples is an estimate too. Fewer than two values a side are too few.
 * Equals Evidently's `empirical_mmd` but for the permutations drawn. Source: Gretton et al. 2012.
 */
export function mmdTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.1, random = seededRandom(0) }: MonteCarloOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size < 2 || b.size < 2) return insufficientData('mmd', threshold);
  const x = atMost(MOST_VALUES, a.sorted, random);
  const y = atMost(MOST_VALUES, b.sorted, random);
  const kernel = kernelMatrix([...x, ...y], 1 / (2 * kernelVariance(x)));
  const order = Uint32Array.from({ length: x.length + y.length }, (_, i) => i);
  const seen = discrepancy(kernel, order, x.length);
  let asFar = 0;
  for (let i = 0; i < PERMUTATIONS; i++) {
    drawFirst(x.length, order, random);
    order.subarray(0, x.length).sort(); // reads the kernel row by row: several times faster
    if (discrepancy(kernel, order, x.length) >= seen - TIE) asFar++;
  }
  return pValueResult('mmd', seen, asFar / PERMUTATIONS, threshold);
}

/** All values, or `count` different ones at random. The input is not changed. */
function atMost(count: number, values: Float64Array, random: Random): Float64Array {
  if (values.length <= count) return values;
  const shuffled = values.slice();
  drawFirst(count, shuffled, random);
  return shuffled.subarray(0, count);
}

/** Brings a random choice of `count` elements to the front (Fisher–Yates). */
function drawFirst(count: number, values: Float64Array | Uint32Array, random: Random): void {
  for (let i = 0; i < count; i++) {
    const j = i + floor(random() * (values.length - i));
    const value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}

/** σ²: half the median of the n² squared distances, those of 0 from a value to itself included; ½ if 0. */
function kernelVariance(values: Float64Array): number {
  const n = values.length;
  const distances = new Float64Array((n * (n - 1)) / 2);
  for (let i = 0, next = 0; i < n; i++) {
    for (let j = 0; j < i; j++) distances[next++] = (values[i] - values[j]) ** 2;
  }
  distances.sort();
  // Of all n² in order, the first n are the diagonal, then every pair comes twice.
  const median = floor((n * n) / 2);
  return (median < n ? 0 : 0.5 * distances[floor((median - n) / 2)]) || 0.5;
}

interface Kernel {
  /** [size × size], row-major, symmetric, 0 on the diagonal. */
  readonly values: Float64Array;
  /** [size] sums of the rows. */
  readonly rowSums: Float64Array;
  readonly sum: number;
}

function kernelMatrix(points: readonly number[], gamma: number): Kernel {
  const size = points.length;
  const values = new Float64Array(size * size);
  const rowSums = new Float64Array(size);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const k = exp(-gamma * (points[i] - points[j]) ** 2);
      values[i * size + j] = k;
      values[j * size + i] = k;
      rowSums[i] += k;
      rowSums[j] += k;
      sum += 2 * k;
    }
  }
  return { values, rowSums, sum };
}

/** MMD² between the points that come first in `order` and the others; only the first block is summed. */
function discrepancy({ values, rowSums, sum }: Kernel, order: Uint32Array, m: number): number {
  const size = order.length;
  const n = size - m;
  let within = 0;
  let touching = 0;
  for (let i = 0; i < m; i++) {
    const row = order[i] * size;
    touching += rowSums[order[i]];
    for (let j = 0; j < i; j++) within += values[row + order[j]];
  }
  const withinX = 2 * within;
  const across = touching - withinX;
  const withinY = sum - withinX - 2 * across;
  return withinX / (m * (m - 1)) + withinY / (n * (n - 1)) - (2 * across) / (m * n);
}
