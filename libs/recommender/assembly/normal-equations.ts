import { Simd } from './simd';

// Sums of products and their decomposition, for whatever solves a system of equations for each row. Matrices and panels of
// rows lie in blocks of eight columns, [rows × 8] floats each, so that every loop steps by 32 bytes. Of a matrix the upper
// triangle counts; tiles leave remnants below the diagonal, which never reach what counts.

/** Bytes of a row within a block. */
const ROW: usize = 32;

/**
 * cell[4 × 8] += sign · Σ over `count` ≥ 1 rows of left[4]ᵀ right[8]; eight sums are what fits into registers.
 *
 * V8 moves the loads of a straight piece of code before its arithmetic: the ways out between rows keep it from loading
 * more than registers hold. Not inlined: V8 does better with the loop by itself.
 */
export function addTile(cell: usize, left: usize, right: usize, count: u32, sign: f32): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let a: v128;
  let b: v128;
  let x: v128;
  const end = left + <usize>count * ROW;
  do {
    a = v128.load(right);
    b = v128.load(right, 16);
    x = v128.load32_splat(left);
    a0 = Simd.multiplyAdd(x, a, a0);
    b0 = Simd.multiplyAdd(x, b, b0);
    x = v128.load32_splat(left, 4);
    a1 = Simd.multiplyAdd(x, a, a1);
    b1 = Simd.multiplyAdd(x, b, b1);
    x = v128.load32_splat(left, 8);
    a2 = Simd.multiplyAdd(x, a, a2);
    b2 = Simd.multiplyAdd(x, b, b2);
    x = v128.load32_splat(left, 12);
    a3 = Simd.multiplyAdd(x, a, a3);
    b3 = Simd.multiplyAdd(x, b, b3);
    left += ROW;
    if (left == end) break;
    a = v128.load(right, 32);
    b = v128.load(right, 48);
    x = v128.load32_splat(left);
    a0 = Simd.multiplyAdd(x, a, a0);
    b0 = Simd.multiplyAdd(x, b, b0);
    x = v128.load32_splat(left, 4);
    a1 = Simd.multiplyAdd(x, a, a1);
    b1 = Simd.multiplyAdd(x, b, b1);
    x = v128.load32_splat(left, 8);
    a2 = Simd.multiplyAdd(x, a, a2);
    b2 = Simd.multiplyAdd(x, b, b2);
    x = v128.load32_splat(left, 12);
    a3 = Simd.multiplyAdd(x, a, a3);
    b3 = Simd.multiplyAdd(x, b, b3);
    left += ROW;
    if (left == end) break;
    a = v128.load(right, 64);
    b = v128.load(right, 80);
    x = v128.load32_splat(left);
    a0 = Simd.multiplyAdd(x, a, a0);
    b0 = Simd.multiplyAdd(x, b, b0);
    x = v128.load32_splat(left, 4);
    a1 = Simd.multiplyAdd(x, a, a1);
    b1 = Simd.multiplyAdd(x, b, b1);
    x = v128.load32_splat(left, 8);
    a2 = Simd.multiplyAdd(x, a, a2);
    b2 = Simd.multiplyAdd(x, b, b2);
    x = v128.load32_splat(left, 12);
    a3 = Simd.multiplyAdd(x, a, a3);
    b3 = Simd.multiplyAdd(x, b, b3);
    left += ROW;
    if (left == end) break;
    a = v128.load(right, 96);
    b = v128.load(right, 112);
    x = v128.load32_splat(left);
    a0 = Simd.multiplyAdd(x, a, a0);
    b0 = Simd.multiplyAdd(x, b, b0);
    x = v128.load32_splat(left, 4);
    a1 = Simd.multiplyAdd(x, a, a1);
    b1 = Simd.multiplyAdd(x, b, b1);
    x = v128.load32_splat(left, 8);
    a2 = Simd.multiplyAdd(x, a, a2);
    b2 = Simd.multiplyAdd(x, b, b2);
    x = v128.load32_splat(left, 12);
    a3 = Simd.multiplyAdd(x, a, a3);
    b3 = Simd.multiplyAdd(x, b, b3);
    left += ROW;
    right += 4 * ROW;
  } while (left != end);
  const signs = f32x4.splat(sign);
  NormalEquations.addTo(cell, a0, signs);
  NormalEquations.addTo(cell + 16, b0, signs);
  NormalEquations.addTo(cell + ROW, a1, signs);
  NormalEquations.addTo(cell + ROW + 16, b1, signs);
  NormalEquations.addTo(cell + 2 * ROW, a2, signs);
  NormalEquations.addTo(cell + 2 * ROW + 16, b2, signs);
  NormalEquations.addTo(cell + 3 * ROW, a3, signs);
  NormalEquations.addTo(cell + 3 * ROW + 16, b3, signs);
}

