const { abs, sign, sqrt } = Math;

export interface SymmetricEigen {
  readonly values: number[];
  /** Orthonormal; `vectors[i]` belongs to `values[i]`. */
  readonly vectors: number[][];
}

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's cyclic rotations, to the last digits
 * (Golub & Van Loan, Matrix Computations, 8.5).
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const a = matrix.map((row) => [...row]);
  const size = a.length;
  const vectors = a.map((_, i) => a.map((_row, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (abs(a[p][q]) <= 1e-18 * sqrt(abs(a[p][p] * a[q][q])) || a[p][q] === 0) continue;
        rotate(a, vectors, p, q);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  return { values: a.map((row, i) => row[i]), vectors };
}

/** Makes a[p][q] zero, and turns the vectors along. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (sign(theta) || 1) / (abs(theta) + sqrt(theta * theta + 1));
  const c = 1 / sqrt(t * t + 1);
  const s = t * c;
  for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  turnRows(a, p, q, c, s);
  turnRows(vectors, p, q, c, s);
  a[p][q] = 0;
  a[q][p] = 0;
}

function turnRows(rows: number[][], p: number, q: number, c: number, s: number): void {
  const first = rows[p];
  const second = rows[q];
  rows[p] = first.map((value, i) => c * value - s * second[i]);
  rows[q] = first.map((value, i) => s * value + c * second[i]);
}
