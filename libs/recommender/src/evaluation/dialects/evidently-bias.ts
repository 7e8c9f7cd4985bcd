import { ranksWithinUsers } from './evidently-ranking.js';
import { countValues, type InteractionRows, type RecommendationRows } from './rows.js';

type ListRows = Pick<RecommendationRows, 'users' | 'items' | 'predictions'>;

/** A column that items or people have: 'integer' has bins no narrower than 1. */
export interface BiasColumn {
  readonly kind: 'category' | 'integer' | 'number';
  /** NaN: unknown; counted as a category of its own, and in no bin. */
  readonly valueOf: (id: number) => number;
}

export interface Distribution {
  /** Categories, the most frequent first; or the edges of bins, one more than there are counts. */
  readonly x: readonly number[];
  /** How many have that category, or lie in that bin: left edge included, and the right one of the last. */
  readonly y: readonly number[];
}

export interface BiasDistributions {
  readonly recommended: Distribution;
  readonly train: Distribution;
}

/**
 * A column of the items in the first k of everybody, as often as they are there, beside the items of the train set, each
 * once (`ItemBiasMetric`). Evidently draws both and gives no number.
 */
export function evidentlyItemBias(
  rows: ListRows,
  k: number,
  train: Pick<InteractionRows, 'items'>,
  column: BiasColumn,
  recomType?: 'score' | 'rank',
): BiasDistributions {
  const ranks = ranksWithinUsers(rows, recomType);
  const shown = Array.from(rows.items).filter((_, row) => ranks[row] <= k);
  return distributions(shown, [...new Set(Array.from(train.items))], column);
}

/** The same of people who get recommendations beside people of the train set, all of them once (`UserBiasMetric`). */
export function evidentlyUserBias(
  rows: Pick<ListRows, 'users'>,
  train: Pick<InteractionRows, 'users'>,
  column: BiasColumn,
): BiasDistributions {
  return distributions([...new Set(Array.from(rows.users))], [...new Set(Array.from(train.users))], column);
}

function distributions(
  recommendedIds: readonly number[],
  trainIds: readonly number[],
  { kind, valueOf }: BiasColumn,
): BiasDistributions {
  const [recommended, train] = [recommendedIds.map(valueOf), trainIds.map(valueOf)];
  if (kind === 'category') return { recommended: categories(recommended), train: categories(train) };
  const known = [...recommended, ...train].filter((value) => !Number.isNaN(value));
  const edges = doaneEdges(known, kind === 'integer' ? 1 : 0);
  return { recommended: histogram(recommended, edges), train: histogram(train, edges) };
}

function categories(values: readonly number[]): Distribution {
  const counts = [...countValues(values)].sort(([, a], [, b]) => b - a);
  return { x: counts.map(([value]) => value), y: counts.map(([, count]) => count) };
}

/**
 * Equal bins, 1 + log2 n + log2(1 + |g1| / σ_g1) of them, g1 the skewness (D. P. Doane, "Aesthetic frequency
 * classifications", The American Statistician 30(4), 1976), as numpy has them.
 */
function doaneEdges(values: readonly number[], leastWidth: number): number[] {
  let [first, last] = values.length === 0 ? [0, 1] : [Infinity, -Infinity];
  for (const value of values) [first, last] = [Math.min(first, value), Math.max(last, value)];
  if (first === last) [first, last] = [first - 0.5, last + 0.5];
  const bins = doaneBins(values);
  const width = Math.max((last - first) / bins, leastWidth);
  const count = bins === 1 ? 1 : Math.ceil((last - first) / width);
  const step = (last - first) / count;
  return Array.from({ length: count + 1 }, (_, at) => (at === count ? last : at * step + first));
}

/** Not a whole number yet. */
function doaneBins(values: readonly number[]): number {
  const n = values.length;
  if (n <= 2) return 1;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  if (deviation === 0) return 1;
  const skewness = values.reduce((sum, value) => sum + ((value - mean) / deviation) ** 3, 0) / n;
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return 1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / spread);
}

function histogram(values: readonly number[], edges: readonly number[]): Distribution {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const last = edges[edges.length - 1];
  for (const value of values) {
    if (value === last) counts[counts.length - 1]++;
    else if (value >= edges[0] && value < last) counts[edges.findLastIndex((edge) => edge <= value)]++;
  }
  return { x: edges, y: counts };
}
