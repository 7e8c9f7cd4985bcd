import { EmptyRatingsError, FitCancelledError } from '../errors.js';
import { trainEase } from '../models/ease.js';
import type { ItemFilter, ItemRating, UserScorer } from '../models/model.js';
import { trainPopularity } from '../models/popularity.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { binaryNdcg, evaluateFoldIn, truncatedRecall } from './evaluate-fold-in.js';
import { splitHeldOutUsers } from './held-out-users.js';

describe('splitHeldOutUsers', () => {
  const ratings = syntheticRatings(200, 80, 0.4);
  const split = splitHeldOutUsers(ratings, { heldOutUsers: 30, seed: 3 });
  const ratingOf = new Map<string, number>();
  for (let row = 0; row < ratings.length; row++) {
    const pair = [ratings.users.idAt(ratings.userIndices[row]), ratings.items.idAt(ratings.itemIndices[row])];
    ratingOf.set(pair.join(), ratings.values[row]);
  }

  it('holds users out whole: nobody is in two parts', () => {
    const groups = [split.validationUsers, split.testUsers].map((users) => users.map(({ userId }) => userId));
    expect(groups[0].length).toBeGreaterThan(25);
    expect(groups[1].length).toBeGreaterThan(25);
    const all = [...split.trainSet.users.ids, ...groups[0], ...groups[1]];
    expect(new Set(all).size).toBe(all.length);
  });

  it('keeps positive ratings only, of users who have enough of them', () => {
    expect(split.trainSet.values.every((value) => value >= 4)).toBe(true);
    const { offsets } = split.trainSet.byUser;
    for (let user = 0; user < split.trainSet.users.size; user++) {
      expect(offsets[user + 1] - offsets[user]).toBeGreaterThanOrEqual(5);
    }
  });

  it('tells four fifths of what a held-out user likes and hides the rest, all of them items of the train set', () => {
    for (const { userId, history, heldOutItems } of split.testUsers) {
      const all = [...history.map(({ itemId }) => itemId), ...heldOutItems];
      expect(new Set(all).size).toBe(all.length);
      expect(heldOutItems).toHaveLength(Math.floor(0.2 * all.length));
      for (const itemId of all) {
        expect(split.trainSet.items.has(itemId)).toBe(true);
        expect(ratingOf.get([userId, itemId].join())).toBeGreaterThanOrEqual(4);
      }
      for (const { itemId, rating } of history) expect(ratingOf.get([userId, itemId].join())).toBe(rating);
    }
  });

  it('is the same split for the same seed, another for another', () => {
    expect(splitHeldOutUsers(ratings, { heldOutUsers: 30, seed: 3 }).testUsers).toEqual(split.testUsers);
    expect(splitHeldOutUsers(ratings, { heldOutUsers: 30, seed: 4 }).testUsers).not.toEqual(split.testUsers);
  });

  it('refuses what leaves nobody to learn from, and options out of range', () => {
    expect(() => splitHeldOutUsers(ratings, { heldOutUsers: 1000, seed: 1 })).toThrow(EmptyRatingsError);
    expect(() => splitHeldOutUsers(ratings, { heldOutUsers: 0, seed: 1 })).toThrow(RangeError);
    expect(() => splitHeldOutUsers(ratings, { heldOutUsers: 1, seed: 1, heldOutShare: 1 })).toThrow(
      RangeError,
    );
  });
});

describe('evaluateFoldIn', () => {
  it('divides the recall by what a list can hold, and the gain by that of the best list', () => {
    // Three relevant items, two of them at ranks 1 and 3.
    const hits = [true, false, true, false];
    expect(truncatedRecall(hits, 3, 2)).toBe(1 / 2);
    expect(truncatedRecall(hits, 3, 4)).toBe(2 / 3);
    expect(binaryNdcg(hits, 3, 2)).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
    expect(binaryNdcg(hits, 3, 4)).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3) + 1 / 2), 12);
  });

  it('ranks without what was folded in and averages over users', () => {
    // Items 1 … 5 in this order, for everybody.
    const model = {
      foldIn: (_: readonly ItemRating[]): UserScorer =>
        ({
          recommend: (count: number, { exclude }: ItemFilter) =>
            [1, 2, 3, 4, 5]
              .filter((itemId) => !exclude!.has(itemId))
              .slice(0, count)
              .map((itemId) => ({ itemId, score: -itemId })),
        }) as UserScorer,
    };
    const users = [
      { userId: 1, history: [{ itemId: 1, rating: 5 }], heldOutItems: [2] },
      { userId: 2, history: [{ itemId: 2, rating: 5 }], heldOutItems: [4, 5] },
    ];
    const told: number[] = [];
    const metrics = evaluateFoldIn(model, users, {
      recallAt: [1, 3],
      ndcgAt: [1],
      onProgress: (ratio) => told.push(ratio),
    });
    expect(metrics.truncatedRecall.get(1)!.values).toEqual(Float64Array.of(1, 0));
    expect(metrics.truncatedRecall.get(3)!.mean).toBe((1 + 1 / 2) / 2);
    expect(metrics.ndcg.get(1)!.mean).toBe(1 / 2);
    expect(metrics.ndcg.get(1)!.standardError).toBe(1 / 2);
    // Lists of three: 2, 3, 4 and 1, 3, 4.
    expect(metrics.itemsServed).toBe(4);
    expect(metrics.evaluatedUsers).toBe(2);
    expect(told).toEqual([1 / 2, 1]);
    expect(() => evaluateFoldIn(model, users, { shouldStop: () => true })).toThrow(FitCancelledError);
  });

  it('finds that EASE beats popularity where there are tastes', () => {
    const { trainSet, testUsers } = splitHeldOutUsers(syntheticRatings(400, 80, 0.4), {
      heldOutUsers: 80,
      seed: 1,
    });
    const options = { recallAt: [5], ndcgAt: [10] };
    const ease = evaluateFoldIn(trainEase(trainSet, { regularisation: 50 }, { seed: 1 }), testUsers, options);
    const popular = evaluateFoldIn(trainPopularity(trainSet, {}, { seed: 1 }), testUsers, options);
    expect(ease.ndcg.get(10)!.mean).toBeGreaterThan(1.2 * popular.ndcg.get(10)!.mean);
  });
});
