/** How people write the metrics, and which direction is better. */
const known: Record<string, { label: string; better: 'lower' | 'higher' }> = {
  rmse: { label: 'RMSE', better: 'lower' },
  mae: { label: 'MAE', better: 'lower' },
  ndcgAt10: { label: 'NDCG@10', better: 'higher' },
  recallAt10: { label: 'Recall@10', better: 'higher' },
  precisionAt10: { label: 'Precision@10', better: 'higher' },
  trainRmse: { label: 'Training RMSE', better: 'lower' },
  validationRmse: { label: 'Validation RMSE', better: 'lower' },
};

/** "ndcgAt10" → "NDCG@10"; a metric nobody named keeps its own name. */
export const metricLabel = (name: string) => known[name]?.label ?? name;

/** Whether a metric is a ranking metric or another where more is better. */
export const higherIsBetter = (name: string) => known[name]?.better === 'higher';

/** The metrics that tables show, in this order, as far as a run has them. */
export const headlineMetrics = ['rmse', 'mae', 'ndcgAt10', 'recallAt10'] as const;
export type HeadlineMetric = (typeof headlineMetrics)[number];
