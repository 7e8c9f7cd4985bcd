import { Ratings } from '../data/ratings.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { HyperparameterError } from '../errors.js';
import {
  loadKnn,
  trainKnnBaseline,
  trainKnnBasic,
  trainKnnWithMeans,
  trainKnnWithZScore,
} from './train-knn.js';

const scale = { min: 1, max: 5 };
const of = (...rows: [user: number, item: number, rating: number][]): Ratings =>
  Ratings.from(
    {
      users: rows.map(([user]) => user),
      items: rows.map(([, item]) => item),
      values: rows.map(([, , r]) => r),
    },
    scale,
  );

describe('trainKnnBasic', () => {
  const ratings = of([1, 1, 4], [2, 1, 4], [3, 1, 2], [2, 2, 5], [3, 2, 2]);

  it('weighs the raters of an item by their similarity: msd', () => {
    // sim(1, 2) = 1 / (0 + 1) = 1, sim(1, 3) = 1 / (4 + 1) = 0.2
    const model = trainKnnBasic(ratings, {}, { seed: 0 });
    expect(model.predict(1, 2)).toBeCloseTo((1 * 5 + 0.2 * 2) / 1.2, 12);
  });

  it('keeps to the k nearest, and to the mean of all when there are fewer than minK', () => {
    expect(trainKnnBasic(ratings, { k: 1 }, { seed: 0 }).predict(1, 2)).toBe(5);
    expect(trainKnnBasic(ratings, { minK: 3 }, { seed: 0 }).predict(1, 2)).toBeCloseTo(17 / 5, 12);
    expect(trainKnnBasic(ratings, { minSupport: 2 }, { seed: 0 }).predict(1, 2)).toBeCloseTo(17 / 5, 12);
  });

  it('predicts for somebody who is folded in as for a user with the same ratings', () => {
    const model = trainKnnBasic(ratings, {}, { seed: 0 });
    expect(model.foldIn([{ itemId: 1, rating: 4 }]).predict(2)).toBeCloseTo(model.predict(1, 2), 12);
  });

  it('finds similar items by its own similarity when it compares items', () => {
    const model = trainKnnBasic(ratings, { userBased: false }, { seed: 0 });
    expect(model.similar(1, 5)).toEqual([{ itemId: 2, score: 1 / (1 / 2 + 1) }]);
  });

  it('tells what each rated item adds when it compares items', () => {
    const settings = { userBased: false, similarity: 'msd' } as const;
    const more = of([1, 1, 4], [1, 2, 2], [2, 1, 4], [2, 2, 3], [2, 3, 5], [3, 1, 2], [3, 3, 2]);
    const person = trainKnnBasic(more, settings, { seed: 0 }).foldIn([
      { itemId: 1, rating: 5 },
      { itemId: 2, rating: 1 },
    ]);
    // sim(3, 1) = 1 / (1 / 2 + 1) = 2/3, sim(3, 2) = 1 / (4 + 1) = 1/5
    const { score, terms, history } = person.explain(3);
    expect(terms).toEqual([]);
    expect(history.map(({ itemId }) => itemId)).toEqual([1, 2]);
    expect(history[0].contribution).toBeCloseTo(((2 / 3) * 5) / (2 / 3 + 1 / 5), 12);
    expect(history[1].contribution).toBeCloseTo(((1 / 5) * 1) / (2 / 3 + 1 / 5), 12);
    expect(score).toBeCloseTo(person.predict(3), 12);
  });

  it('predicts the same for users who are asked about once and many times', () => {
    const many = syntheticRatings();
    const [once, often] = [1, 2].map(() => trainKnnBasic(many, {}, { seed: 0 }));
    for (const userId of many.users.ids) {
      const all = often.forUser(userId).predictAll();
      many.items.ids.forEach((itemId, item) => {
        // Asked about others in between, a user's row is not put together.
        once.predict(many.users.ids[0] === userId ? many.users.ids[1] : many.users.ids[0], itemId);
        expect(all[item]).toBe(Math.fround(once.predict(userId, itemId)));
      });
    }
  });
});

describe('neighbourSample', () => {
  const ratings = syntheticRatings();
  const kinds = [trainKnnBasic, trainKnnWithMeans, trainKnnWithZScore, trainKnnBaseline];
  const similarities = ['msd', 'pearson-baseline'] as const;

  it('predicts what a matrix of all similarities gives when everybody is in the sample', () => {
    for (const train of kinds) {
      for (const similarity of similarities) {
        const all = train(ratings, { similarity }, { seed: 0 });
        const sampled = train(ratings, { similarity, neighbourSample: ratings.users.size }, { seed: 0 });
        for (const userId of [...ratings.users.ids].slice(0, 20)) {
          for (const itemId of [...ratings.items.ids].slice(0, 20))
            expect(sampled.predict(userId, itemId)).toBeCloseTo(all.predict(userId, itemId), 10);
        }
      }
    }
  });

  it('asks only the users with the most ratings', () => {
    const few = of([1, 1, 4], [2, 1, 4], [2, 2, 5], [2, 3, 1], [3, 1, 2], [3, 2, 2]);
    expect(trainKnnBasic(few, { neighbourSample: 1 }, { seed: 0 }).predict(1, 2)).toBe(5);
  });

  it('needs no memory for a matrix, and predicts the same once it is loaded', () => {
    const settings = { neighbourSample: 10 };
    const model = trainKnnBasic(ratings, settings, { seed: 0, maxBytes: 1 });
    const [userId, itemId] = [ratings.users.idAt(3), ratings.items.idAt(5)];
    expect(loadKnn(model.state()).predict(userId, itemId)).toBe(model.predict(userId, itemId));
    const history = [{ itemId: ratings.items.idAt(1), rating: 4 }];
    expect(loadKnn(model.state()).foldIn(history).predict(itemId)).toBe(
      model.foldIn(history).predict(itemId),
    );
  });

  it('is refused where items are compared', () => {
    const settings = { userBased: false, neighbourSample: 10 };
    expect(() => trainKnnBasic(ratings, settings, { seed: 0 })).toThrow(HyperparameterError);
  });
});
