import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import {
  type CategoricalInput,
  type CategoricalSample,
  type Category,
  categoricalSample,
  unionOfCategories,
} from './sample.js';
import { erfc } from './special/gamma.js';

/**
 * Z-test for the difference of two proportions, on a column with two different values.
 *
 * H₀: the share of values that are not the smallest one is the same in reference and current.
 *
 *   z = (p₁ − p₂) / √(P(1−P)(1/n₁ + 1/n₂)),  P pooled;  p = 2(1 − Φ(|z|));  drift when p < threshold (0.05)
 *
 * Both sides constant and equal: z = 0, p = 1. Equals Evidently's `z`, down to its loss of digits: 1 − Φ is
 * computed as written, so that p is 0 beyond |z| ≈ 8.3.
 */
export function zTest(
  reference: CategoricalInput,
  current: CategoricalInput,
  { threshold = 0.05 }: ThresholdOptions = {},
): DriftTestResult {
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('z', threshold);
  const categories = unionOfCategories(a, b);
  if (categories.length === 1) return pValueResult('z', 0, 1, threshold);
  const z = proportionsZ(a, b, smallestOf(categories));
  const phi = 1 - 0.5 * erfc(Math.abs(z) / Math.SQRT2);
  return pValueResult('z', z, 2 * (1 - phi), threshold);
}

/** Numbers and booleans order by value, strings by code unit. */
function smallestOf(categories: readonly Category[]): Category {
  return categories.reduce((least, category) => (category < least ? category : least));
}

function proportionsZ(reference: CategoricalSample, current: CategoricalSample, base: Category): number {
  const others = (side: CategoricalSample) => side.size - (side.counts.get(base) ?? 0);
  const pooled = (others(reference) + others(current)) / (reference.size + current.size);
  const difference = others(reference) / reference.size - others(current) / current.size;
  return difference / Math.sqrt(pooled * (1 - pooled) * (1 / reference.size + 1 / current.size));
}
