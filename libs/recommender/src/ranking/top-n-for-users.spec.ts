import { Ratings } from '../data/ratings.js';
import { FitCancelledError, ModelTooLargeError } from '../errors.js';
import { compileBuild } from '../kernels/wasm.js';
import type { RecommenderModel } from '../models/model.js';
import { trainModel } from '../models/registry.js';
import { seededRandom } from '../random.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { topNForUsers, type TopLists } from './top-n-for-users.js';

const random = seededRandom(11);
/** Enough users and items that threads are started: 6,000 × 4,000. */
const large = Ratings.from(
  {
    users: Int32Array.from({ length: 12_000 }, (_, row) => row % 6000),
    items: Int32Array.from({ length: 12_000 }, (_, row) => (row * 7 + Math.floor(row / 6000)) % 4000),
    values: Float32Array.from({ length: 12_000 }, () => 1 + random.integer(5)),
  },
  { min: 1, max: 5 },
);

function listOf(lists: TopLists, row: number): { itemId: number; score: number }[] {
  const at = (place: number): number => row * lists.n + place;
  return Array.from({ length: lists.counts[row] }, (_, place) => ({
    itemId: lists.itemIds[at(place)],
    score: lists.scores[at(place)],
  }));
}

function ratedBy(ratings: Ratings, userId: number): Set<number> {
  const user = ratings.users.indexOf(userId);
  const rated = new Set<number>();
  for (let row = 0; row < ratings.length; row++) {
    if (ratings.userIndices[row] === user) rated.add(ratings.items.idAt(ratings.itemIndices[row]));
  }
  return rated;
}

describe('topNForUsers', () => {
  const ratings = syntheticRatings();
  const userIds = [...ratings.users.ids, 999_999];

  it.each([
    'als',
    'matrix-factorisation',
    'svd-plus-plus',
    'bayesian-mf',
    'implicit-als',
    'nmf',
    'baseline',
    'knn-basic',
  ] as const)('gives what %s recommends to one user at a time', (kind) => {
    const model = trainModel(kind, ratings, {}, { seed: 1 });
    const lists = topNForUsers(model, userIds, 7, { exclude: ratings });
    userIds.forEach((userId, row) => {
      const expected = model.forUser(userId).recommend(7, { exclude: ratedBy(ratings, userId) });
      expect(listOf(lists, row)).toEqual(expected);
    });
  });

  it('does not depend on threads or kernels, and starts threads for many users', () => {
    const model = trainModel('als', large, { factorCount: 4, epochs: 2 }, { seed: 1 });
    const few = large.users.ids.slice(0, 6000);
    const lists = topNForUsers(model, few, 5, { exclude: large, threads: 3 });
    expect(topNForUsers(model, few, 5, { exclude: large, threads: 1 })).toEqual(lists);
    const module = compileBuild('simd128')!;
    expect(topNForUsers(model, few, 5, { exclude: large, kernels: { build: 'simd128', module } })).toEqual(
      lists,
    );
    const plain = topNForUsers(model, few.subarray(0, 40), 5, { exclude: large, kernels: null });
    expect(plain.itemIds).toEqual(lists.itemIds.slice(0, 200));
  });

  it('leaves out what a catalogue does not have, whatever the model’s order of items', () => {
    const model = trainModel('als', ratings, {}, { seed: 1 });
    const ids = [...ratings.items.ids].slice(3, 12).reverse();
    const catalogue = Ratings.from(
      { users: ids.map(() => 1), items: ids, values: ids.map(() => 3) },
      ratings.scale,
    );
    const lists = topNForUsers(model, [2], 50, { catalogue, exclude: catalogue });
    expect(new Set(listOf(lists, 0).map(({ itemId }) => itemId))).toEqual(new Set(ids));
    expect(topNForUsers(model, [1], 50, { catalogue, exclude: catalogue }).counts).toEqual(Int32Array.of(0));
    expect(lists.itemIds[ids.length]).toBe(-1);
  });

  it('finds lists also where all scores are equal', () => {
    const equal = Ratings.from(
      { users: [1, 1, 2, 2], items: [1, 2, 1, 2], values: [3, 3, 3, 3] },
      ratings.scale,
    );
    const model: RecommenderModel = trainModel('als', equal, {}, { seed: 1 });
    expect([...topNForUsers(model, [1, 2, 3], 1).itemIds]).toEqual([1, 1, 1]);
  });

  it('stops when asked to, and refuses what cannot be', () => {
    const model = trainModel('als', ratings, {}, { seed: 1 });
    let asked = 0;
    expect(() => topNForUsers(model, userIds, 3, { shouldStop: () => ++asked > 2 })).toThrow(
      FitCancelledError,
    );
    expect(() => topNForUsers(model, userIds, 0)).toThrow('n is 0');
    expect(() => topNForUsers(model, userIds, 3, { threads: 17 })).toThrow('threads is 17');
    expect(() => topNForUsers(model, userIds, 3, { maxBytes: 1000 })).toThrow(ModelTooLargeError);
  });
});
