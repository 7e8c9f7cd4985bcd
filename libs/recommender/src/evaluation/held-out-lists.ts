import type { Ratings } from '../data/ratings.js';
import { forEachTopN, type ListedModel } from '../ranking/top-n-for-users.js';
import { sampleUsers } from './evaluate-ranking.js';

export interface HeldOutListsOptions {
  /** Length of the lists. */
  readonly n: number;
  /** A held-out rating of at least this makes an item relevant. */
  readonly relevantFrom: number;
  /** At most so many users, drawn by `seed`; items are never sampled. All when left out. */
  readonly maxUsers?: number | undefined;
  readonly seed?: number | undefined;
  /** For models of factors; default 2. */
  readonly threads?: number | undefined;
  readonly shouldStop?: (() => boolean) | undefined;
  /** Told the share of users done. */
  readonly onProgress?: ((ratio: number) => void) | undefined;
}

/** One user's list, and what of it they liked. Valid until the next. */
export interface HeldOutList {
  readonly row: number;
  readonly userId: number;
  /** Item indices of the model, best first. */
  readonly items: Int32Array;
  /** Where the hits are, 0-based, ascending. */
  readonly hits: readonly number[];
  /** Item indices of the test set of all relevant held-out items, listed or not; at least one. */
  readonly relevant: readonly number[];
}

/**
 * Lists over the full catalogue for users with a relevant held-out item: all items of the train set that the model knows,
 * save those that the user rated there. Models of factors find them many at a time, on several threads.
 *
 * @returns the users, ascending save for a sample, in the order in which their lists are told
 * @throws FitCancelledError if `shouldStop` says so
 */
export function forEachHeldOutList(
  model: ListedModel,
  trainSet: Ratings,
  testSet: Ratings,
  options: HeldOutListsOptions,
  visit: (list: HeldOutList) => void,
): Int32Array {
  const { n, relevantFrom, onProgress, threads, shouldStop } = options;
  const { offsets, others, values } = testSet.byUser;
  const relevantTo = (userId: number): number[] => {
    const user = testSet.users.indexOf(userId);
    const relevant: number[] = [];
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      if (values[at] >= relevantFrom) relevant.push(others[at]);
    }
    return relevant;
  };
  const eligible = [...testSet.users.ids].filter((userId) => relevantTo(userId).length > 0);
  const userIds = Int32Array.from(sampleUsers(eligible, options));
  const modelItem = Int32Array.from(testSet.items.ids, (itemId) => model.items.indexOf(itemId));
  /** By item index of the model: one more than the last row to which it was relevant. */
  const relevantRow = new Int32Array(model.items.size);
  const restrictions = { exclude: trainSet, catalogue: trainSet, threads, shouldStop };
  forEachTopN(model, userIds, n, restrictions, (row, items) => {
    const relevant = relevantTo(userIds[row]);
    for (const item of relevant) if (modelItem[item] >= 0) relevantRow[modelItem[item]] = row + 1;
    const hits: number[] = [];
    for (let place = 0; place < items.length; place++) {
      if (relevantRow[items[place]] === row + 1) hits.push(place);
    }
    onProgress?.(row / userIds.length);
    visit({ row, userId: userIds[row], items, hits, relevant });
  });
  return userIds;
}
