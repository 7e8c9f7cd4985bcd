import { Simd } from './simd';

// The Gram matrix of EASE and its inverse. The matrix is symmetric and lies in shared memory as the blocks of its lower
// triangle, block (i, j) with i ≥ j as the (i (i + 1) / 2 + j)-th. A block of `size` × `size` floats lies in strips of
// eight columns, each row by row: what the innermost loop reads and writes is contiguous. `src/kernels/gram-rows.ts` and
// `src/kernels/block-sweep.ts` say the maths and are the twins in plain TypeScript.

/** Address of block (i, j), i ≥ j. */
function blockAt(matrix: usize, size: u32, i: u32, j: u32): usize {
  return matrix + ((<usize>((i * (i + 1)) / 2 + j) * size * size) << 2);
}

/** Address of a value within a block. */
function cellAt(block: usize, size: u32, row: u32, column: u32): usize {
  return block + ((((<usize>(column >> 3) * size + row) << 3) + (column & 7)) << 2);
}

/** How many users have item `row` and each item up to it, scaled; the diagonal is 1. */
export function gramRows(
  first: u32,
  end: u32,
  size: u32,
  offsets: usize,
  begins: usize,
  ends: usize,
  lists: usize,
  scales: usize,
  counts: usize,
  matrix: usize,
): void {
  for (let row = first; row < end; row++) {
    const block = row / size;
    memory.fill(counts, 0, (<usize>((block + 1) * size)) << 2);
    const to = load<u32>(offsets + ((<usize>row) << 2), 4);
    for (let entry = load<u32>(offsets + ((<usize>row) << 2)); entry < to; entry++) {
      const at = (<usize>entry) << 2;
      countList(
        lists + ((<usize>load<u32>(begins + at)) << 1),
        lists + ((<usize>load<u32>(ends + at)) << 1),
        counts,
      );
    }
    const scale = f32x4.splat(load<f32>(scales + ((<usize>row) << 2)));
    const inBlock = row - block * size;
    for (let other: u32 = 0; other <= block; other++) {
      const target = blockAt(matrix, size, block, other);
      for (let column: u32 = 0; column < size; column += 4) {
        const at = (<usize>(other * size + column)) << 2;
        const scaled = f32x4.mul(
          f32x4.convert_i32x4_u(v128.load(counts + at)),
          f32x4.mul(scale, v128.load(scales + at)),
        );
        v128.store(cellAt(target, size, inBlock, column), scaled);
      }
    }
    store<f32>(cellAt(blockAt(matrix, size, block, block), size, inBlock, inBlock), 1);
  }
}

/** Adds 1 for each item of a list. An item is there once, so that the four additions do not meet. */
function countList(at: usize, end: usize, counts: usize): void {
  for (; at + 8 <= end; at += 8) {
    const a = counts + ((<usize>load<u16>(at)) << 2);
    const b = counts + ((<usize>load<u16>(at, 2)) << 2);
    const c = counts + ((<usize>load<u16>(at, 4)) << 2);
    const d = counts + ((<usize>load<u16>(at, 6)) << 2);
    store<u32>(a, load<u32>(a) + 1);
    store<u32>(b, load<u32>(b) + 1);
    store<u32>(c, load<u32>(c) + 1);
    store<u32>(d, load<u32>(d) + 1);
  }
  for (; at < end; at += 2) {
    const a = counts + ((<usize>load<u16>(at)) << 2);
    store<u32>(a, load<u32>(a) + 1);
  }
}

/**
 * Inverts a block of the diagonal, of which the lower triangle counts, by Gauss and Jordan.
 *
 * @param inverse  [size × size] row by row, written
 * @param packed   the same in strips of four columns, written
 */
