import { histogramCounts, sturgesEdges } from './histogram.js';
import { type NumericSample, type Sample, categoricalSample, unionOfCategories } from './sample.js';

/** More different reference values than this and a numerical column is binned by range, else by value. */
const MOST_VALUES_BINNED_BY_VALUE = 20;

export interface BinnedShares {
  /** [bins], the share of each bin in the reference; they add up to 1. */
  readonly reference: Float64Array;
  /** [bins], the share of each bin in the current data; they add up to 1. */
  readonly current: Float64Array;
}

/**
 * Both sides as shares of common bins (Evidently's `get_binned_data` without its filling of zeros).
 *
 * A numerical column with more than 20 different reference values gets ⌈log₂(n_ref + n_cur) + 1⌉ equal bins
 * over the joint range (Sturges); any other column gets one bin for each value that occurs on either side.
 * Both samples must be of one kind and hold at least one value.
 */
export function binnedShares(reference: Sample, current: Sample): BinnedShares {
  if (
    reference.kind === 'numerical' &&
    current.kind === 'numerical' &&
    reference.distinct > MOST_VALUES_BINNED_BY_VALUE
  ) {
    return sharesByRange(reference, current);
  }
  const referenceCounts = categoricalSample(reference);
  const currentCounts = categoricalSample(current);
  const categories = unionOfCategories(referenceCounts, currentCounts);
  const shares = (side: typeof referenceCounts) =>
    Float64Array.from(categories, (category) => (side.counts.get(category) ?? 0) / side.size);
  return { reference: shares(referenceCounts), current: shares(currentCounts) };
}

function sharesByRange(reference: NumericSample, current: NumericSample): BinnedShares {
  const edges = sturgesEdges(
    Math.min(reference.sorted[0], current.sorted[0]),
    Math.max(reference.sorted[reference.size - 1], current.sorted[current.size - 1]),
    reference.size + current.size,
  );
  const shares = (side: NumericSample) => histogramCounts(side, edges).map((count) => count / side.size);
  return { reference: shares(reference), current: shares(current) };
}

/**
 * `shares` with each 0 replaced, so that logarithms exist: by a millionth of the smallest other share if that
 * is at most 0.0001, else by 0.0001. Nothing is renormalised afterwards (as in Evidently).
 */
export function withZerosFilled(shares: Float64Array): Float64Array {
  const smallest = shares.reduce((least, share) => (share > 0 && share < least ? share : least), Infinity);
  const filling = smallest <= 0.0001 ? smallest / 1e6 : 0.0001;
  return shares.map((share) => (share === 0 ? filling : share));
}
