/**
 * A symmetric matrix as the square blocks of its lower triangle: block (i, j), i ≥ j, is the (i (i + 1) / 2 + j)-th, and
 * lies in strips of eight columns, each strip row by row. Within a block of the diagonal only the lower triangle counts.
 */
export interface SymmetricBlocks {
  /** Rows (and columns) of a block; a multiple of 8. */
  readonly size: number;
  readonly blockCount: number;
  /** [blockCount (blockCount + 1) / 2 × size²] */
  readonly values: Float32Array;
}

/** Where block (i, j), i ≥ j, begins. */
export function blockStart(size: number, i: number, j: number): number {
  return ((i * (i + 1)) / 2 + j) * size * size;
}

/** Where a value lies within its block. */
export function cellIndex(size: number, row: number, column: number): number {
  return ((column >> 3) * size + row) * 8 + (column & 7);
}

/** Where the value of two rows of the whole matrix lies, whichever comes first. */
export function valueIndex(size: number, a: number, b: number): number {
  const [row, column] = a >= b ? [a, b] : [b, a];
  const [i, j] = [Math.floor(row / size), Math.floor(column / size)];
  return blockStart(size, i, j) + cellIndex(size, row - i * size, column - j * size);
}

/** Writes row `row` of the whole matrix into `out`, as far as that reaches. */
export function readRow({ size, values }: SymmetricBlocks, row: number, out: Float32Array): void {
  const block = Math.floor(row / size);
  const inBlock = row - block * size;
  const before = Math.min(out.length, row + 1);
  for (let column = 0; column < before; column += 8) {
    const other = Math.floor(column / size);
    const start = blockStart(size, block, other) + cellIndex(size, inBlock, column - other * size);
    const count = Math.min(8, before - column);
    for (let n = 0; n < count; n++) out[column + n] = values[start + n];
  }
  for (let at = before; at < out.length;) {
    const other = Math.floor(at / size);
    const end = Math.min(out.length, (other + 1) * size);
    let from = blockStart(size, other, block) + cellIndex(size, at - other * size, inBlock);
    for (; at < end; at++, from += 8) out[at] = values[from];
  }
}