export function invertPivot(pivot: usize, size: u32, inverse: usize, packed: usize): void {
  const rowBytes = (<usize>size) << 2;
  for (let i: u32 = 0; i < size; i++) {
    for (let j: u32 = 0; j <= i; j++) {
      const value = load<f32>(cellAt(pivot, size, i, j));
      store<f32>(inverse + <usize>i * rowBytes + ((<usize>j) << 2), value);
      store<f32>(inverse + <usize>j * rowBytes + ((<usize>i) << 2), value);
    }
  }
  for (let k: u32 = 0; k < size; k++) {
    const row = inverse + <usize>k * rowBytes;
    const column = (<usize>k) << 2;
    const reciprocal: f32 = 1 / load<f32>(row + column);
    store<f32>(row + column, 1);
    const scale = f32x4.splat(reciprocal);
    for (let x: usize = 0; x < rowBytes; x += 16) v128.store(row + x, f32x4.mul(scale, v128.load(row + x)));
    for (let i: u32 = 0; i < size; i++) {
      if (i == k) continue;
      const other = inverse + <usize>i * rowBytes;
      const factor = f32x4.splat(-load<f32>(other + column));
      store<f32>(other + column, 0);
      for (let x: usize = 0; x < rowBytes; x += 16) {
        v128.store(other + x, Simd.multiplyAdd(factor, v128.load(row + x), v128.load(other + x)));
      }
    }
  }
  for (let strip: u32 = 0; strip < size; strip += 4) {
    for (let k: u32 = 0; k < size; k++) {
      v128.store(packed, v128.load(inverse + <usize>k * rowBytes + ((<usize>strip) << 2)));
      packed += 16;
    }
  }
}

/** cell[4 × 8] += sign · Σ_t left[t][4]ᵀ right[t][8], t below `depth`; rows of the cell are 32 bytes apart. */
function addProduct(cell: usize, left: usize, right: usize, depth: u32, sign: f32): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  const end = left + ((<usize>depth) << 4);
  // One turn a step: unrolled by hand, the compiler of V8 runs out of registers and it takes a third longer.
  while (left < end) {
    const x0 = v128.load32_splat(left);
    const x1 = v128.load32_splat(left, 4);
    const x2 = v128.load32_splat(left, 8);
    const x3 = v128.load32_splat(left, 12);
    const a = v128.load(right);
    a0 = Simd.multiplyAdd(x0, a, a0);
    a1 = Simd.multiplyAdd(x1, a, a1);
    a2 = Simd.multiplyAdd(x2, a, a2);
    a3 = Simd.multiplyAdd(x3, a, a3);
    const b = v128.load(right, 16);
    b0 = Simd.multiplyAdd(x0, b, b0);
    b1 = Simd.multiplyAdd(x1, b, b1);
    b2 = Simd.multiplyAdd(x2, b, b2);
    b3 = Simd.multiplyAdd(x3, b, b3);
    left += 16;
    right += 32;
  }
  const signs = f32x4.splat(sign);
  v128.store(cell, Simd.multiplyAdd(signs, a0, v128.load(cell)));
  v128.store(cell, Simd.multiplyAdd(signs, b0, v128.load(cell, 16)), 16);
  v128.store(cell, Simd.multiplyAdd(signs, a1, v128.load(cell, 32)), 32);
  v128.store(cell, Simd.multiplyAdd(signs, b1, v128.load(cell, 48)), 48);
  v128.store(cell, Simd.multiplyAdd(signs, a2, v128.load(cell, 64)), 64);
  v128.store(cell, Simd.multiplyAdd(signs, b2, v128.load(cell, 80)), 80);
  v128.store(cell, Simd.multiplyAdd(signs, a3, v128.load(cell, 96)), 96);
  v128.store(cell, Simd.multiplyAdd(signs, b3, v128.load(cell, 112)), 112);
}

