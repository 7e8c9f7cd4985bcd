import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type NumericInput, type NumericSample, numericSample } from './sample.js';
import { studentTwoSided } from './special/beta.js';

/**
 * Student's two-sided t-test for independent samples on a numerical column.
 *
 * H₀: reference and current have the same mean; their variances are taken to be equal.
 *
 *   t = (x̄₁ − x̄₂) / √(s²(1/n₁ + 1/n₂)),  s² = ((n₁−1)s₁² + (n₂−1)s₂²)/(n₁+n₂−2), which are its degrees of freedom
 *
 * Drift when p < threshold (0.05 by default). Fewer than two values a side are too few. Two constants:
 * t = 0, p = 1 if they are equal, else t infinite, p = 0.
 * Equals scipy's `ttest_ind`, hence Evidently's `t_test`. Source: Student 1908; Fisher 1925.
 */
export function tTest(
  reference: NumericInput,
  current: NumericInput,
  { threshold = 0.05 }: ThresholdOptions = {},
): DriftTestResult {
  const a = numericSample(reference);
  const b = numericSample(current);
  if (a.size < 2 || b.size < 2) return insufficientData('t', threshold);
  const t = studentStatistic(a, b);
  return pValueResult('t', t, studentTwoSided(t, a.size + b.size - 2), threshold);
}

function studentStatistic(a: NumericSample, b: NumericSample): number {
  // Taken from a value of the sample itself, so that values far from 0 lose no digits and constants are exact.
  const origin = a.sorted[0];
  const x = momentsAround(origin, a);
  const y = momentsAround(origin, b);
  const difference = x.mean - y.mean;
  if (difference === 0) return 0;
  const pooled = (x.squares + y.squares) / (a.size + b.size - 2);
  return difference / Math.sqrt(pooled * (1 / a.size + 1 / b.size));
}

/** Mean of x − origin, and the sum of squares around it. */
function momentsAround(origin: number, { sorted, size, distinct }: NumericSample) {
  if (distinct === 1) return { mean: sorted[0] - origin, squares: 0 };
  let sum = 0;
  for (let i = 0; i < size; i++) sum += sorted[i] - origin;
  const mean = sum / size;
  let squares = 0;
  for (let i = 0; i < size; i++) squares += (sorted[i] - origin - mean) ** 2;
  return { mean, squares };
}
