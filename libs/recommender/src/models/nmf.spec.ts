import { describeWithReference, readMl100k } from '../../test/ml-100k.js';
import { Ratings } from '../data/ratings.js';
import { InvalidRatingsError } from '../errors.js';
import { rmse } from '../evaluation/rmse.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import type { RecommenderModel } from './model.js';
import { trainNmf } from './nmf.js';

const ratings = syntheticRatings();

describe('trainNmf', () => {
  it('takes the step that its definition says, worked by hand for one user, one item and one factor', () => {
    const one = Ratings.from({ users: [1], items: [2], values: [4] }, { min: 0.5, max: 5 });
    const settings = { factorCount: 1, epochs: 1, initLow: 1, initHigh: 1 };
    const model = trainNmf(one, settings, { seed: 1 });
    // p = q = 1, r̂ = 1: both become 1 · 4 / (1 + 0.06).
    expect(model.predict(1, 2)).toBe(5);
    expect(model.parameters.userFactors[0]).toBeCloseTo(4 / 1.06, 5);
    expect(model.parameters.itemFactors[0]).toBeCloseTo(4 / 1.06, 5);
  });

  it.each([false, true])('has no negative factor, biased: %s', (biased) => {
    const { parameters } = trainNmf(ratings, { biased }, { seed: 1 });
    expect(parameters.userFactors.every((factor) => factor >= 0)).toBe(true);
    expect(parameters.itemFactors.every((factor) => factor >= 0)).toBe(true);
    expect(parameters.userBiases.some((bias) => bias !== 0)).toBe(biased);
  });

  it('answers the mean for whoever or whatever it does not know, as Surprise', () => {
    const model = trainNmf(ratings, {}, { seed: 1 });
    const [user] = ratings.users.ids;
    const [item] = ratings.items.ids;
    expect(model.predict(5, item)).toBe(ratings.globalMean);
    expect(model.predict(user, 5)).toBe(ratings.globalMean);
    expect(model.foldIn([{ itemId: item, rating: 5 }]).predict(5)).toBe(ratings.globalMean);
  });

  it('refuses ratings below 0, which non-negative factors cannot reach', () => {
    const signed = Ratings.from({ users: [1, 2], items: [1, 1], values: [-1, 1] }, { min: -1, max: 1 });
    expect(() => trainNmf(signed, {}, { seed: 1 })).toThrow(InvalidRatingsError);
  });
});

describeWithReference('NMF on the fixed split of MovieLens 100K', () => {
  const trainSet = Ratings.from(readMl100k('train'), { min: 1, max: 5 });
  const test = readMl100k('test');
  const errorOf = (predict: RecommenderModel['predict']): number =>
    rmse(
      Array.from(test.users, (user, row) => predict(user, test.items[row])),
      test.values,
    );

  // Surprise's NMF has an RMSE of 0.957 to 0.965 by seed there.
  it('is as accurate as Surprise, also for users who are folded in', () => {
    const model = trainNmf(trainSet, {}, { seed: 2 });
    const error = errorOf((user, item) => model.predict(user, item));
    expect(Math.abs(error - 0.961)).toBeLessThan(0.004);
    const { offsets, others, values } = trainSet.byUser;
    const scorers = Array.from(trainSet.users.ids, (_, user) => {
      const rows = Array.from({ length: offsets[user + 1] - offsets[user] }, (__, n) => offsets[user] + n);
      return model.foldIn(
        rows.map((row) => ({ itemId: trainSet.items.idAt(others[row]), rating: values[row] })),
      );
    });
    const folded = errorOf((user, item) =>
      (scorers[trainSet.users.indexOf(user)] ?? model.foldIn([])).predict(item),
    );
    expect(Math.abs(folded - error)).toBeLessThan(0.005);
  });
});