export class NormalEquations {
  @inline
  static addTo(cell: usize, sum: v128, signs: v128): void {
    v128.store(cell, Simd.multiplyAdd(signs, sum, v128.load(cell)));
  }

  /** Where a cell lies in a matrix whose blocks are `blockBytes` apart. */
  @inline
  static cell(matrix: usize, blockBytes: usize, row: u32, column: u32): usize {
    return matrix + <usize>(column >> 3) * blockBytes + <usize>row * ROW + ((<usize>(column & 7)) << 2);
  }
}

/**
 * Adds the products of all columns of a panel, Σ over its `count` rows of row·rowᵀ, to the upper triangle of a matrix.
 *
 * @param columns  of the panel and the matrix that are wanted
 */
export function addProducts(
  matrix: usize,
  matrixBlock: usize,
  panel: usize,
  panelBlock: usize,
  columns: u32,
  count: u32,
): void {
  if (count == 0) return;
  const end = panel + <usize>((columns + 7) >> 3) * panelBlock;
  let cells = matrix;
  for (let i: u32 = 0; i < columns; i += 8) {
    let cell = cells;
    for (let right = panel; right < end; right += panelBlock) {
      addTile(cell, panel, right, count, 1);
      if (i + 4 < columns) addTile(cell + 4 * ROW, panel + 16, right, count, 1);
      cell += matrixBlock;
    }
    panel += panelBlock;
    cells += matrixBlock + 8 * ROW;
  }
}

/** Four rows of a block after the four's own triangle is known: scales and multipliers as `decompose` writes them. */
function eliminate(cell: usize, scales: usize): void {
  for (let half: usize = 0; half < ROW; half += 16) {
    const at = cell + half;
    const r0 = f32x4.mul(v128.load(at), v128.load32_splat(scales));
    v128.store(at, r0);
    let r1 = Simd.multiplyAdd(r0, v128.load32_splat(scales, 16), v128.load(at, 32));
    r1 = f32x4.mul(r1, v128.load32_splat(scales, 4));
    v128.store(at, r1, 32);
    let r2 = Simd.multiplyAdd(r0, v128.load32_splat(scales, 20), v128.load(at, 64));
    r2 = Simd.multiplyAdd(r1, v128.load32_splat(scales, 24), r2);
    r2 = f32x4.mul(r2, v128.load32_splat(scales, 8));
    v128.store(at, r2, 64);
    let r3 = Simd.multiplyAdd(r0, v128.load32_splat(scales, 28), v128.load(at, 96));
    r3 = Simd.multiplyAdd(r1, v128.load32_splat(scales, 32), r3);
    r3 = Simd.multiplyAdd(r2, v128.load32_splat(scales, 36), r3);
    r3 = f32x4.mul(r3, v128.load32_splat(scales, 12));
    v128.store(at, r3, 96);
  }
}

