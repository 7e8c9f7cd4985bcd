export const promotionTests = ['bootstrap', 'wilcoxon'] as const;
/** `bootstrap`: is the mean improvement above 0? `wilcoxon`: do more users gain than lose, by rank? */
export type PromotionTest = (typeof promotionTests)[number];

/** What a candidate must show to replace the champion. Shares are of the champion's value; null switches a guardrail off. */
export interface PromotionPolicy {
  test: PromotionTest;
  /** Fewer users with held-out ratings, or fewer held-out ratings, are too few to tell models apart: the champion stays. */
  minHeldOutUsers: number;
  minHeldOutRatings: number;
  /** Level of the test, in (0, 1), after Holm's correction for the number of candidates. */
  alpha: number;
  /** By which share of the champion's metric a candidate must be better at least. */
  minimumImprovement: number;
  /**
   * A champion is stale when at least this share of the ratings came after it was trained; a candidate then need not be
   * better, only not worse by more than `staleMargin`. null: never.
   */
  staleAfterNewRatings: number | null;
  /** Share of the champion's metric that the lower end of the interval may lie below it, for a stale champion. */
  staleMargin: number;
  /** By which share the lists' coverage of the catalogue may fall. */
  maxCoverageDrop: number | null;
  /** By which share the mean popularity of listed films may rise. */
  maxPopularityRise: number | null;
  /** By which share it may do worse for users with little history. */
  maxColdStartLoss: number | null;
  /** Fewer such users say nothing. */
  minColdStartUsers: number;
  /** p95 of the time to make one list of ten, in milliseconds, on one thread. */
  maxLatencyMs: number | null;
}

export const defaultPromotionPolicy: PromotionPolicy = {
  test: 'bootstrap',
  minHeldOutUsers: 20,
  minHeldOutRatings: 200,
  alpha: 0.05,
  minimumImprovement: 0.001,
  staleAfterNewRatings: 0.2,
  staleMargin: 0.002,
  maxCoverageDrop: 0.5,
  maxPopularityRise: 2,
  maxColdStartLoss: 0.05,
  minColdStartUsers: 30,
  maxLatencyMs: 200,
};
