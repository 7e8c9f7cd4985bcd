import { describeWithReference, readMl100k, readSurpriseResults } from '../../test/ml-100k.js';
import { Ratings } from '../data/ratings.js';
import { mae, rmse } from '../evaluation/rmse.js';
import type { ModelKind, RecommenderModel } from './model.js';
import { trainModel } from './registry.js';

// Every prediction agrees, also where similarities are equal: neighbours keep the order of the training file, as there.
const cases: Record<string, [ModelKind, Record<string, unknown>]> = {
  knn_basic_msd_user: ['knn-basic', {}],
  knn_basic_cosine_item: ['knn-basic', { userBased: false, similarity: 'cosine' }],
  knn_basic_pearson_user: ['knn-basic', { similarity: 'pearson' }],
  knn_basic_msd_item_min_support_5: ['knn-basic', { userBased: false, minSupport: 5 }],
  knn_with_means_msd_user: ['knn-with-means', {}],
  knn_zscore_msd_user: ['knn-with-z-score', {}],
  knn_baseline_msd_user: ['knn-baseline', {}],
  knn_baseline_pearson_baseline_item: ['knn-baseline', { userBased: false, similarity: 'pearson-baseline' }],
  slope_one: ['slope-one', {}],
  baseline_als: ['baseline', {}],
  baseline_sgd: ['baseline', { method: 'sgd' }],
};

describeWithReference('models beside Surprise on a fixed split of MovieLens 100K', () => {
  let ratings: Ratings;
  let test: ReturnType<typeof readMl100k>;
  let results: ReturnType<typeof readSurpriseResults>;

  beforeAll(() => {
    ratings = Ratings.from(readMl100k('train'), { min: 1, max: 5 });
    test = readMl100k('test');
    results = readSurpriseResults();
  });

  function predictTest(model: RecommenderModel): number[] {
    return Array.from(test.users, (user, row) => model.predict(user, test.items[row]));
  }

  it.each(Object.entries(cases))(
    '%s: each prediction to 1e-6, RMSE and MAE over all to 1e-6',
    (key, [kind, hyperparameters]) => {
      const expected = results[key];
      const model = trainModel(kind, ratings, hyperparameters, { seed: 1 });
      for (const [user, item, rating] of expected.predictions) {
        expect(Math.abs(model.predict(user, item) - rating)).toBeLessThan(1e-6);
      }
      const predicted = predictTest(model);
      expect(Math.abs(rmse(predicted, test.values) - expected.rmse)).toBeLessThan(1e-6);
      expect(Math.abs(mae(predicted, test.values) - expected.mae)).toBeLessThan(1e-6);
    },
  );

  it('SVD: RMSE within 0.003 of 0.934', () => {
    const predicted = predictTest(trainModel('svd', ratings, {}, { seed: 1 }));
    expect(Math.abs(rmse(predicted, test.values) - 0.934)).toBeLessThan(0.003);
  });

  it('SVD: users who are folded in are predicted no worse than those trained, and much alike', () => {
    const model = trainModel('svd', ratings, {}, { seed: 1 });
    const trained = predictTest(model);
    const { offsets, others, values } = ratings.byUser;
    const scorers = Array.from({ length: ratings.users.size }, (_, user) => {
      const rows = Array.from({ length: offsets[user + 1] - offsets[user] }, (_, n) => offsets[user] + n);
      return model.foldIn(
        rows.map((row) => ({ itemId: ratings.items.idAt(others[row]), rating: values[row] })),
      );
    });
    const folded = Array.from(test.users, (user, row) => {
      const scorer = scorers[ratings.users.indexOf(user)] ?? model.foldIn([]);
      return scorer.predict(test.items[row]);
    });
    expect(rmse(folded, test.values)).toBeLessThan(rmse(trained, test.values));
    expect(rmse(folded, trained)).toBeLessThan(0.11);
  });

  it('NormalPredictor: RMSE within 0.01 of 1.521', () => {
    const predicted = predictTest(trainModel('normal', ratings, {}, { seed: 2 }));
    expect(Math.abs(rmse(predicted, test.values) - 1.521)).toBeLessThan(0.01);
  });
});
