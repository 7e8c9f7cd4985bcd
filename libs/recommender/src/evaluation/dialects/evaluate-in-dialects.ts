import type { Ratings } from '../../data/ratings.js';
import type { ListedModel } from '../../ranking/top-n-for-users.js';
import { forEachHeldOutList } from '../held-out-lists.js';
import { judgeInDialects, type DialectValue } from './dialect-metrics.js';
import type { JudgedList, JudgedLists } from './judged-lists.js';

export interface EvaluateInDialectsOptions extends Pick<JudgedLists, 'k' | 'vectorOf'> {
  /** A held-out rating of at least this is liked. Default 4. */
  readonly relevantFrom?: number;
  /** At most so many users, drawn by `seed`; items are never sampled. Default 1,000. */
  readonly maxUsers?: number;
  readonly seed?: number;
  /** For models of factors; default 2. */
  readonly threads?: number;
  /** True makes it throw `FitCancelledError`. */
  readonly shouldStop?: () => boolean;
  /** Told the share of users done. */
  readonly onProgress?: (ratio: number) => void;
}

export interface DialectEvaluation {
  /** Users with a liked held-out item, whose lists are judged. */
  readonly users: number;
  readonly metrics: readonly DialectValue[];
}

/**
 * A model's lists of k over the full catalogue, for users with a liked held-out item, measured as three libraries do.
 *
 * @throws FitCancelledError if `shouldStop` says so
 */
export function evaluateInDialects(
  model: ListedModel,
  trainSet: Ratings,
  testSet: Ratings,
  { k, vectorOf, relevantFrom = 4, maxUsers = 1000, ...options }: EvaluateInDialectsOptions,
): DialectEvaluation {
  const lists: JudgedList[] = [];
  const { offsets, others, values } = testSet.byUser;
  forEachHeldOutList(model, trainSet, testSet, { n: k, relevantFrom, maxUsers, ...options }, (list) => {
    const user = testSet.users.indexOf(list.userId);
    const liked = new Map<number, number>();
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      if (values[at] >= relevantFrom) liked.set(testSet.items.idAt(others[at]), values[at]);
    }
    lists.push({ user: list.userId, items: Array.from(list.items, (item) => model.items.idAt(item)), liked });
  });
  const usersOf = new Map<number, number>();
  trainSet.items.ids.forEach((itemId, item) => {
    const { offsets: starts } = trainSet.byItem;
    usersOf.set(itemId, starts[item + 1] - starts[item]);
  });
  const train = { usersOf, users: trainSet.users.size, records: trainSet.length };
  const metrics = judgeInDialects({ lists, k, train, itemCount: trainSet.items.size, vectorOf });
  return { users: lists.length, metrics };
}
