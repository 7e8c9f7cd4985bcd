import type { Ratings } from '../data/ratings.js';
import { FitCancelledError } from '../errors.js';
import type { ItemContent, RecommenderModel } from '../models/model.js';
import type { ListedModel } from '../ranking/top-n-for-users.js';
import { calibration, type PredictsWithDeviation } from './calibration.js';
import { Cohorts, itemCohorts, userCohorts, type CohortOptions } from './cohorts.js';
import type { CohortQuality, Evaluation, PerUserMetrics } from './evaluation.js';
import { listQualities, type CohortLists, type ListQualities } from './list-qualities.js';
import { errorsByCohort, record, type ErrorsByCohort } from './rating-errors.js';

export interface EvaluateOptions {
  /** Lengths of lists; the first is that of cohorts, of beyond-accuracy and of each user's metrics. Default 10, 20, 100. */
  readonly ks?: readonly number[];
  /** A held-out rating of at least this is relevant. Default 4. */
  readonly relevantFrom?: number;
  /** Lists for at most so many users, drawn by `seed`; all by default. Items are never sampled. */
  readonly maxUsers?: number;
  readonly seed?: number;
  /** For models of factors; default 2. */
  readonly threads?: number;
  /** For diversity and serendipity, which look at genres. */
  readonly content?: ItemContent;
  readonly cohorts?: CohortOptions;
  /** Whether to keep the metrics of each user; default false. */
  readonly perUser?: boolean;
  /** Asked at least every 100 ms or so; true makes it throw `FitCancelledError`. */
  readonly shouldStop?: () => boolean;
  /** Told the share done, in [0, 1]. */
  readonly onProgress?: (ratio: number) => void;
}

/** The part of a model that is evaluated. */
export type EvaluatedModel = ListedModel & Pick<RecommenderModel, 'output'>;

const DEFAULT_KS = [10, 20, 100];
/** Share of the progress that goes to predicting ratings, and to lists. */
const RATING_SHARE = 0.3;
const LIST_SHARE = 0.65;

/**
 * Everything there is to measure of a model on ratings that it has not seen: errors, lists over the full catalogue, what
 * lists are like beyond being right, all by cohort, and whether predicted deviations are to be believed.
 *
 * @throws RangeError if there is no k, or one is no whole number from 1
 * @throws FitCancelledError if `shouldStop` says so
 */
export function evaluate(
  model: EvaluatedModel,
  trainSet: Ratings,
  testSet: Ratings,
  options: EvaluateOptions = {},
): Evaluation {
  const { ks = DEFAULT_KS, relevantFrom = 4, shouldStop, onProgress } = options;
  if (ks.length === 0 || !ks.every((k) => Number.isInteger(k) && k >= 1)) {
    throw new RangeError(`ks is [${ks.join(', ')}], expected whole numbers from 1`);
  }
  const check = (ratio: number): void => {
    if (shouldStop?.()) throw new FitCancelledError();
    onProgress?.(ratio);
  };
  const cohorts = new Cohorts(trainSet, options.cohorts);
  const errors =
    model.output === 'rating'
      ? errorsByCohort(model, testSet, cohorts, (ratio) => check(ratio * RATING_SHARE))
      : null;
  const lists = listQualities(model, trainSet, testSet, cohorts, {
    ks,
    relevantFrom,
    maxUsers: options.maxUsers,
    seed: options.seed,
    threads: options.threads,
    content: options.content,
    shouldStop,
    onProgress: (ratio) => onProgress?.(RATING_SHARE + ratio * LIST_SHARE),
  });
  const tellsDeviations = errors && predictsWithDeviation(model);
  const calibrated = tellsDeviations
    ? calibration(model, testSet, () => check(RATING_SHARE + LIST_SHARE))
    : null;
  onProgress?.(1);
  return {
    ratings: errors && errors.all,
    lists: lists.lists,
    evaluatedUsers: lists.userIds.length,
    beyondAccuracy: lists.beyondAccuracy,
    users: record(userCohorts, (cohort) => quality(errors?.users[cohort], lists.users[cohort])),
    items: record(itemCohorts, (cohort) => quality(errors?.items[cohort], lists.items[cohort])),
    calibration: calibrated,
    perUser: options.perUser ? perUserMetrics(testSet, errors, lists) : null,
  };
}

function quality(errors: CohortQuality['ratings'] | undefined, lists: CohortLists): CohortQuality {
  return { ratings: errors ?? null, ...lists };
}

function perUserMetrics(
  testSet: Ratings,
  errors: ErrorsByCohort | null,
  lists: ListQualities,
): PerUserMetrics {
  return {
    ratingUserIds: errors ? testSet.users.ids : new Int32Array(0),
    squaredError: errors ? errors.squaredError : new Float64Array(0),
    rankingUserIds: lists.userIds,
    ...lists.perUser,
  };
}

function predictsWithDeviation(model: object): model is PredictsWithDeviation {
  return 'predictWithDeviation' in model && typeof model.predictWithDeviation === 'function';
}
