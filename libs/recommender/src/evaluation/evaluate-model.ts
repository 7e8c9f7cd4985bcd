import type { Ratings } from '../data/ratings.js';
import { FitCancelledError } from '../errors.js';
import type { RecommenderModel } from '../models/model.js';
import { metricsOfHits, type ListMetrics } from './evaluate-ranking.js';
import type { RatingErrors } from './evaluation.js';
import { forEachHeldOutList, type HeldOutList } from './held-out-lists.js';
import { ListSums } from './list-qualities.js';
import { ErrorSums, forEachError } from './rating-errors.js';

export interface EvaluateModelOptions {
  /** Asked at least every 100 ms or so; true makes the evaluation throw `FitCancelledError`. */
  readonly shouldStop?: () => boolean;
  /** Told the share done, in [0, 1]. */
  readonly onProgress?: (ratio: number) => void;
  /** Ranking is measured on at most so many users, drawn by `seed`; default 2,000, the same for all models. Items are never
   * sampled. Models of factors take seconds for hundreds of thousands of users. */
  readonly maxUsers?: number;
  readonly seed?: number;
  /** A held-out rating of at least this is relevant. Default 4. */
  readonly relevantFrom?: number;
  /** For models of factors; default 2. */
  readonly threads?: number;
  /** Told each error r̂ − r with the test set's indices of its user and item, user by user. */
  readonly onError?: (user: number, item: number, error: number) => void;
  /** Told each list and its metrics; see `forEachHeldOutList`. */
  readonly onList?: (list: HeldOutList, metrics: ListMetrics) => void;
}

/** What a model reaches on held-out ratings. */
export interface ModelMetrics {
  /** Over all held-out ratings, in rating units, predictions clipped to the scale; null of a model of preferences. */
  readonly rmse: number | null;
  readonly mae: number | null;
  /** Of lists of ten over the full catalogue, ordered by the model's estimates alone; see `evaluateRanking`. */
  readonly ndcgAt10: number;
  readonly recallAt10: number;
  readonly precisionAt10: number;
  readonly hitRateAt10: number;
  readonly mrrAt10: number;
  /** How many users the ranking metrics are over. */
  readonly evaluatedUsers: number;
}

const LIST_LENGTH = 10;
/** Share of the progress that goes to predicting the held-out ratings. */
const RATING_SHARE = 0.2;

/**
 * Measures a model on ratings that it has not seen, in short; `evaluate` tells all. Lists are over the items of the train
 * set that the model knows. Ranking metrics are 0 where no user has a relevant held-out item
 * (`evaluatedUsers` is 0 then), so that it is a number.
 *
 * @throws FitCancelledError if `shouldStop` says so
 */
export function evaluateModel(
  model: RecommenderModel,
  trainSet: Ratings,
  testSet: Ratings,
  options: EvaluateModelOptions = {},
): ModelMetrics {
  const { shouldStop, onProgress, maxUsers = 2000, seed = 0, relevantFrom = 4, threads } = options;
  const check = (ratio: number): void => {
    if (shouldStop?.()) throw new FitCancelledError();
    onProgress?.(ratio);
  };
  const errors =
    model.output === 'rating'
      ? errorsOf(model, testSet, (ratio) => check(ratio * RATING_SHARE), options.onError)
      : null;
  const sums = new ListSums();
  const users = forEachHeldOutList(
    model,
    trainSet,
    testSet,
    {
      n: LIST_LENGTH,
      relevantFrom,
      maxUsers,
      seed,
      threads,
      shouldStop,
      onProgress: (ratio) => onProgress?.(RATING_SHARE + ratio * (1 - RATING_SHARE)),
    },
    (list) => {
      const metrics = metricsOfHits(list.hits, list.relevant.length, LIST_LENGTH);
      sums.add(metrics);
      options.onList?.(list, metrics);
    },
  );
  onProgress?.(1);
  const { ndcg, recall, precision, hitRate, mrr } = sums.means;
  return {
    rmse: errors && errors.rmse,
    mae: errors && errors.mae,
    ndcgAt10: ndcg,
    recallAt10: recall,
    precisionAt10: precision,
    hitRateAt10: hitRate,
    mrrAt10: mrr,
    evaluatedUsers: users.length,
  };
}

function errorsOf(
  model: RecommenderModel,
  testSet: Ratings,
  check: (ratio: number) => void,
  onError: EvaluateModelOptions['onError'],
): RatingErrors | null {
  const sums = new ErrorSums();
  forEachError(model, testSet, check, (user, item, error) => {
    sums.add(error);
    onError?.(user, item, error);
  });
  return sums.errors;
}
