import { Simd } from './simd';

// Alternating least squares with biases: one side's rows are solved exactly while the other's stay. A row is k factors,
// the bias, and zeros up to a multiple of 8 floats, at least one. `src/kernels/als-rows.ts` says the maths and is the
// twin in plain TypeScript.
//
// scratch holds, each in rows of rowBytes: the matrix [A | b], b in column k + 1, then a panel of PANEL ratings (the other
// side's factors, 1, and in column k + 1 the target). Of the matrix the upper triangle counts: tiles leave remnants below
// the diagonal, which are only ever multiplied by zero.

const PANEL: u32 = 64;

class Tile {
  /** cell[4 × 8] += sign · Σ over `count` rows of left[4]ᵀ right[8]; eight sums are what fits into registers. */
  @inline
  static add(cell: usize, left: usize, right: usize, count: u32, rowBytes: usize, sign: f32): void {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    const end = left + <usize>count * rowBytes;
    while (left < end) {
      const a = v128.load(right);
      const b = v128.load(right, 16);
      const x0 = v128.load32_splat(left);
      const x1 = v128.load32_splat(left, 4);
      a0 = Simd.multiplyAdd(x0, a, a0);
      a1 = Simd.multiplyAdd(x1, a, a1);
      b0 = Simd.multiplyAdd(x0, b, b0);
      b1 = Simd.multiplyAdd(x1, b, b1);
      const x2 = v128.load32_splat(left, 8);
      const x3 = v128.load32_splat(left, 12);
      a2 = Simd.multiplyAdd(x2, a, a2);
      a3 = Simd.multiplyAdd(x3, a, a3);
      b2 = Simd.multiplyAdd(x2, b, b2);
      b3 = Simd.multiplyAdd(x3, b, b3);
      left += rowBytes;
      right += rowBytes;
    }
    const signs = f32x4.splat(sign);
    Tile.addRow(cell, a0, b0, signs);
    Tile.addRow(cell + rowBytes, a1, b1, signs);
    Tile.addRow(cell + 2 * rowBytes, a2, b2, signs);
    Tile.addRow(cell + 3 * rowBytes, a3, b3, signs);
  }

  @inline
  static addRow(cell: usize, a: v128, b: v128, signs: v128): void {
    v128.store(cell, Simd.multiplyAdd(signs, a, v128.load(cell)));
    v128.store(cell, Simd.multiplyAdd(signs, b, v128.load(cell, 16)), 16);
  }
}

/** Not inlined: the compiler of V8 does better with the loop by itself. */
function addTile(cell: usize, left: usize, right: usize, count: u32, rowBytes: usize, sign: f32): void {
  Tile.add(cell, left, right, count, rowBytes, sign);
}

/** Writes up to PANEL ratings into the panel. */
function fillPanel(
  panel: usize,
  count: u32,
  others: usize,
  values: usize,
  otherRows: usize,
  rowBytes: usize,
  factorCount: u32,
): void {
  const biasAt = (<usize>factorCount) << 2;
  for (let n: u32 = 0; n < count; n++) {
    const other = otherRows + <usize>load<u32>(others + ((<usize>n) << 2)) * rowBytes;
    for (let x: usize = 0; x < rowBytes; x += 16) v128.store(panel + x, v128.load(other + x));
    store<f32>(panel + biasAt, 1);
    store<f32>(panel + biasAt, load<f32>(values + ((<usize>n) << 2)) - load<f32>(other + biasAt), 4);
    panel += rowBytes;
  }
}

