import { blockStart, cellIndex, valueIndex, type SymmetricBlocks } from './symmetric-blocks.js';

/** What one step of the sweep needs besides the matrix. */
export interface SweepStep {
  /** The block of the diagonal whose turn it is. */
  readonly pivot: number;
  /** [size × size] D, the inverse of the pivot's block, row by row. */
  readonly inverse: Float32Array;
  /** [blockCount × size × size] C, the pivot's column: block, row, column of the pivot. */
  readonly column: Float32Array;
  /** [blockCount × size × size] W = C D, in the same order. */
  readonly product: Float32Array;
}

/**
 * A symmetric positive definite matrix is turned into minus its inverse, in place, one block of the diagonal after the other
 * (Goodnight 1979, "A tutorial on the SWEEP operator", by blocks). With D the inverse of the pivot's block and C its column:
 *
 *   A_ij ← A_ij − C_i D C_jᵀ      A_ip ← C_i D      A_pp ← −D        i, j ≠ p
 *
 * Here the inverse of the pivot, by Gauss and Jordan without exchanging rows: it is positive definite. In double precision;
 * the kernels of assembly/ease.ts do the same in single.
 */
export function invertPivot({ size, values }: SymmetricBlocks, { pivot, inverse }: SweepStep): void {
  const d = new Float64Array(size * size);
  const start = blockStart(size, pivot, pivot);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) d[i * size + j] = d[j * size + i] = values[start + cellIndex(size, i, j)];
  }
  for (let k = 0; k < size; k++) {
    const reciprocal = 1 / d[k * size + k];
    d[k * size + k] = 1;
    for (let j = 0; j < size; j++) d[k * size + j] *= reciprocal;
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const factor = d[i * size + k];
      d[i * size + k] = 0;
      for (let j = 0; j < size; j++) d[i * size + j] -= factor * d[k * size + j];
    }
  }
  inverse.set(d);
}

/** Block `other` of C and of W. */
export function packColumn({ size, values }: SymmetricBlocks, step: SweepStep, other: number): void {
  const { pivot, inverse, column, product } = step;
  const start = other * size * size;
  for (let row = 0; row < size; row++) {
    for (let t = 0; t < size; t++) {
      column[start + row * size + t] = values[valueIndex(size, other * size + row, pivot * size + t)];
    }
    for (let t = 0; t < size; t++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += column[start + row * size + k] * inverse[k * size + t];
      product[start + row * size + t] = sum;
    }
  }
}

/** Block (i, j), i ≥ j, in the step of the pivot. */
export function sweepBlock({ size, values }: SymmetricBlocks, step: SweepStep, i: number, j: number): void {
  const { pivot, inverse, column, product } = step;
  const start = blockStart(size, i, j);
  for (let row = 0; row < size; row++) {
    const left = (i * size + row) * size;
    for (let other = 0; other < (i === j ? row + 1 : size); other++) {
      const right = (j * size + other) * size;
      const at = start + cellIndex(size, row, other);
      if (i === pivot && j === pivot) values[at] = -inverse[row * size + other];
      else if (i === pivot) values[at] = product[right + row];
      else if (j === pivot) values[at] = product[left + other];
      else {
        let sum = 0;
        for (let t = 0; t < size; t++) sum += column[left + t] * product[right + t];
        values[at] -= sum;
      }
    }
  }
}
