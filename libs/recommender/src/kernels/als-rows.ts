import { RidgeSystem } from '../models/ridge-regression.js';

/** One side of a factorisation, as alternating least squares sees it. */
export interface AlsSide {
  readonly factorCount: number;
  /** Floats of a row: k factors, the bias, and zeros. */
  readonly rowLength: number;
  /** [rowCount + 1] ratings of a row are at offsets[row] … offsets[row + 1] − 1 */
  readonly offsets: Int32Array;
  /** [n] the other side's row of each rating. */
  readonly others: Int32Array;
  /** [n] each rating less the mean of all. */
  readonly values: Float32Array;
  /** [rowCount × rowLength] solved. */
  readonly rows: Float32Array;
  /** [otherCount × rowLength] */
  readonly otherRows: Float32Array;
  /** λ₀ and λ */
  readonly penaltyPerRow: number;
  readonly penaltyPerRating: number;
}

/**
 * Factors p and bias b of rows first … end − 1, the other side's q and c fixed: the least of
 *
 *   Σ_j (v_j − c_j − b − p·q_j)² + (λ₀ + λ n) (b² + |p|²)        n = ratings of the row
 *
 * (Zhou et al. 2008, "Large-scale parallel collaborative filtering for the Netflix prize", with biases.) In double
 * precision; the kernel of assembly/als.ts does the same in single.
 *
 * @param squares  [rowCount] written: the sum of squared errors of each row
 */
export function alsRows(side: AlsSide, first: number, end: number, squares: Float64Array): void {
  const { factorCount, rowLength, offsets, others, values, rows, otherRows } = side;
  const columns = factorCount + 1;
  for (let row = first; row < end; row++) {
    const from = offsets[row];
    const count = offsets[row + 1] - from;
    const regressors = new Float64Array(count * columns);
    const targets = new Float64Array(count);
    for (let n = 0; n < count; n++) {
      const other = others[from + n] * rowLength;
      for (let factor = 0; factor < factorCount; factor++) {
        regressors[n * columns + factor] = otherRows[other + factor];
      }
      regressors[n * columns + factorCount] = 1;
      targets[n] = values[from + n] - otherRows[other + factorCount];
    }
    const penalty = side.penaltyPerRow + side.penaltyPerRating * count;
    const weights = new RidgeSystem(regressors, new Float64Array(columns).fill(penalty)).weights(targets);
    rows.set(weights, row * rowLength);
    squares[row] = 0;
    for (let n = 0; n < count; n++) {
      let error = targets[n];
      for (let column = 0; column < columns; column++)
        error -= weights[column] * regressors[n * columns + column];
      squares[row] += error * error;
    }
  }
}
