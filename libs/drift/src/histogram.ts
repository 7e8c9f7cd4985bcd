import type { NumericSample } from './sample.js';

/** `bins` equal bins over [from, to] as bins + 1 edges; a range of no width is widened by ½ each way. */
export function equalEdges(from: number, to: number, bins: number): Float64Array {
  const [first, last] = from === to ? [from - 0.5, to + 0.5] : [from, to];
  const width = (last - first) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => i * width + first);
  edges[bins] = last;
  return edges;
}

/**
 * The edges that numpy's `histogram_bin_edges(values, "sturges")` gives: ⌈log₂ n + 1⌉ equal bins over the
 * range. The count comes from dividing the range by the bin's width, as there, so that rounding agrees too.
 *
 * @param valueCount  n ≥ 1, how many values lie in [smallest, largest]
 */
export function sturgesEdges(smallest: number, largest: number, valueCount: number): Float64Array {
  const range = largest - smallest;
  const width = range / (Math.log2(valueCount) + 1);
  return equalEdges(smallest, largest, width > 0 ? Math.ceil(range / width) : 1);
}

/** Index of the first of `sorted` that is ≥ `value`, or its length. */
function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many values fall into each bin: [edge, next edge), and the last bin holds its right edge too.
 * Values outside the edges are not counted.
 *
 * @param edges  [bins + 1], ascending
 * @returns [bins]
 */
export function histogramCounts(sample: NumericSample, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  let start = lowerBound(sample.sorted, edges[0]);
  for (let bin = 0; bin < bins; bin++) {
    const end =
      bin === bins - 1 ? upperBound(sample.sorted, edges[bins]) : lowerBound(sample.sorted, edges[bin + 1]);
    counts[bin] = Math.max(0, end - start);
    start = end;
  }
  return counts;
}

/** Index of the first of `sorted` that is > `value`, or its length. */
function upperBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
