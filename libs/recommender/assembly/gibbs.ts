import { Simd } from './simd';

// Gibbs sampling of the rows of one side of a Bayesian matrix factorisation; `src/kernels/gibbs-rows.ts` says the maths
// and is the twin in plain TypeScript. A row is k factors, the bias, the root of its weight, and zeros up to a multiple
// of 8 floats.
//
// scratch holds, each in rows of rowBytes: the matrix [A | b] (k + 1 rows, in fours; b in column k + 1), then the panel
// of up to 32 ratings (w, and v − c in column k + 1, times the root of the weight), then the solution. Of the matrix the upper triangle counts; below
// the diagonal there are leftovers of tiles, which never reach what counts.

const BATCH: u32 = 32;

class Gibbs {
  /** Four rows and eight columns of Σ row·rowᵀ, over `count` rows of the panel. */
  @inline
  static tile(cell: usize, left: usize, right: usize, count: u32, rowBytes: usize): void {
    const cell1 = cell + rowBytes;
    const cell2 = cell1 + rowBytes;
    const cell3 = cell2 + rowBytes;
    let a0 = v128.load(cell);
    let b0 = v128.load(cell, 16);
    let a1 = v128.load(cell1);
    let b1 = v128.load(cell1, 16);
    let a2 = v128.load(cell2);
    let b2 = v128.load(cell2, 16);
    let a3 = v128.load(cell3);
    let b3 = v128.load(cell3, 16);
    for (let n: u32 = 0; n < count; n++) {
      const a = v128.load(right);
      const b = v128.load(right, 16);
      const x0 = v128.load32_splat(left);
      a0 = Simd.multiplyAdd(x0, a, a0);
      b0 = Simd.multiplyAdd(x0, b, b0);
      const x1 = v128.load32_splat(left, 4);
      a1 = Simd.multiplyAdd(x1, a, a1);
      b1 = Simd.multiplyAdd(x1, b, b1);
      const x2 = v128.load32_splat(left, 8);
      a2 = Simd.multiplyAdd(x2, a, a2);
      b2 = Simd.multiplyAdd(x2, b, b2);
      const x3 = v128.load32_splat(left, 12);
      a3 = Simd.multiplyAdd(x3, a, a3);
      b3 = Simd.multiplyAdd(x3, b, b3);
      left += rowBytes;
      right += rowBytes;
    }
    v128.store(cell, a0);
    v128.store(cell, b0, 16);
    v128.store(cell1, a1);
    v128.store(cell1, b1, 16);
    v128.store(cell2, a2);
    v128.store(cell2, b2, 16);
    v128.store(cell3, a3);
    v128.store(cell3, b3, 16);
  }

  /** Adds the panel's products to the upper triangle of the matrix. */
  @inline
  static addPanel(matrix: usize, panel: usize, count: u32, size: u32, rowBytes: usize): void {
    for (let i: usize = 0; i < <usize>size * 4; i += 16) {
      for (let j: usize = i & ~31; j < rowBytes; j += 32) {
        Gibbs.tile(matrix + (i >> 2) * rowBytes + j, panel + i, panel + j, count, rowBytes);
      }
    }
  }

  /** target −= factor · source, from byte `from` of the rows. */
  @inline
  static subtract(target: usize, source: usize, factor: f32, from: usize, rowBytes: usize): void {
    const minus = f32x4.splat(-factor);
    for (let x = from; x < rowBytes; x += 16) {
      v128.store(target + x, Simd.multiplyAdd(minus, v128.load(source + x), v128.load(target + x)));
    }
  }

  /** A = UᵀU in place; b beside it becomes U⁻ᵀ b. */
  @inline
  static decompose(matrix: usize, size: u32, rowBytes: usize): void {
    for (let j: u32 = 0; j < size; j++) {
      const row = matrix + <usize>j * rowBytes;
      const scale = f32x4.splat(1 / sqrt<f32>(load<f32>(row + ((<usize>j) << 2))));
      for (let x = ((<usize>j) << 2) & ~15; x < rowBytes; x += 16) {
        v128.store(row + x, f32x4.mul(scale, v128.load(row + x)));
      }
      for (let i = j + 1; i < size; i++) {
        const at = (<usize>i) << 2;
        Gibbs.subtract(matrix + <usize>i * rowBytes, row, load<f32>(row + at), at & ~15, rowBytes);
      }
    }
  }

  /** Solves U x = y + z; noise 0 stands for z = 0. `solution` is zero beyond `size`. */
  @inline
  static solve(solution: usize, matrix: usize, noise: usize, size: u32, rowBytes: usize): void {
    memory.fill(solution, 0, rowBytes);
    for (let i: i32 = <i32>size - 1; i >= 0; i--) {
      const row = matrix + <usize>i * rowBytes;
      const at = (<usize>i) << 2;
      let sums = f32x4.splat(0);
      for (let x = at & ~15; x < rowBytes; x += 16) {
        sums = Simd.multiplyAdd(v128.load(row + x), v128.load(solution + x), sums);
      }
      const y = load<f32>(row + ((<usize>size) << 2)) + (noise ? load<f32>(noise + at) : 0);
      store<f32>(solution + at, (y - Simd.sum(sums)) / load<f32>(row + at));
    }
  }

