import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type CategoricalInput, categoricalSample, unionOfCategories } from './sample.js';
import { chiSquareSurvival } from './special/gamma.js';

/**
 * Pearson's chi-square test of fit on a categorical column.
 *
 * H₀: current values are drawn from the shares seen in the reference (which are taken as known, not estimated).
 *
 *   χ² = Σ (O − E)² / E,  O = current counts, E = reference counts · n_cur/n_ref,  k − 1 degrees of freedom
 *
 * Drift when p < threshold (0.05 by default). A category that the reference never had makes χ² infinite and
 * p = 0. With a single category there is nothing to test: χ² = 0, p = 1 (scipy answers NaN).
 * Equals scipy's `chisquare`, hence Evidently's `chisquare`. Source: Pearson 1900.
 */
export function chiSquareTest(
  reference: CategoricalInput,
  current: CategoricalInput,
  { threshold = 0.05 }: ThresholdOptions = {},
): DriftTestResult {
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('chi-square', threshold);
  const categories = unionOfCategories(a, b);
  let statistic = 0;
  for (const category of categories) {
    const expected = (a.counts.get(category) ?? 0) * (b.size / a.size);
    statistic += ((b.counts.get(category) ?? 0) - expected) ** 2 / expected;
  }
  const pValue = categories.length < 2 ? 1 : chiSquareSurvival(statistic, categories.length - 1);
  return pValueResult('chi-square', statistic, pValue, threshold);
}
