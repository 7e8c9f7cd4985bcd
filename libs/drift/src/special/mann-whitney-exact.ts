const { floor, min } = Math;

/**
 * P(U ≥ u) of the Mann–Whitney statistic of samples of m and n values, exactly, when nothing is tied.
 *
 * The number of orders with U = k is the coefficient of qᵏ in the Gaussian binomial Π_{i≤m} (1−qⁿ⁺ⁱ)/(1−qⁱ)
 * (Mann & Whitney 1947). Time and memory grow with min(m, n)²·max(m, n): eight values against a million are fine.
 *
 * @param u  whole number in [0, m·n]
 */
export function exactMannWhitneySurvival(u: number, m: number, n: number): number {
  const largest = m * n;
  // U is symmetric around m·n/2: the smaller tail is summed, so that small p-values keep their digits.
  if (u > largest / 2) return lowerShare(largest - u, m, n);
  return u === 0 ? 1 : 1 - lowerShare(u - 1, m, n);
}

/** P(U ≤ k) for k ≤ m·n/2. */
function lowerShare(k: number, m: number, n: number): number {
  const counts = ordersByStatistic(min(m, n), m + n - min(m, n), k);
  let sum = 0;
  for (let i = 0; i <= k; i++) sum += counts[i];
  let orders = 1;
  for (let i = 1; i <= min(m, n); i++) orders *= (m + n - min(m, n) + i) / i;
  return sum / orders;
}

/** [last + 1] coefficients of the Gaussian binomial, for few values (m) among many (n). */
function ordersByStatistic(m: number, n: number, last: number): Float64Array {
  const counts = new Float64Array(last + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    for (let k = i; k <= last; k++) counts[k] += counts[k - i];
    for (let k = last; k >= n + i; k--) counts[k] -= counts[k - n - i];
    mirror(counts, i * n);
  }
  return counts;
}

/** Replaces the descending half of a polynomial of this degree by the ascending one, which rounding hurts less. */
function mirror(counts: Float64Array, degree: number): void {
  for (let k = floor(degree / 2) + 1; k < counts.length; k++) counts[k] = k > degree ? 0 : counts[degree - k];
}
