import { Ratings } from '../data/ratings.js';
import { FitCancelledError } from '../errors.js';
import { clip } from '../models/indexed-model.js';
import type { FitOptions, ModelState, RecommenderModel } from '../models/model.js';
import { loadModel } from '../models/registry.js';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.js';
import { syntheticRatings } from './synthetic-ratings.js';

const UNKNOWN = 999_999;

/**
 * What every model satisfies, whatever is inside.
 *
 * @param train  with settings of its own, but the options that it is given
 */
export function describeModelContract(
  name: string,
  train: (ratings: Ratings, options: FitOptions) => RecommenderModel,
): void {
  describe(`${name}, as every model`, () => {
    const ratings = syntheticRatings();
    const { scale } = ratings;
    const userIds = [...ratings.users.ids, UNKNOWN];
    const itemIds = [...ratings.items.ids, UNKNOWN];
    const model = train(ratings, { seed: 1 });
    const [firstUser] = userIds;
    const history = [...ratings.items.ids.slice(0, 12)].map((itemId, n) => ({ itemId, rating: 1 + (n % 5) }));

    it('predicts finite numbers, ratings on the scale, for unknown users and items too', () => {
      for (const estimate of predictions(model)) expectEstimate(model, estimate);
    });

    it('says whom and what it knows', () => {
      expect(model.knows(firstUser, itemIds[0])).toBe(true);
      expect(model.knows(UNKNOWN, itemIds[0])).toBe(false);
      expect(model.knows(firstUser, UNKNOWN)).toBe(false);
      expect([...model.users.ids]).toEqual([...ratings.users.ids]);
      expect([...model.items.ids]).toEqual([...ratings.items.ids]);
    });

    it('answers the same one by one, for a user, and all at once into an array that is reused', () => {
      const out = new Float32Array(ratings.items.size);
      for (const userId of [firstUser, UNKNOWN]) {
        const scorer = model.forUser(userId);
        const all = scorer.predictAll(out);
        expect(all).toBe(out);
        for (const [index, itemId] of ratings.items.ids.entries()) {
          expect(scorer.predict(itemId)).toBe(model.predict(userId, itemId));
          expect(all[index]).toBe(Math.fround(model.predict(userId, itemId)));
        }
      }
      expect(() => model.forUser(firstUser).predictAll(new Float32Array(1))).toThrow(RangeError);
    });

    it('is the same model, bit for bit, for the same seed', () => {
      expect(predictions(train(ratings, { seed: 1 }))).toEqual(predictions(model));
    });

    it('predicts the same after it was saved and loaded', () => {
      const loaded = loadModel(decodeSafetensors(encodeSafetensors(model.state())));
      expect(loaded.kind).toBe(model.kind);
      expect(predictions(loaded)).toEqual(predictions(model));
      expect(loaded.foldIn(history).predictAll()).toEqual(model.foldIn(history).predictAll());
      expect(loaded.similar(itemIds[0], 5)).toEqual(model.similar(itemIds[0], 5));
    });

    it('takes somebody without a history for an unknown user', () => {
      const nobody = model.forUser(UNKNOWN).predictAll();
      expect(model.foldIn([]).predictAll()).toEqual(nobody);
      expect(model.foldIn([{ itemId: UNKNOWN, rating: 5 }]).predictAll()).toEqual(nobody);
    });

    it('folds a history in whatever its order, finite and on the scale', () => {
      const folded = model.foldIn(history).predictAll();
      const backwards = model.foldIn([...history].reverse()).predictAll();
      for (const [index, estimate] of folded.entries()) {
        expectEstimate(model, estimate);
        expect(backwards[index]).toBeCloseTo(estimate, 4);
      }
    });

    it('recommends the items with the greatest estimates, best first, only those that may appear', () => {
      for (const scorer of [model.forUser(firstUser), model.foldIn(history), model.foldIn([])]) {
        const exclude = new Set(scorer.recommend(3).map(({ itemId }) => itemId));
        const list = scorer.recommend(7, { exclude, accepts: (itemId) => itemId !== itemIds[5] });
        expect(list).toHaveLength(7);
        const offered = ratings.items.ids.filter((itemId) => !exclude.has(itemId) && itemId !== itemIds[5]);
        const best = [...offered].map((itemId) => scorer.predict(itemId)).sort((a, b) => b - a);
        list.forEach(({ itemId, score }, place) => {
          expect(offered).toContain(itemId);
          expect(scorer.predict(itemId)).toBeCloseTo(best[place], 4);
          if (place > 0) expect(score).toBeLessThanOrEqual(list[place - 1].score);
        });
        expect(scorer.recommend(9999)).toHaveLength(ratings.items.size);
        expect(scorer.recommend(0)).toEqual([]);
      }
    });

    it('explains an estimate by parts that add up to it', () => {
      const histories = [history, history.slice(0, 1), []];
      for (const scorer of [...histories.map((one) => model.foldIn(one)), model.forUser(firstUser)]) {
        for (const itemId of [...itemIds.slice(0, 15), UNKNOWN]) {
          const { score, terms, history: parts } = scorer.explain(itemId);
          const sum = [...terms, ...parts].reduce((total, { contribution }) => total + contribution, 0);
          expect(sum).toBe(score);
          const told = model.output === 'rating' ? clip(score, scale) : score;
          expect(told).toBeCloseTo(scorer.predict(itemId), 4);
        }
      }
      const rated = model
        .foldIn(history)
        .explain(itemIds[0])
        .history.map((one) => one.itemId);
      expect(new Set(rated).size).toBe(rated.length);
      expect(history.map(({ itemId }) => itemId)).toEqual(expect.arrayContaining(rated));
    });

    it('names similar items best first, never the item itself, none for an unknown one', () => {
      const similar = model.similar(itemIds[0], 5);
      expect(similar.length).toBeLessThanOrEqual(5);
      expect(similar.map(({ itemId }) => itemId)).not.toContain(itemIds[0]);
      expect(similar.every(({ score }, n) => n === 0 || score <= similar[n - 1].score)).toBe(true);
      expect(model.similar(UNKNOWN, 5)).toEqual([]);
    });

    it('tells its progress in order and stops when asked to', () => {
      const told: number[] = [];
      train(ratings, {
        seed: 1,
        onEpoch: ({ epoch, epochs, trainRmse }) => {
          told.push(epoch);
          expect(epoch).toBeLessThanOrEqual(epochs);
          if (trainRmse !== null) expect(trainRmse).toBeGreaterThan(0);
        },
      });
      expect(told).toEqual(told.map((_, n) => n + 1));
      expect(told.length).toBeGreaterThan(0);
      expect(() => train(ratings, { seed: 1, shouldStop: () => true })).toThrow(FitCancelledError);
    });

    it.each([
      ['a single rating', [[5, 6, 4]]],
      [
        'one user',
        [
          [5, 6, 4],
          [5, 7, 2],
          [5, 8, 5],
        ],
      ],
      [
        'one item',
        [
          [5, 6, 4],
          [6, 6, 2],
          [7, 6, 5],
        ],
      ],
      [
        'ratings that are all equal',
        [
          [1, 1, 3],
          [1, 2, 3],
          [2, 1, 3],
          [2, 2, 3],
        ],
      ],
      [
        'ids at 2³¹ − 1',
        [
          [2 ** 31 - 1, 2 ** 31 - 1, 4],
          [1, 2 ** 31 - 1, 3],
          [1, 0, 1],
        ],
      ],
    ])('learns from %s', (_, rows) => {
      const few = Ratings.from(
        {
          users: rows.map(([user]) => user),
          items: rows.map(([, item]) => item),
          values: rows.map(([, , r]) => r),
        },
        scale,
      );
      const fitted = train(few, { seed: 1 });
      const restored = loadModel(fitted.state());
      for (const [userId, itemId] of [...rows, [UNKNOWN, UNKNOWN]]) {
        expectEstimate(fitted, fitted.predict(userId, itemId));
        expect(restored.predict(userId, itemId)).toBe(fitted.predict(userId, itemId));
      }
    });

    it('refuses a state with any tensor or setting missing', () => {
      const { tensors, metadata } = model.state();
      for (const key of Object.keys(tensors)) expectRefused({ metadata, tensors: without(tensors, key) });
      for (const key of Object.keys(metadata)) expectRefused({ tensors, metadata: without(metadata, key) });
    });

    it('refuses a state whose tensors are too short or not finite', () => {
      const { tensors, metadata } = model.state();
      for (const [key, { shape, data }] of Object.entries(tensors)) {
        if (key === 'userIds' || key === 'itemIds') continue;
        expectRefused({ metadata, tensors: { ...tensors, [key]: { shape, data: data.slice(1) } } });
        if (data instanceof Int32Array) continue;
        expectRefused({ metadata, tensors: { ...tensors, [key]: { shape, data: data.slice().fill(NaN) } } });
      }
    });

    function predictions(of: RecommenderModel): number[] {
      return userIds.flatMap((userId) => itemIds.map((itemId) => of.predict(userId, itemId)));
    }
  });
}

function expectEstimate({ output, scale }: RecommenderModel, estimate: number): void {
  expect(Number.isFinite(estimate)).toBe(true);
  if (output === 'preference') return;
  expect(estimate).toBeGreaterThanOrEqual(scale.min);
  expect(estimate).toBeLessThanOrEqual(scale.max);
}

function expectRefused(state: ModelState): void {
  expect(() => loadModel(state)).toThrow(expect.objectContaining({ name: 'ModelStateError' }) as Error);
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
