interface ScaledMatrix {
  /** [size × size], row-major, the largest near 1. */
  readonly values: Float64Array;
  /** The true matrix is values · 2^exponent. */
  readonly exponent: number;
}

/** a · b; dividing by a power of two keeps the values in range and costs no digit. */
function multiply(a: ScaledMatrix, b: ScaledMatrix, size: number): ScaledMatrix {
  const values = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a.values[i * size + k];
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) values[i * size + j] += factor * b.values[k * size + j];
    }
    for (let j = 0; j < size; j++) largest = Math.max(largest, values[i * size + j]);
  }
  const shift = Math.floor(Math.log2(largest));
  const scale = 2 ** -shift;
  for (let i = 0; i < values.length; i++) values[i] *= scale;
  return { values, exponent: a.exponent + b.exponent + shift };
}

/** Durbin's matrix H for n·d = k − h, of size 2k−1, as laid out by Marsaglia, Tsang & Wang. */
function durbinMatrix(k: number, h: number): Float64Array {
  const size = 2 * k - 1;
  const inverseFactorials = new Float64Array(size + 1).fill(1);
  for (let i = 1; i <= size; i++) inverseFactorials[i] = inverseFactorials[i - 1] / i;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const last = Math.min(i + 1, size - 1);
    for (let j = 1; j <= last; j++) matrix[i * size + j] = inverseFactorials[i - j + 1];
  }
  for (let i = 0; i < size; i++) {
    const edge = (1 - h ** (i + 1)) * inverseFactorials[i + 1];
    matrix[i * size] = edge;
    matrix[(size - 1) * size + (size - 1 - i)] = edge;
  }
  const corner = 1 - 2 * h ** size + Math.max(2 * h - 1, 0) ** size;
  matrix[(size - 1) * size] = corner * inverseFactorials[size];
  return matrix;
}

/**
 * P(Dₙ < d) of the two-sided one-sample Kolmogorov–Smirnov statistic, exactly: n!/nⁿ · (Hⁿ)ₖₖ.
 * Time grows with (n·d)³·log n, so it suits small n·d (Marsaglia, Tsang & Wang 2003, J. Stat. Software 8(18)).
 */
export function kolmogorovByDurbinMatrix(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  let square: ScaledMatrix = { values: durbinMatrix(k, k - n * d), exponent: 0 };
  let result: ScaledMatrix | null = null;
  for (let remaining = n; remaining > 0; remaining = Math.floor(remaining / 2)) {
    if (remaining % 2 === 1) result = result === null ? square : multiply(result, square, size);
    if (remaining > 1) square = multiply(square, square, size);
  }
  if (result === null) return 0;
  return scaledByFactorial(result.values[(k - 1) * size + (k - 1)], result.exponent, n);
}

/** value · 2^exponent · n!/nⁿ, multiplied factor by factor so that no step leaves the range of doubles. */
function scaledByFactorial(value: number, exponent: number, n: number): number {
  const block = 2 ** 300;
  let product = value;
  let remaining = exponent;
  for (let i = 1; i <= n; i++) {
    product *= i / n;
    if (product < 1 / block) {
      product *= block;
      remaining -= 300;
    }
  }
  return product * 2 ** remaining;
}
