import type { Ratings } from '../data/ratings.js';
import { timesByUser } from '../data/times-by-user.js';
import type { RecommenderModel } from '../models/model.js';
import { itemCohorts, userCohorts, type Cohorts, type ItemCohort, type UserCohort } from './cohorts.js';
import type { RatingErrors } from './evaluation.js';

/** Predictions between two questions whether to go on. */
const CHECK_EVERY = 4096;

/** The part of a model that its errors need. */
export type RatedModel = Pick<RecommenderModel, 'forUser' | 'predictAt'>;

/** Sums of errors, from which means follow. */
export class ErrorSums {
  private squares = 0;
  private absolutes = 0;
  private count = 0;

  add(error: number): void {
    this.squares += error * error;
    this.absolutes += Math.abs(error);
    this.count++;
  }

  /** null when there are none. */
  get errors(): RatingErrors | null {
    const { squares, absolutes, count } = this;
    return count > 0 ? { rmse: Math.sqrt(squares / count), mae: absolutes / count, ratings: count } : null;
  }
}

/**
 * Predicts all held-out ratings, user by user, so that what a model works out of a user is worked out once. A model that
 * looks at time predicts a rating that has one for just that.
 *
 * @param check  called every few thousand predictions with the share done; it may throw to end it
 * @param onError  by index of the test set: r̂ − r
 */
export function forEachError(
  model: RatedModel,
  testSet: Ratings,
  check: (ratio: number) => void,
  onError: (user: number, item: number, error: number) => void,
): void {
  const { offsets, others, values } = testSet.byUser;
  const { ids } = testSet.items;
  const times = model.predictAt ? timesByUser(testSet) : null;
  let unasked = CHECK_EVERY;
  for (let user = 0; user < testSet.users.size; user++) {
    if (unasked >= CHECK_EVERY) {
      check(offsets[user] / testSet.length);
      unasked = 0;
    }
    const userId = testSet.users.idAt(user);
    const scorer = model.forUser(userId);
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const itemId = ids[others[at]];
      const predicted =
        times && model.predictAt ? model.predictAt(userId, itemId, times[at]) : scorer.predict(itemId);
      onError(user, others[at], predicted - values[at]);
    }
    // Making a scorer is worth some predictions.
    unasked += offsets[user + 1] - offsets[user] + 16;
  }
}

/** Errors of ratings, in all and by cohort; of each user on request. */
export interface ErrorsByCohort {
  readonly all: RatingErrors | null;
  readonly users: Record<UserCohort, RatingErrors | null>;
  readonly items: Record<ItemCohort, RatingErrors | null>;
  /** Mean squared error by user index of the test set. */
  readonly squaredError: Float64Array;
}

export function errorsByCohort(
  model: RatedModel,
  testSet: Ratings,
  cohorts: Cohorts,
  check: (ratio: number) => void,
): ErrorsByCohort {
  const all = new ErrorSums();
  const users = record(userCohorts, () => new ErrorSums());
  const items = record(itemCohorts, () => new ErrorSums());
  const ofUser = Array.from(testSet.users.ids, (userId) => users[cohorts.user(userId)]);
  const ofItem = Array.from(testSet.items.ids, (itemId) => items[cohorts.item(itemId)]);
  const squaredError = new Float64Array(testSet.users.size);
  forEachError(model, testSet, check, (user, item, error) => {
    all.add(error);
    ofUser[user].add(error);
    ofItem[item].add(error);
    squaredError[user] += error * error;
  });
  const { offsets } = testSet.byUser;
  return {
    all: all.errors,
    users: record(userCohorts, (cohort) => users[cohort].errors),
    items: record(itemCohorts, (cohort) => items[cohort].errors),
    squaredError: squaredError.map((sum, user) => sum / (offsets[user + 1] - offsets[user])),
  };
}

/** An object with a value for each name. */
export function record<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>;
}
