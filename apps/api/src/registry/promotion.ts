/** What the gate compares: both models judged on the same held-out ratings. */
export interface PromotionCase {
  /** RMSE of the best new model, in rating units. */
  challengerRmse: number;
  /** RMSE of the reigning champion on the same held-out ratings; null when there is none. */
  championRmse: number | null;
}

export interface PromotionDecision {
  promote: boolean;
  /** A sentence for the history. */
  reason: string;
  numbers: Record<string, number | null>;
}

/**
 * The rule of promotion: a challenger serves when nobody reigns, or when its held-out RMSE is lower than the
 * champion's. Equal is not better: the champion stays. A model whose error is no number never serves.
 */
export function decidePromotion({ challengerRmse, championRmse }: PromotionCase): PromotionDecision {
  const numbers = {
    challengerRmse,
    championRmse,
    difference: championRmse === null ? null : challengerRmse - championRmse,
  };
  if (!Number.isFinite(challengerRmse)) {
    return { promote: false, reason: 'The challenger has no finite RMSE.', numbers };
  }
  if (championRmse === null || !Number.isFinite(championRmse)) {
    return {
      promote: true,
      reason: `First champion, with a held-out RMSE of ${challengerRmse.toFixed(4)}.`,
      numbers,
    };
  }
  const comparison = `${challengerRmse.toFixed(4)} against the champion's ${championRmse.toFixed(4)} on the same held-out ratings`;
  return challengerRmse < championRmse
    ? { promote: true, reason: `Better: RMSE ${comparison}.`, numbers }
    : { promote: false, reason: `Not better: RMSE ${comparison}.`, numbers };
}