  /** The diagonal of A⁻¹, as sums of squares of the rows of U⁻¹; `column` is room for one of its columns. */
  @inline
  static variances(out: usize, column: usize, matrix: usize, size: u32, rowBytes: usize): void {
    memory.fill(out, 0, rowBytes);
    for (let j: i32 = 0; j < <i32>size; j++) {
      memory.fill(column, 0, rowBytes);
      for (let i = j; i >= 0; i--) {
        const row = matrix + <usize>i * rowBytes;
        const at = (<usize>i) << 2;
        let sums = f32x4.splat(0);
        for (let x = at & ~15; x <= (<usize>j) << 2; x += 16) {
          sums = Simd.multiplyAdd(v128.load(row + x), v128.load(column + x), sums);
        }
        const value: f32 = ((i == j ? 1 : 0) - Simd.sum(sums)) / load<f32>(row + at);
        store<f32>(column + at, value);
        store<f32>(out + at, load<f32>(out + at) + value * value);
      }
    }
  }
}

/**
 * Samples rows first … end − 1. `pulls` (0: none) holds Λ times how far each row's prior mean is from that of all.
 * `noise` holds k + 1 standard normal values a row. Where `means` and `variances` are not
 * 0, the mean and the diagonal of the covariance of each row are written there too. `errors` takes a double a row: its
 * sum of squared errors with the sample, each times the weight of the other row.
 *
 * @returns the sum of squared errors of all these rows, without weights
 */
export function gibbsRows(
  first: u32,
  end: u32,
  rowBytes: usize,
  factorCount: u32,
  noisePrecision: f32,
  prior: usize,
  pulls: usize,
  offsets: usize,
  others: usize,
  values: usize,
  otherRows: usize,
  rows: usize,
  noise: usize,
  means: usize,
  variances: usize,
  errors: usize,
  scratch: usize,
): f64 {
  const size = factorCount + 1;
  const biasAt = (<usize>factorCount) << 2;
  const matrixBytes = <usize>((size + 3) & ~3) * rowBytes;
  const matrix = scratch;
  const panel = matrix + matrixBytes;
  const solution = panel + BATCH * rowBytes;
  let sum: f64 = 0;
  for (let row = first; row < end; row++) {
    const start = load<u32>(offsets + ((<usize>row) << 2));
    const stop = load<u32>(offsets + ((<usize>row) << 2), 4);
    const target = rows + <usize>row * rowBytes;
    const root = load<f32>(target + biasAt, 4);
    const precision = f32x4.splat(noisePrecision * root * root);
    memory.fill(matrix, 0, matrixBytes);
    for (let at = start; at < stop; at += BATCH) {
      const count = min(BATCH, stop - at);
      for (let n: u32 = 0; n < count; n++) {
        const other = otherRows + <usize>load<u32>(others + ((<usize>(at + n)) << 2)) * rowBytes;
        const to = panel + <usize>n * rowBytes;
        const weight = load<f32>(other + biasAt, 4);
        const weights = f32x4.splat(weight);
        for (let x: usize = 0; x < rowBytes; x += 32) {
          v128.store(to + x, f32x4.mul(weights, v128.load(other + x)));
          v128.store(to + x, f32x4.mul(weights, v128.load(other + x, 16)), 16);
        }
        const value: f32 = load<f32>(values + ((<usize>(at + n)) << 2)) - load<f32>(other + biasAt);
        store<f32>(to + biasAt, weight);
        store<f32>(to + biasAt, weight * value, 4);
      }
      Gibbs.addPanel(matrix, panel, count, size, rowBytes);
    }
    for (let i: usize = 0; i < <usize>size; i++) {
      const cells = matrix + i * rowBytes;
      for (let x = (i << 2) & ~15; x < rowBytes; x += 16) {
        const before = v128.load(prior + i * rowBytes + x);
        v128.store(cells + x, Simd.multiplyAdd(precision, v128.load(cells + x), before));
      }
    }
    if (pulls) {
      const pull = pulls + <usize>row * rowBytes;
      for (let i: usize = 0; i < <usize>size; i++) {
        const cell = matrix + i * rowBytes + ((<usize>size) << 2);
        store<f32>(cell, load<f32>(cell) + load<f32>(pull + (i << 2)));
      }
    }
    Gibbs.decompose(matrix, size, rowBytes);
    if (means) {
      Gibbs.solve(solution, matrix, 0, size, rowBytes);
      memory.copy(means + <usize>row * rowBytes, solution, rowBytes);
    }
    if (variances) Gibbs.variances(variances + <usize>row * rowBytes, panel, matrix, size, rowBytes);
    Gibbs.solve(solution, matrix, noise + ((<usize>(row - first) * <usize>size) << 2), size, rowBytes);
    memory.copy(rows + <usize>row * rowBytes, solution, rowBytes);
    store<f32>(target + biasAt, root, 4);
    const bias = load<f32>(solution + biasAt);
    store<f32>(solution + biasAt, 0);
    let weighted: f64 = 0;
    for (let at = start; at < stop; at++) {
      const other = otherRows + <usize>load<u32>(others + ((<usize>at) << 2)) * rowBytes;
      let even = f32x4.splat(0);
      let odd = even;
      for (let x: usize = 0; x < rowBytes; x += 32) {
        even = Simd.multiplyAdd(v128.load(other + x), v128.load(solution + x), even);
        odd = Simd.multiplyAdd(v128.load(other + x, 16), v128.load(solution + x, 16), odd);
      }
      const error: f32 =
        load<f32>(values + ((<usize>at) << 2)) -
        load<f32>(other + biasAt) -
        bias -
        Simd.sum(f32x4.add(even, odd));
      const square = <f64>error * <f64>error;
      const weight = <f64>load<f32>(other + biasAt, 4);
      sum += square;
      weighted += weight * weight * square;
    }
    store<f64>(errors + ((<usize>(row - first)) << 3), weighted);
  }
  return sum;
}
