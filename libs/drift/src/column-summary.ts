import { equalEdges, histogramCounts } from './histogram.js';
import { mean, standardDeviation } from './moments.js';
import { type CategoricalSample, type NumericSample, type Sample, categoricalSample } from './sample.js';

/** Bins of a numerical histogram, and categories that are shown by name. */
const HISTOGRAM_BINS = 20;
const NAMED_CATEGORIES = 20;
/** Evidently's default number of bins in its small distributions. */
const SMALL_DISTRIBUTION_BINS = 10;
/** So that a column of free identifiers cannot make a report of any size. */
const MOST_LISTED_CATEGORIES = 1000;

/** Counts by bin. Both sides of a column share `labels` or `edges`, so that their bars can stand side by side. */
export type ColumnHistogram =
  | { readonly kind: 'numerical'; readonly edges: readonly number[]; readonly counts: readonly number[] }
  | {
      readonly kind: 'categorical';
      readonly labels: readonly string[];
      readonly counts: readonly number[];
      /** Values of categories that have no label of their own. */
      readonly otherCount: number;
    };

/** Evidently's `small_distribution`: densities over 10 bins of this side's own range, or counts by category. */
export interface SmallDistribution {
  readonly x: readonly (number | string)[];
  readonly y: readonly number[];
}

/** One side of a compared column in numbers. */
export interface SampleSummary {
  /** Usable values. */
  readonly count: number;
  /** Values that were missing or not finite. */
  readonly missing: number;
  readonly distinct: number;
  /** Of numerical columns with at least one value, else null. */
  readonly mean: number | null;
  /** Divisor n − 1; null below two values. */
  readonly standardDeviation: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly histogram: ColumnHistogram;
  readonly smallDistribution: SmallDistribution;
}

/** Describes both sides of a column over common bins or categories. Both samples are of one kind. */
export function summarise(
  reference: Sample,
  current: Sample,
): { reference: SampleSummary; current: SampleSummary } {
  if (reference.kind === 'numerical' && current.kind === 'numerical') {
    const edges = commonEdges(reference, current);
    return { reference: summaryOfNumbers(reference, edges), current: summaryOfNumbers(current, edges) };
  }
  const a = categoricalSample(reference);
  const b = categoricalSample(current);
  const labels = mostFrequent(a, b, NAMED_CATEGORIES);
  const listed = mostFrequent(a, b, MOST_LISTED_CATEGORIES).sort();
  return {
    reference: summaryOfCategories(a, labels, listed),
    current: summaryOfCategories(b, labels, listed),
  };
}

/** Few different values get a bar each, centred on the value; else 20 equal bins over the joint range. */
function commonEdges(reference: NumericSample, current: NumericSample): Float64Array {
  const sides = [reference, current].filter((side) => side.size > 0);
  if (sides.length === 0) return equalEdges(0, 1, HISTOGRAM_BINS);
  const smallest = Math.min(...sides.map((side) => side.sorted[0]));
  const largest = Math.max(...sides.map((side) => side.sorted[side.size - 1]));
  const values = evenlySpacedValues(sides);
  if (values === null) return equalEdges(smallest, largest, HISTOGRAM_BINS);
  const half = values.length > 1 ? (largest - smallest) / (values.length - 1) / 2 : 0.5;
  return equalEdges(smallest - half, largest + half, values.length);
}

/** The different values in ascending order if they are at most 20 and lie on a regular grid, as half stars do. */
function evenlySpacedValues(sides: readonly NumericSample[]): number[] | null {
  if (sides.some((side) => side.distinct > HISTOGRAM_BINS)) return null;
  const values = [
    ...new Set(sides.flatMap((side) => [...categoricalSample(side).counts.keys()].map(Number))),
  ];
  values.sort((a, b) => a - b);
  const gaps = values.slice(1).map((value, i) => value - values[i]);
  const step = Math.min(...gaps);
  if (values.length < 2) return values;
  const count = Math.round((values[values.length - 1] - values[0]) / step) + 1;
  const regular = gaps.every((gap) => Math.abs(gap / step - Math.round(gap / step)) < 1e-6);
  if (!regular || count > HISTOGRAM_BINS) return null;
  return Array.from({ length: count }, (_, i) => values[0] + i * step);
}

function summaryOfNumbers(sample: NumericSample, edges: Float64Array): SampleSummary {
  const { size, missing, distinct, sorted } = sample;
  return {
    count: size,
    missing,
    distinct,
    mean: size > 0 ? mean(sample) : null,
    standardDeviation: size > 1 ? standardDeviation(sample, 1) : null,
    min: size > 0 ? sorted[0] : null,
    max: size > 0 ? sorted[size - 1] : null,
    histogram: {
      kind: 'numerical',
      edges: Array.from(edges),
      counts: Array.from(histogramCounts(sample, edges)),
    },
    smallDistribution: densityOfNumbers(sample),
  };
}

function densityOfNumbers(sample: NumericSample): SmallDistribution {
  if (sample.size === 0) return { x: [], y: [] };
  const edges = equalEdges(sample.sorted[0], sample.sorted[sample.size - 1], SMALL_DISTRIBUTION_BINS);
  const counts = histogramCounts(sample, edges);
  return {
    x: Array.from(edges),
    y: Array.from(counts, (count, bin) => count / (edges[bin + 1] - edges[bin]) / sample.size),
  };
}

/** The names of the `limit` most frequent categories of both sides together, by share, most frequent first. */
function mostFrequent(a: CategoricalSample, b: CategoricalSample, limit: number): string[] {
  const weights = new Map<string, number>();
  for (const side of [a, b]) {
    for (const [category, count] of side.counts) {
      const name = String(category);
      weights.set(name, (weights.get(name) ?? 0) + count / side.size);
    }
  }
  const ranked = [...weights].sort(([nameA, x], [nameB, y]) => y - x || (nameA < nameB ? -1 : 1));
  return ranked.slice(0, limit).map(([name]) => name);
}

function summaryOfCategories(
  { counts, size, missing, distinct }: CategoricalSample,
  labels: readonly string[],
  listed: readonly string[],
): SampleSummary {
  const byName = new Map([...counts].map(([category, count]) => [String(category), count]));
  const countsOf = (names: readonly string[]) => names.map((name) => byName.get(name) ?? 0);
  const labelled = countsOf(labels);
  return {
    count: size,
    missing,
    distinct,
    mean: null,
    standardDeviation: null,
    min: null,
    max: null,
    histogram: {
      kind: 'categorical',
      labels,
      counts: labelled,
      otherCount: size - labelled.reduce((sum, count) => sum + count, 0),
    },
    smallDistribution: { x: listed, y: countsOf(listed) },
  };
}