/** [A | b] → [U | U⁻ᵀ b], A = UᵀU, four rows at a time; the row of b keeps in its diagonal what is left of Σ t². */
function decompose(matrix: usize, size: u32, rowBytes: usize): void {
  for (let i: u32 = 0; i <= size; i += 4) {
    const column = (<usize>i) << 2;
    const block = matrix + <usize>i * rowBytes;
    if (i > 0) {
      for (let j = column & ~31; j < rowBytes; j += 32)
        addTile(block + j, matrix + column, matrix + j, i, rowBytes, -1);
    }
    for (let a = i; a < i + 4 && a <= size; a++) {
      const row = matrix + <usize>a * rowBytes;
      const at = (<usize>a) << 2;
      for (let t = i; t < a; t++) {
        const above = matrix + <usize>t * rowBytes;
        const factor = f32x4.splat(-load<f32>(above + at));
        for (let x = column; x < rowBytes; x += 16) {
          v128.store(row + x, Simd.multiplyAdd(factor, v128.load(above + x), v128.load(row + x)));
        }
      }
      if (a == size) break;
      const scale = f32x4.splat(1 / sqrt<f32>(load<f32>(row + at)));
      for (let x = column; x < rowBytes; x += 16) v128.store(row + x, f32x4.mul(scale, v128.load(row + x)));
    }
  }
}

/** Solves U w = y, y in the column after U. `solution` is zero beyond `size`. */
function substitute(solution: usize, matrix: usize, size: u32, rowBytes: usize): void {
  memory.fill(solution, 0, rowBytes);
  for (let i: i32 = <i32>size - 1; i >= 0; i--) {
    const row = matrix + <usize>i * rowBytes;
    const at = (<usize>i) << 2;
    let sums = f32x4.splat(0);
    for (let x = at & ~15; x < rowBytes; x += 16) {
      sums = Simd.multiplyAdd(v128.load(row + x), v128.load(solution + x), sums);
    }
    store<f32>(solution + at, (load<f32>(row + ((<usize>size) << 2)) - Simd.sum(sums)) / load<f32>(row + at));
  }
}

/**
 * Solves rows first … end − 1.
 *
 * @param others   index of the other row of each rating
 * @param squares  [rows] f64, written: the sum of squared errors of each row with its solution
 */
export function alsRows(
  first: u32,
  end: u32,
  rowBytes: usize,
  factorCount: u32,
  offsets: usize,
  others: usize,
  values: usize,
  otherRows: usize,
  rows: usize,
  penaltyPerRow: f32,
  penaltyPerRating: f32,
  scratch: usize,
  squares: usize,
): void {
  const size = factorCount + 1;
  const matrix = scratch;
  // Rows are done in fours.
  const matrixRows = (size + 1 + 3) & ~3;
  const panel = matrix + <usize>matrixRows * rowBytes;
  for (let row = first; row < end; row++) {
    const from = load<u32>(offsets + ((<usize>row) << 2));
    const to = load<u32>(offsets + ((<usize>row) << 2), 4);
    memory.fill(matrix, 0, <usize>matrixRows * rowBytes);
    for (let at = from; at < to; at += PANEL) {
      const count = min(PANEL, to - at);
      const byte = (<usize>at) << 2;
      fillPanel(panel, count, others + byte, values + byte, otherRows, rowBytes, factorCount);
      for (let i: u32 = 0; i <= size; i += 4) {
        const column = (<usize>i) << 2;
        for (let j = column & ~31; j < rowBytes; j += 32) {
          addTile(matrix + <usize>i * rowBytes + j, panel + column, panel + j, count, rowBytes, 1);
        }
      }
    }
    const penalty: f32 = penaltyPerRow + penaltyPerRating * <f32>(to - from);
    for (let i: u32 = 0; i < size; i++) {
      const cell = matrix + <usize>i * rowBytes + ((<usize>i) << 2);
      store<f32>(cell, load<f32>(cell) + penalty);
    }
    decompose(matrix, size, rowBytes);
    const solution = rows + <usize>row * rowBytes;
    substitute(solution, matrix, size, rowBytes);
    let length: f64 = 0;
    for (let x: usize = 0; x < rowBytes; x += 4)
      length += <f64>load<f32>(solution + x) * <f64>load<f32>(solution + x);
    const left = <f64>load<f32>(matrix + <usize>size * rowBytes + ((<usize>size) << 2));
    store<f64>(squares + ((<usize>row) << 3), max(0, left - <f64>penalty * length));
  }
}
