const SWEEPS = 5;
/** Off-diagonal entries smaller than this, beside the diagonal's, are left. */
const SMALL = 1e-3;

/**
 * Orthonormal axes of rows, those that carry most first: nearly the eigenvectors of the Gram matrix, by a few sweeps of
 * Jacobi's rotations (Golub & Van Loan, 8.5). They are orthonormal however few the sweeps, which is what bounds need.
 *
 * O(k³) a sweep.
 *
 * @param gram  [k × k] symmetric, finite; changed
 * @returns [k × k], row f holding what factor f adds to each axis
 */
export function principalAxes(gram: Float64Array, k: number): Float64Array {
  /** Axes as rows, so that a rotation walks along two of them. */
  const axes = new Float64Array(k * k);
  for (let at = 0; at < k; at++) axes[at * k + at] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < k; p++) {
      for (let q = p + 1; q < k; q++) rotate(gram, axes, k, p, q);
    }
  }
  const order = Array.from({ length: k }, (_, at) => at).sort(
    (a, b) => gram[b * k + b] - gram[a * k + a] || a - b,
  );
  const byFactor = new Float64Array(k * k);
  order.forEach((axis, place) => {
    for (let f = 0; f < k; f++) byFactor[f * k + place] = axes[axis * k + f];
  });
  return byFactor;
}

/** Turns axes p and q so that the Gram matrix has nothing off its diagonal there. */
function rotate(gram: Float64Array, axes: Float64Array, k: number, p: number, q: number): void {
  const [pp, qq, pq] = [gram[p * k + p], gram[q * k + q], gram[p * k + q]];
  if (!(Math.abs(pq) > SMALL * Math.sqrt(Math.abs(pp * qq)))) return;
  const theta = (qq - pp) / (2 * pq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let at = 0; at < k; at++) {
    const [x, y] = [gram[p * k + at], gram[q * k + at]];
    gram[p * k + at] = c * x - s * y;
    gram[q * k + at] = s * x + c * y;
    const [u, v] = [axes[p * k + at], axes[q * k + at]];
    axes[p * k + at] = c * u - s * v;
    axes[q * k + at] = s * u + c * v;
  }
  for (let at = 0; at < k; at++) {
    const [x, y] = [gram[at * k + p], gram[at * k + q]];
    gram[at * k + p] = c * x - s * y;
    gram[at * k + q] = s * x + c * y;
  }
}
