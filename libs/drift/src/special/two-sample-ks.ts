const { ceil, floor, max, min } = Math;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * P(D ≥ distance) of the two-sided two-sample Kolmogorov–Smirnov statistic, exactly, when nothing is tied.
 *
 * Under H₀ every order of the n_ref + n_cur values is equally likely; an order is a lattice path from (0, 0)
 * to (n_ref, n_cur), and D ≥ distance when the path touches the lines |x/n_ref − y/n_cur| = distance.
 */
export function exactKsPValue(distance: number, referenceSize: number, currentSize: number): number {
  const divisor = greatestCommonDivisor(referenceSize, currentSize);
  const steps = Math.round(distance * (referenceSize / divisor) * currentSize);
  if (steps === 0) return 1;
  const p =
    referenceSize === currentSize
      ? touchingShareOfSquare(referenceSize, steps)
      : touchingShareOfRectangle(referenceSize, currentSize, divisor, steps);
  return min(1, max(0, p));
}

/**
 * Equal sizes n: 2·Σ_{k≥1} (−1)^{k−1} C(2n, n−kh)/C(2n, n) by the reflection principle, as a Horner scheme over
 * the ratios of neighbouring terms (Gnedenko & Korolyuk 1951).
 */
function touchingShareOfSquare(n: number, h: number): number {
  let p = 0;
  for (let k = floor(n / h); k >= 0; k--) {
    let ratio = 1;
    for (let j = 0; j < h && ratio > 0; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1);
    p = ratio * (1 - p);
  }
  return 2 * p;
}

/**
 * Unequal sizes: the share of paths to (x, y) that touched a line, row by row,
 *
 *   T(x, y) = 1 where |x·n/g − y·m/g| ≥ h, else (x·T(x−1, y) + y·T(x, y−1)) / (x + y)
 *
 * since x of x + y equally likely last steps come from the left. Every term is positive: nothing cancels, so
 * small p-values keep their digits. Only the strip between the lines is visited (Hodges 1958).
 */
function touchingShareOfRectangle(m: number, n: number, divisor: number, h: number): number {
  const xWeight = n / divisor;
  const yWeight = m / divisor;
  const touched = new Float64Array(n + 1).fill(1);
  for (let x = 0; x <= m; x++) {
    const lowest = max(0, floor((x * xWeight - h) / yWeight) + 1);
    const highest = min(n, ceil((x * xWeight + h) / yWeight) - 1);
    if (lowest > 0) touched[lowest - 1] = 1;
    for (let y = lowest; y <= highest; y++) {
      if (x + y === 0) touched[0] = 0;
      else touched[y] = (x * touched[y] + (y > 0 ? y * touched[y - 1] : 0)) / (x + y);
    }
  }
  return touched[n];
}
