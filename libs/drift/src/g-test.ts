import { type DriftTestResult, type ThresholdOptions, insufficientData, pValueResult } from './result.js';
import { type CategoricalInput, categoricalSample, unionOfCategories } from './sample.js';
import { chiSquareSurvival } from './special/gamma.js';

/**
 * G-test (likelihood ratio) of fit on a categorical column.
 *
 * H₀: current values are drawn from the shares seen in the reference (which are taken as known, not estimated).
 *
 *   G = 2·Σ O·ln(O/E),  O = current counts, E = reference counts · n_cur/n_ref,  k − 1 degrees of freedom
 *
 * Drift when p < threshold (0.1 by default). A category that the reference never had makes G infinite and
 * p = 0; one that the current window lacks adds nothing. A single category: G = 0, p = 1 (scipy answers NaN).
 * Equals scipy's `power_divergence(…, lambda_='log-likelihood')`, hence Evidently's `g_test`, which raises where
 * sides are of unequal size; here the expected counts are scaled. Source: Wilks 1938; Sokal & Rohlf 1981.
 */
export function gTest(
  reference: CategoricalInput,
  current: CategoricalInput,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  if (a.size === 0 || b.size === 0) return insufficientData('g', threshold);
  const categories = unionOfCategories(a, b);
  if (categories.length < 2) return pValueResult('g', 0, 1, threshold);
  let sum = 0;
  for (const category of categories) {
    const observed = b.counts.get(category) ?? 0;
    const expected = (a.counts.get(category) ?? 0) * (b.size / a.size);
    if (observed > 0) sum += observed * Math.log(observed / expected);
  }
  const statistic = Math.max(0, 2 * sum);
  return pValueResult('g', statistic, chiSquareSurvival(statistic, categories.length - 1), threshold);
}