/** The transpose of a block, in the layout of blocks. */
function transpose(from: usize, to: usize, size: u32): void {
  for (let column: u32 = 0; column < size; column += 8) {
    const strip = from + ((<usize>column * size) << 2);
    for (let row: u32 = 0; row < size; row++) {
      const source = strip + ((<usize>row) << 5);
      const target = cellAt(to, size, column, row);
      store<f32>(target, load<f32>(source));
      store<f32>(target, load<f32>(source, 4), 32);
      store<f32>(target, load<f32>(source, 8), 64);
      store<f32>(target, load<f32>(source, 12), 96);
      store<f32>(target, load<f32>(source, 16), 128);
      store<f32>(target, load<f32>(source, 20), 160);
      store<f32>(target, load<f32>(source, 24), 192);
      store<f32>(target, load<f32>(source, 28), 224);
    }
  }
}

/**
 * Block `other` of the pivot's column, C, and its product with the inverse of the pivot, W = C D.
 *
 * @param packed   D as `invertPivot` packs it
 * @param scratch  [size × size]
 * @param left     [size × size] C in strips of four rows, written
 * @param right    [size × size] Wᵀ in the layout of blocks, written
 */
export function packColumn(
  matrix: usize,
  size: u32,
  pivot: u32,
  other: u32,
  packed: usize,
  scratch: usize,
  left: usize,
  right: usize,
): void {
  const blockBytes = (<usize>(size * size)) << 2;
  if (other < pivot) memory.copy(scratch, blockAt(matrix, size, pivot, other), blockBytes);
  else transpose(blockAt(matrix, size, other, pivot), scratch, size);
  for (let strip: u32 = 0; strip < size; strip += 8) {
    let source = scratch + ((<usize>strip * size) << 2);
    let even = left + ((<usize>strip * size) << 2);
    for (let k: u32 = 0; k < size; k++) {
      v128.store(even, v128.load(source));
      v128.store(even + ((<usize>size) << 4), v128.load(source, 16));
      source += 32;
      even += 16;
    }
  }
  memory.fill(right, 0, blockBytes);
  for (let column: u32 = 0; column < size; column += 8) {
    const strip = (<usize>column * size) << 2;
    for (let row: u32 = 0; row < size; row += 4) {
      addProduct(
        right + strip + ((<usize>row) << 5),
        packed + ((<usize>row * size) << 2),
        scratch + strip,
        size,
        1,
      );
    }
  }
}

/**
 * Block (i, j) in the step of a pivot: A_ij − C_i W_jᵀ, or, in the row and column of the pivot, W; the pivot itself becomes
 * −D.
 *
 * @param left     C_i of all blocks, as `packColumn` leaves them
 * @param right    W_jᵀ of all blocks
 * @param inverse  D, row by row
 */
export function sweepBlock(
  matrix: usize,
  size: u32,
  pivot: u32,
  i: u32,
  j: u32,
  left: usize,
  right: usize,
  inverse: usize,
): void {
  const block = blockAt(matrix, size, i, j);
  const blockBytes = (<usize>(size * size)) << 2;
  if (i == pivot && j == pivot) {
    for (let row: u32 = 0; row < size; row++) {
      for (let column: u32 = 0; column < size; column++) {
        store<f32>(
          cellAt(block, size, row, column),
          -load<f32>(inverse + ((<usize>(row * size + column)) << 2)),
        );
      }
    }
    return;
  }
  if (i == pivot) {
    memory.copy(block, right + <usize>j * blockBytes, blockBytes);
    return;
  }
  if (j == pivot) {
    transpose(right + <usize>i * blockBytes, block, size);
    return;
  }
  const rows = left + <usize>i * blockBytes;
  const columns = right + <usize>j * blockBytes;
  for (let column: u32 = 0; column < size; column += 8) {
    const strip = (<usize>column * size) << 2;
    for (let row = i == j ? column : 0; row < size; row += 4) {
      addProduct(
        block + strip + ((<usize>row) << 5),
        rows + ((<usize>row * size) << 2),
        columns + strip,
        size,
        -1,
      );
    }
  }
}
