/** How people write the metrics, and which direction is better. */
const known: Record<string, { label: string; better: 'lower' | 'higher' | null }> = {
  rmse: { label: 'RMSE', better: 'lower' },
  mae: { label: 'MAE', better: 'lower' },
  ndcgAt10: { label: 'NDCG@10', better: 'higher' },
  recallAt10: { label: 'Recall@10', better: 'higher' },
  precisionAt10: { label: 'Precision@10', better: 'higher' },
  hitRateAt10: { label: 'Hit rate@10', better: 'higher' },
  mrrAt10: { label: 'MRR@10', better: 'higher' },
  trainRmse: { label: 'Training RMSE', better: 'lower' },
  evaluatedUsers: { label: 'Users judged', better: null },
};

/** Metrics by which models can be chosen, as the API takes them. */
export const primaryMetrics = [
  'rmse',
  'mae',
  'ndcgAt10',
  'recallAt10',
  'precisionAt10',
  'hitRateAt10',
  'mrrAt10',
] as const;
export type PrimaryMetric = (typeof primaryMetrics)[number];

/** "ndcgAt10" → "NDCG@10", "validationRmse" → "Validation RMSE"; a metric nobody named keeps its own name. */
export function metricLabel(name: string): string {
  const [, first, rest] = /^validation([A-Z])(.*)$/.exec(name) ?? [];
  if (first !== undefined) return `Validation ${metricLabel(first.toLowerCase() + rest)}`;
  return known[name]?.label ?? name;
}

/** Whether one value of a metric is better than another. */
export const hasDirection = (name: string) => (known[name]?.better ?? null) !== null;

/** Whether a metric is a ranking metric or another where more is better. */
export const higherIsBetter = (name: string) => known[name]?.better === 'higher';

/** Orders values of a metric, best first; what is missing comes last. */
export function byMetric(name: string) {
  const costOf = (value: number | null | undefined) =>
    value == null || !Number.isFinite(value) ? Infinity : higherIsBetter(name) ? -value : value;
  return (a: number | null | undefined, b: number | null | undefined) => {
    const [left, right] = [costOf(a), costOf(b)];
    return left === right ? 0 : left - right;
  };
}

/** The metrics that tables show, in this order, as far as a run has them. */
export const headlineMetrics = ['rmse', 'mae', 'ndcgAt10', 'recallAt10'] as const;
export type HeadlineMetric = (typeof headlineMetrics)[number];
