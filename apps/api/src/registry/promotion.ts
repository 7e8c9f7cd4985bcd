import { byMetric, metricLabels, type MetricName } from '@marquee/recommender';

/** What the gate compares: both models judged by the primary metric on the same held-out ratings. */
export interface PromotionCase {
  metric: MetricName;
  /** Of the best new model; null when it has no such metric: a model of preferences has no RMSE. */
  challenger: number | null;
  /** Of the reigning champion; null when nobody reigns. */
  champion: { value: number | null } | null;
}

export interface PromotionDecision {
  promote: boolean;
  /** A sentence for the history. */
  reason: string;
  numbers: Record<string, number | string | null>;
}

/**
 * The rule of promotion: a challenger serves when nobody reigns, when the champion has no primary metric, or when its own
 * is better than the champion's: lower for an error, higher for a ranking metric. Equal is not better: the champion stays.
 * A model whose primary metric is no finite number never serves.
 */
export function decidePromotion({ metric, challenger, champion }: PromotionCase): PromotionDecision {
  const label = metricLabels[metric];
  const reigning = finiteOrNull(champion?.value);
  const numbers = {
    metric,
    challenger,
    champion: champion?.value ?? null,
    difference: challenger === null || reigning === null ? null : challenger - reigning,
  };
  if (finiteOrNull(challenger) === null) {
    return { promote: false, reason: `The challenger has no finite ${label}.`, numbers };
  }
  const own = challenger!.toFixed(4);
  if (champion === null) {
    return { promote: true, reason: `First champion, with a held-out ${label} of ${own}.`, numbers };
  }
  if (reigning === null) {
    return { promote: true, reason: `The champion has no ${label}, the challenger has ${own}.`, numbers };
  }
  const comparison = `${own} against the champion's ${reigning.toFixed(4)} on the same held-out ratings`;
  return byMetric(metric)(challenger, reigning) < 0
    ? { promote: true, reason: `Better: ${label} ${comparison}.`, numbers }
    : { promote: false, reason: `Not better: ${label} ${comparison}.`, numbers };
}

function finiteOrNull(value: number | null | undefined): number | null {
  return Number.isFinite(value) ? value! : null;
}
