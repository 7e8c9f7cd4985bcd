/** One side of an implicit factorisation, as conjugate gradients see it. */
export interface ImplicitSide {
  /** Floats of a row: k factors and zeros. */
  readonly rowLength: number;
  /** [rowCount + 1] positives of a row are at offsets[row] … offsets[row + 1] − 1 */
  readonly offsets: Int32Array;
  /** [n] the other side's row of each positive. */
  readonly others: Int32Array;
  /** [n] c, how much each positive counts. */
  readonly weights: Float32Array;
  /** [rowCount × rowLength] improved. */
  readonly rows: Float32Array;
  /** [otherCount × rowLength] */
  readonly otherRows: Float32Array;
  /** [rowLength × rowLength] α₀ YᵀY */
  readonly gram: Float32Array;
  /** [rowCount] λ of each row. */
  readonly penalties: Float32Array;
  /** Of conjugate gradients. */
  readonly steps: number;
}

/**
 * Factors x of rows first … end − 1, the other side's y fixed: towards the least of
 *
 *   Σ_j c_j (1 − x·y_j)² + α₀ Σ_all (x·y)² + λ |x|²        j: the row's positives
 *
 * by a few steps of conjugate gradients from where x is (Takács, Pilászy & Tikk 2011, "Applications of the conjugate
 * gradient method for implicit feedback collaborative filtering"); the matrix A = α₀ YᵀY + λI + Σ c_j y_j y_jᵀ is never
 * built. Rows without positives become 0, which is their solution. In double precision; the kernel of
 * assembly/implicit-als.ts does the same in single.
 */
export function implicitRows(side: ImplicitSide, first: number, end: number): void {
  const { rowLength, offsets, rows } = side;
  for (let row = first; row < end; row++) {
    const x = Float64Array.from(rows.subarray(row * rowLength, (row + 1) * rowLength));
    if (offsets[row] === offsets[row + 1]) x.fill(0);
    else descend(side, row, x);
    rows.set(x, row * rowLength);
  }
}

function descend(side: ImplicitSide, row: number, x: Float64Array): void {
  const residual = apply(side, row, x, 1).map((one) => -one);
  const direction = residual.slice();
  let square = product(residual, residual);
  for (let step = 0; step < side.steps && square > 1e-20; step++) {
    const applied = apply(side, row, direction, 0);
    const length = square / product(direction, applied);
    for (let f = 0; f < x.length; f++) {
      x[f] += length * direction[f];
      residual[f] -= length * applied[f];
    }
    const next = product(residual, residual);
    for (let f = 0; f < x.length; f++) direction[f] = residual[f] + (next / square) * direction[f];
    square = next;
  }
}

/** (α₀ YᵀY + λI) v + Σ c_j (y_j·v − target) y_j */
function apply(side: ImplicitSide, row: number, v: Float64Array, target: number): Float64Array {
  const { rowLength, offsets, others, weights, otherRows, gram, penalties } = side;
  const out = v.map((one) => penalties[row] * one);
  for (let i = 0; i < rowLength; i++) {
    for (let f = 0; f < rowLength; f++) out[f] += gram[i * rowLength + f] * v[i];
  }
  for (let at = offsets[row]; at < offsets[row + 1]; at++) {
    const start = others[at] * rowLength;
    let error = -target;
    for (let f = 0; f < rowLength; f++) error += otherRows[start + f] * v[f];
    for (let f = 0; f < rowLength; f++) out[f] += weights[at] * error * otherRows[start + f];
  }
  return out;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}

/** Adds Σ y yᵀ over rows first … end − 1 to the upper triangle of `gram` [rowLength × rowLength]. */
export function multiplyRows(
  rows: Float32Array,
  rowLength: number,
  first: number,
  end: number,
  gram: Float32Array,
): void {
  for (let start = first * rowLength; start < end * rowLength; start += rowLength) {
    for (let i = 0; i < rowLength; i++) {
      for (let j = i; j < rowLength; j++) gram[i * rowLength + j] += rows[start + i] * rows[start + j];
    }
  }
}