/**
 * [A | b] → [U | y], A = UᵀU, Uᵀy = b, four rows at a time; b is column `size`. The row of b is reduced as the others,
 * so that its diagonal, Σ t² where it was filled in, keeps Σ t² − y·y.
 *
 * @param scales  room for ten floats
 */
export function decompose(matrix: usize, matrixBlock: usize, size: u32, scales: usize): void {
  const blocks = (size + 8) >> 3;
  const last = matrix + <usize>(blocks - 1) * matrixBlock;
  for (let i: u32 = 0; i <= size; i += 4) {
    const above = matrix + <usize>(i >> 3) * matrixBlock;
    const left = above + ((<usize>(i & 7)) << 2);
    const down = <usize>i * ROW;
    if (i > 0) addTile(above + down, left, above, i, -1);
    factorise(above + down, (<usize>(i & 7)) << 2, min(4, size - i), scales);
    for (let right = above + matrixBlock; right <= last; right += matrixBlock) {
      if (i > 0) addTile(right + down, left, right, i, -1);
      eliminate(right + down, scales);
    }
  }
}

/**
 * The four rows of the block that holds their diagonal, which begins `at` bytes into the first; only `count` of them, one
 * more row is reduced by these and not scaled. Writes 1/u of each row, then −u of the six pairs (0,1) (0,2) (1,2) (0,3) (1,3)
 * (2,3).
 */
function factorise(rows: usize, at: usize, count: u32, scales: usize): void {
  let pair = scales + 16;
  const start = at & ~15;
  for (let r: u32 = 0; r < 4 && r <= count; r++) {
    const row = rows + <usize>r * ROW;
    const diagonal = at + ((<usize>r) << 2);
    for (let t: u32 = 0; t < r; t++) {
      const above = rows + <usize>t * ROW;
      const factor = -load<f32>(above + diagonal);
      store<f32>(pair, factor);
      pair += 4;
      const factors = f32x4.splat(factor);
      for (let x = start; x < ROW; x += 16) {
        v128.store(row + x, Simd.multiplyAdd(factors, v128.load(above + x), v128.load(row + x)));
      }
    }
    if (r == count) return;
    const scale: f32 = 1 / sqrt<f32>(load<f32>(row + diagonal));
    store<f32>(scales + ((<usize>r) << 2), scale);
    const factors = f32x4.splat(scale);
    for (let x = start; x < ROW; x += 16) v128.store(row + x, f32x4.mul(factors, v128.load(row + x)));
  }
}

/**
 * Solves U w = y + z, y in the column after U; z, `noise`, may be 0 for none.
 *
 * @param solution  [whole blocks] written, zero beyond `size`
 */
export function substitute(
  solution: usize,
  matrix: usize,
  matrixBlock: usize,
  size: u32,
  noise: usize,
): void {
  const blocks = (size + 8) >> 3;
  memory.fill(solution, 0, <usize>blocks * ROW);
  for (let i: i32 = <i32>size - 1; i >= 0; i--) {
    const at = (<usize>i) << 2;
    let x = solution + (at & ~31);
    let cells = NormalEquations.cell(matrix, matrixBlock, i, i & ~7);
    let sums = f32x4.mul(v128.load(cells), v128.load(x));
    sums = Simd.multiplyAdd(v128.load(cells, 16), v128.load(x, 16), sums);
    const y =
      load<f32>(NormalEquations.cell(matrix, matrixBlock, i, size)) + (noise ? load<f32>(noise + at) : 0);
    for (let block = ((<u32>i) >> 3) + 1; block < blocks; block++) {
      cells += matrixBlock;
      x += ROW;
      sums = Simd.multiplyAdd(v128.load(cells), v128.load(x), sums);
      sums = Simd.multiplyAdd(v128.load(cells, 16), v128.load(x, 16), sums);
    }
    const diagonal = load<f32>(NormalEquations.cell(matrix, matrixBlock, i, i));
    store<f32>(solution + at, (y - Simd.sum(sums)) / diagonal);
  }
}
