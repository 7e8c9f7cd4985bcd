import { rankTopN } from '../ranking/top-n.js';

/** Euclidean lengths of the rows of a matrix [rowCount × columnCount]. */
export function rowNorms(rows: Float32Array, columnCount: number): Float64Array {
  const norms = new Float64Array(rows.length / columnCount);
  for (let row = 0; row < norms.length; row++) norms[row] = Math.sqrt(dot(rows, row, rows, row, columnCount));
  return norms;
}

/**
 * The `count` rows with the greatest cosine to a row, best first, without the row itself; the cosine with a row of zeros
 * counts 0.
 *
 * @param norms  of all rows, by `rowNorms`
 * @returns pairs of row and cosine
 */
export function nearestRows(
  rows: Float32Array,
  columnCount: number,
  norms: Float64Array,
  row: number,
  count: number,
): [row: number, cosine: number][] {
  const cosines = new Float32Array(norms.length);
  for (let other = 0; other < cosines.length; other++) {
    const scale = norms[row] * norms[other];
    cosines[other] = scale > 0 ? dot(rows, row, rows, other, columnCount) / scale : 0;
  }
  const best = rankTopN(cosines, (other) => other === row, count);
  return best.map((other) => [other, cosines[other]]);
}

/** The inner product of row `a` of `left` and row `b` of `right`. */
export function dot(
  left: Float32Array,
  a: number,
  right: Float32Array,
  b: number,
  columnCount: number,
): number {
  let sum = 0;
  for (let column = 0; column < columnCount; column++) {
    sum += left[a * columnCount + column] * right[b * columnCount + column];
  }
  return sum;
}
