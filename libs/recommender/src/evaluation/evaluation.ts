import type { Calibration } from './calibration.js';
import type { ItemCohort, UserCohort } from './cohorts.js';

/** Errors of predicted ratings, in rating units, predictions clipped to the scale. */
export interface RatingErrors {
  readonly rmse: number;
  readonly mae: number;
  readonly ratings: number;
}

/**
 * Metrics of lists of `k`, means over users with a relevant held-out item; binary relevance, formulas as `listMetrics`.
 */
export interface ListQuality {
  readonly k: number;
  readonly precision: number;
  readonly recall: number;
  readonly map: number;
  readonly ndcg: number;
  readonly mrr: number;
  readonly hitRate: number;
}

/** What lists are like, whether people like them or not. null where there is nothing to tell it by. */
export interface BeyondAccuracy {
  /** Length of the lists looked at. */
  readonly k: number;
  /** Share of the train set's items that are in some list: `catalogCoverage`. */
  readonly coverage: number | null;
  /** By genres: `intraListDiversity`. Needs content. */
  readonly diversity: number | null;
  /** In bits: `novelty`. */
  readonly novelty: number | null;
  /** By genres: `Serendipity`. Needs content. */
  readonly serendipity: number | null;
  /** Mean number of people who rated a listed item: `popularityBias`. */
  readonly averagePopularity: number | null;
  /** Share of places in lists that items of the head take. */
  readonly headShare: number | null;
  /** Over the whole catalogue: `gini`. */
  readonly gini: number | null;
  /** How different people's lists are: `personalization`. */
  readonly personalization: number | null;
}

/** One cohort. NDCG and recall at the length of `BeyondAccuracy.k`; null where the cohort has nothing to measure. */
export interface CohortQuality {
  readonly ratings: RatingErrors | null;
  /** Users that the ranking metrics are over. */
  readonly users: number;
  readonly ndcg: number | null;
  readonly recall: number | null;
}

/** Metrics of each user, for tests of significance: models evaluated alike have the same users in the same order. */
export interface PerUserMetrics {
  /** Users with held-out ratings; `squaredError` is the mean of theirs. Empty for a model of preferences. */
  readonly ratingUserIds: Int32Array;
  readonly squaredError: Float64Array;
  /** Users with a relevant held-out item; metrics at k = `BeyondAccuracy.k`. */
  readonly rankingUserIds: Int32Array;
  readonly ndcg: Float64Array;
  readonly recall: Float64Array;
  readonly precision: Float64Array;
  readonly map: Float64Array;
  readonly mrr: Float64Array;
  readonly hitRate: Float64Array;
}

/** All that is measured of a model on ratings that it has not seen. */
export interface Evaluation {
  /** null of a model of preferences. */
  readonly ratings: RatingErrors | null;
  /** By k, in the order asked for. */
  readonly lists: readonly ListQuality[];
  /** How many users the metrics of lists are over. */
  readonly evaluatedUsers: number;
  readonly beyondAccuracy: BeyondAccuracy;
  readonly users: Readonly<Record<UserCohort, CohortQuality>>;
  /** Errors of ratings of such items; how well lists find relevant items among them. */
  readonly items: Readonly<Record<ItemCohort, CohortQuality>>;
  /** null of a model that does not tell how far off it may be. */
  readonly calibration: Calibration | null;
  /** Only on request. */
  readonly perUser: PerUserMetrics | null;
}
