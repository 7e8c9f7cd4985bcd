import type { Ratings } from '../data/ratings.js';
import { FitCancelledError } from '../errors.js';
import type { RecommenderModel } from '../models/model.js';
import { evaluateRanking } from './evaluate-ranking.js';
import { mae, rmse } from './rmse.js';

export interface EvaluateModelOptions {
  /** Asked every few thousand predictions and before each user; true makes the evaluation throw `FitCancelledError`. */
  readonly shouldStop?: () => boolean;
  /** Told the share done, in [0, 1]. */
  readonly onProgress?: (ratio: number) => void;
  /** Ranking is measured on at most so many users, drawn by `seed`; default 2,000. Items are never sampled. */
  readonly maxUsers?: number;
  readonly seed?: number;
  /** A held-out rating of at least this is relevant. Default 4. */
  readonly relevantFrom?: number;
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
const STOP_EVERY = 4096;
/** Share of the progress that goes to predicting the held-out ratings. */
const RATING_SHARE = 0.2;

/**
 * Measures a model on ratings that it has not seen. Ranking metrics are 0 where no user has a relevant held-out item
 * (`evaluatedUsers` is 0 then), so that it is a number.
 *
 * @throws FitCancelledError if `shouldStop` says so
 */
export function evaluateModel(
  model: RecommenderModel,
  trainSet: Ratings,
  testSet: Ratings,
  { shouldStop, onProgress, maxUsers = 2000, seed = 0, relevantFrom = 4 }: EvaluateModelOptions = {},
): ModelMetrics {
  const check = (ratio: number): void => {
    if (shouldStop?.()) throw new FitCancelledError();
    onProgress?.(ratio);
  };
  const predicted =
    model.output === 'rating' ? predictAll(model, testSet, (ratio) => check(ratio * RATING_SHARE)) : null;
  const ranking = evaluateRanking((userId) => scoresOf(model, userId, trainSet), trainSet, testSet, {
    k: LIST_LENGTH,
    relevantFrom,
    maxUsers,
    seed,
    beforeUser: (ratio) => check(RATING_SHARE + ratio * (1 - RATING_SHARE)),
  });
  onProgress?.(1);
  const known = (metric: number): number => (ranking.evaluatedUsers > 0 ? metric : 0);
  return {
    rmse: predicted && rmse(predicted, testSet.values),
    mae: predicted && mae(predicted, testSet.values),
    ndcgAt10: known(ranking.ndcg),
    recallAt10: known(ranking.recall),
    precisionAt10: known(ranking.precision),
    hitRateAt10: known(ranking.hitRate),
    mrrAt10: known(ranking.mrr),
    evaluatedUsers: ranking.evaluatedUsers,
  };
}

function predictAll(model: RecommenderModel, testSet: Ratings, check: (ratio: number) => void): Float32Array {
  const predicted = new Float32Array(testSet.length);
  for (let row = 0; row < testSet.length; row++) {
    if (row % STOP_EVERY === 0) check(row / testSet.length);
    const userId = testSet.users.idAt(testSet.userIndices[row]);
    predicted[row] = model.predict(userId, testSet.items.idAt(testSet.itemIndices[row]));
  }
  return predicted;
}

/** Predicted ratings by the train set's item index, whatever the model's own. */
function scoresOf(model: RecommenderModel, userId: number, trainSet: Ratings): Float32Array {
  const scorer = model.forUser(userId);
  const all = scorer.predictAll();
  if (model.items === trainSet.items) return all;
  return Float32Array.from(trainSet.items.ids, (itemId) => {
    const row = model.items.indexOf(itemId);
    return row < 0 ? scorer.predict(itemId) : all[row];
  });
}
