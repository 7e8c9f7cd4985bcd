import { homogeneityStatistic } from './cramers-v.js';
import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type CategoricalInput, categoricalSample, unionOfCategories } from './sample.js';
import { chiSquareSurvival } from './special/gamma.js';

/**
 * Pearson's chi-square test of homogeneity on a categorical column.
 *
 * H₀: reference and current values are drawn from the same shares, both of which are estimated.
 *
 *   χ² = Σ over both sides of (O − E)² / E,  E by the shares of both sides together, k − 1 degrees of freedom
 *
 * Drift when p < threshold (0.05 by default). Unlike the test of fit, a category that the reference never had is no
 * proof by itself. Equals scipy's `chi2_contingency` without correction. Source: Pearson 1900.
 */
export function homogeneityTest(
  reference: CategoricalInput,
  current: CategoricalInput,
  { threshold = 0.05 }: ThresholdOptions = {},
): DriftTestResult {
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('homogeneity', threshold);
  const categories = unionOfCategories(a, b);
  const statistic = homogeneityStatistic(a, b, categories);
  const pValue = categories.length < 2 ? 1 : chiSquareSurvival(statistic, categories.length - 1);
  return pValueResult('homogeneity', statistic, pValue, threshold);
}
