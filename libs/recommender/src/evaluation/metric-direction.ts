import type { ModelMetrics } from './evaluate-model.js';

/** The metrics of `evaluateModel` by which models can be put in order, and which end of each is the better one. */
export const metricDirections = {
  rmse: 'lower',
  mae: 'lower',
  ndcgAt10: 'higher',
  recallAt10: 'higher',
  precisionAt10: 'higher',
  hitRateAt10: 'higher',
  mrrAt10: 'higher',
} as const satisfies Partial<Record<keyof ModelMetrics, 'lower' | 'higher'>>;

export type MetricName = keyof typeof metricDirections;

/** How people write the metrics. */
export const metricLabels: Readonly<Record<MetricName, string>> = {
  rmse: 'RMSE',
  mae: 'MAE',
  ndcgAt10: 'NDCG@10',
  recallAt10: 'Recall@10',
  precisionAt10: 'Precision@10',
  hitRateAt10: 'Hit rate@10',
  mrrAt10: 'MRR@10',
};

export const metricNames = Object.keys(metricDirections) as MetricName[];

/** Whether a metric judges lists, which every model has; the others judge predicted ratings, which not every model has. */
export function isRankingMetric(metric: MetricName): boolean {
  return metricDirections[metric] === 'higher';
}

/**
 * Orders values of one metric, best first. A value that is missing or no finite number comes last.
 *
 * @returns a comparator for `sort`: negative if `a` is better
 */
export function byMetric(
  metric: MetricName,
): (a: number | null | undefined, b: number | null | undefined) => number {
  const sign = metricDirections[metric] === 'lower' ? 1 : -1;
  const costOf = (value: number | null | undefined): number =>
    Number.isFinite(value) ? sign * (value as number) : Infinity;
  return (a, b) => {
    const [left, right] = [costOf(a), costOf(b)];
    return left === right ? 0 : left - right;
  };
}
