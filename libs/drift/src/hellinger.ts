import { histogramCounts, sturgesEdges } from './histogram.js';
import { type DriftTestResult, type ThresholdOptions, distanceResult, insufficientData } from './result.js';
import { type NumericSample, type Sample, categoricalSample, unionOfCategories } from './sample.js';
import { walkEcdfs } from './ecdf.js';

/**
 * Hellinger distance. Not a hypothesis test.
 *
 *   H = √(1 − BC),  BC = Σ √(p·q) over categories; for numbers Σ √(h_ref·h_cur)·width over density histograms
 *
 * Numbers are binned by Sturges' rule over the number of *different* values of both sides together, not over
 * the number of rows. In [0, 1]; 0 when the shares agree; drift when H ≥ threshold (0.1 by default).
 * Equals Evidently's `hellinger`. Source: Hellinger 1909.
 */
export function hellingerTest(
  reference: Sample,
  current: Sample,
  { threshold = 0.1 }: ThresholdOptions = {},
): DriftTestResult {
  if (reference.size === 0 || current.size === 0) return insufficientData('hellinger', threshold);
  const coefficient =
    reference.kind === 'numerical' && current.kind === 'numerical'
      ? coefficientOfNumbers(reference, current)
      : coefficientOfCategories(reference, current);
  return distanceResult('hellinger', Math.sqrt(1 - Math.min(1, coefficient)), threshold);
}

function coefficientOfCategories(reference: Sample, current: Sample): number {
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  return unionOfCategories(a, b).reduce<number>((sum, category) => {
    const p = (a.counts.get(category) ?? 0) / a.size;
    const q = (b.counts.get(category) ?? 0) / b.size;
    return sum + Math.sqrt(p * q);
  }, 0);
}

/** With equal bins the widths of the densities and of the sum cancel: BC = Σ √(share_ref·share_cur). */
function coefficientOfNumbers(reference: NumericSample, current: NumericSample): number {
  let distinct = 0;
  let smallest = 0;
  let largest = 0;
  walkEcdfs(reference, current, (value) => {
    distinct++;
    if (distinct === 1) smallest = value;
    largest = value;
  });
  const edges = sturgesEdges(smallest, largest, distinct);
  const b = histogramCounts(current, edges);
  return histogramCounts(reference, edges).reduce(
    (sum, count, bin) => sum + Math.sqrt((count / reference.size) * (b[bin] / current.size)),
    0,
  );
}
