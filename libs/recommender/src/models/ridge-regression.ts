/**
 * A ridge regression, decomposed: XᵀX + diag(λ) by Cholesky, so that it can be solved for several right-hand sides.
 *
 * O(rows · columns² / 2 + columns³ / 6), in double precision; columns² for each solution.
 */
export class RidgeSystem {
  private readonly size: number;
  private readonly lower: Float64Array;

  /**
   * @param rows       [rowCount × columnCount] x, row-major
   * @param penalties  [columnCount] λ > 0, so that there is exactly one answer
   * @param prior      [columnCount × columnCount] added to XᵀX, positive semidefinite; nothing when left out
   */
  constructor(
    private readonly rows: Float64Array,
    penalties: Float64Array,
    prior?: Float64Array,
  ) {
    const size = penalties.length;
    this.size = size;
    this.lower = gramMatrix(rows, rows.length / size, size);
    if (prior) for (let at = 0; at < prior.length; at++) this.lower[at] += prior[at];
    for (let column = 0; column < size; column++) this.lower[column * size + column] += penalties[column];
    decompose(this.lower, size);
  }

  /** (XᵀX + diag(λ))⁻¹ `vector` [columnCount]; not a number where the matrix is not positive definite. */
  solve(vector: ArrayLike<number>): Float64Array {
    const solution = Float64Array.from(vector);
    substitute(this.lower, this.size, solution);
    return solution;
  }

  /**
   * The weights w that minimise Σ_n (y_n − w·x_n)² + Σ_j λ_j w_j².
   *
   * @param targets  [rowCount] y
   * @returns [columnCount] w
   */
  weights(targets: Float64Array): Float64Array {
    const weights = new Float64Array(this.size);
    for (let row = 0; row < targets.length; row++) {
      for (let column = 0; column < this.size; column++)
        weights[column] += this.rows[row * this.size + column] * targets[row];
    }
    substitute(this.lower, this.size, weights);
    return weights;
  }

  /**
   * What each row adds to z·w, a prediction from the weights that `targets` give: z·(XᵀX + Λ)⁻¹ x_n y_n. Their sum is
   * z·w.
   *
   * @param features  [columnCount] z
   * @returns [rowCount]
   */
  contributions(features: ArrayLike<number>, targets: Float64Array): Float64Array {
    const pull = this.solve(features);
    return targets.map((target, row) => {
      let sum = 0;
      for (let column = 0; column < this.size; column++)
        sum += pull[column] * this.rows[row * this.size + column];
      return sum * target;
    });
  }
}

/**
 * XᵀX of rows [rowCount × size]; only the lower triangle is meant. Four rows into two sums at a time, which saves three in
 * four reads and writes.
 */
export function gramMatrix(rows: Float64Array, rowCount: number, size: number): Float64Array {
  const gram = new Float64Array(size * size);
  const wholeRows = rowCount - (rowCount % 4);
  const wholeColumns = size - (size % 2);
  for (let row = 0; row < wholeRows; row += 4) {
    for (let i = 0; i < wholeColumns; i += 2) addTile(gram, rows, row * size, i, size);
    if (wholeColumns < size) addRows(gram, rows, row, row + 4, wholeColumns, size);
  }
  addRows(gram, rows, wholeRows, rowCount, 0, size);
  return gram;
}

/** Adds four rows, the first at `r0`, to rows i and i + 1 of the triangle (and one value above it, which none reads). */
function addTile(gram: Float64Array, rows: Float64Array, r0: number, i: number, size: number): void {
  const [r1, r2, r3] = [r0 + size, r0 + 2 * size, r0 + 3 * size];
  const [a0, a1, a2, a3] = [rows[r0 + i], rows[r1 + i], rows[r2 + i], rows[r3 + i]];
  const [b0, b1, b2, b3] = [rows[r0 + i + 1], rows[r1 + i + 1], rows[r2 + i + 1], rows[r3 + i + 1]];
  const outA = i * size;
  const outB = outA + size;
  for (let j = 0; j <= i + 1; j++) {
    const x0 = rows[r0 + j];
    const x1 = rows[r1 + j];
    const x2 = rows[r2 + j];
    const x3 = rows[r3 + j];
    gram[outA + j] += a0 * x0 + a1 * x1 + (a2 * x2 + a3 * x3);
    gram[outB + j] += b0 * x0 + b1 * x1 + (b2 * x2 + b3 * x3);
  }
}

/** Adds rows from … to − 1 to rows firstColumn … of the triangle, one at a time. */
function addRows(
  gram: Float64Array,
  rows: Float64Array,
  from: number,
  to: number,
  firstColumn: number,
  size: number,
): void {
  for (let row = from; row < to; row++) {
    const start = row * size;
    for (let i = firstColumn; i < size; i++) {
      for (let j = 0; j <= i; j++) gram[i * size + j] += rows[start + i] * rows[start + j];
    }
  }
}

/** A = L Lᵀ, L in place of A's lower triangle. */
function decompose(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j];
    }
  }
}

/** Solves L Lᵀ x = b, x in place of b. */
function substitute(lower: Float64Array, size: number, vector: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = vector[i];
    for (let k = 0; k < i; k++) sum -= lower[i * size + k] * vector[k];
    vector[i] = sum / lower[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = vector[i];
    for (let k = i + 1; k < size; k++) sum -= lower[k * size + i] * vector[k];
    vector[i] = sum / lower[i * size + i];
  }
}
