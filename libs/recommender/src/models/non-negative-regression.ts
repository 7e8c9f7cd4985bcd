import { RidgeSystem } from './ridge-regression.js';

/** A least-squares problem whose first weights may not be negative. */
export interface NonNegativeProblem {
  /** [rowCount × columnCount] x, row-major */
  readonly rows: Float64Array;
  /** [rowCount] y */
  readonly targets: Float64Array;
  /** [columnCount] λ > 0 */
  readonly penalties: Float64Array;
  /** Weights from here on may be negative. */
  readonly signedFrom: number;
}

export interface NonNegativeSolution {
  /** [columnCount] */
  readonly weights: Float64Array;
  /** What each row adds to z·w; their sum is z·w. */
  contributions(features: Float64Array): Float64Array;
}

/** Rounds of coordinate descent before the weights that are positive are taken to be the right ones. */
const MAX_ROUNDS = 500;
const TOLERANCE = 1e-10;

/**
 * The least of Σ (y − w·x)² + Σ_j λ_j w_j² with w_j ≥ 0 for j < `signedFrom`.
 *
 * Coordinate descent over XᵀX finds which weights are positive (Franc, Hlaváč & Navara 2005, "Sequential coordinate-wise
 * algorithm for the non-negative least squares problem"). Those are then a ridge regression of their own, linear in y, so
 * that what every row adds can be told.
 */
export function solveNonNegative(problem: NonNegativeProblem): NonNegativeSolution {
  const { rows, targets, penalties, signedFrom } = problem;
  const columnCount = penalties.length;
  let free = positiveColumns(problem);
  for (;;) {
    const system = new RidgeSystem(
      columnsOf(rows, columnCount, free),
      penalties.filter((_, column) => free.includes(column)),
    );
    const solved = system.weights(targets);
    const kept = free.filter((column, at) => column >= signedFrom || solved[at] >= 0);
    if (kept.length === free.length) {
      const weights = new Float64Array(columnCount);
      free.forEach((column, at) => (weights[column] = solved[at]));
      return {
        weights,
        contributions: (features) => system.contributions(columnsOf(features, columnCount, free), targets),
      };
    }
    free = kept;
  }
}

/** Columns whose weights are not 0 in the least. */
function positiveColumns({ rows, targets, penalties, signedFrom }: NonNegativeProblem): number[] {
  const size = penalties.length;
  const gram = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  targets.forEach((target, row) => {
    for (let i = 0; i < size; i++) {
      gradient[i] -= rows[row * size + i] * target;
      for (let j = 0; j < size; j++) gram[i * size + j] += rows[row * size + i] * rows[row * size + j];
    }
  });
  for (let i = 0; i < size; i++) gram[i * size + i] += penalties[i];
  const weights = new Float64Array(size);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let largest = 0;
    for (let i = 0; i < size; i++) {
      const aim = weights[i] - gradient[i] / gram[i * size + i];
      const change = (i < signedFrom ? Math.max(0, aim) : aim) - weights[i];
      if (change === 0) continue;
      weights[i] += change;
      for (let j = 0; j < size; j++) gradient[j] += change * gram[i * size + j];
      largest = Math.max(largest, Math.abs(change));
    }
    if (largest < TOLERANCE) break;
  }
  return Array.from(penalties.keys()).filter((column) => column >= signedFrom || weights[column] > 0);
}

/** The given columns of each row, in their order. */
function columnsOf(rows: Float64Array, columnCount: number, columns: readonly number[]): Float64Array {
  const rowCount = rows.length / columnCount;
  const chosen = new Float64Array(rowCount * columns.length);
  for (let row = 0; row < rowCount; row++) {
    columns.forEach((column, at) => (chosen[row * columns.length + at] = rows[row * columnCount + column]));
  }
  return chosen;
}
