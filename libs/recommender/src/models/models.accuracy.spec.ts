import { readMovielensSmall } from '../../test/movielens-small.js';
import { Ratings } from '../data/ratings.js';
import { rmse } from '../evaluation/rmse.js';
import { seededRandom } from '../random.js';
import type { ModelKind, RecommenderModel } from './model.js';
import { trainModel } from './registry.js';

// MovieLens latest-small (2016) as it ships with the project; a fixed random 80/20 split by seededRandom(1).
describe('models on data/movielens-small', () => {
  const { ratings: columns } = readMovielensSmall();
  const all = Ratings.from(columns, { min: 0.5, max: 5 });
  const random = seededRandom(1);
  const trainRows: number[] = [];
  const testRows: number[] = [];
  for (let row = 0; row < all.length; row++) (random.uniform() < 0.8 ? trainRows : testRows).push(row);
  const trainSet = all.select(trainRows);
  const observed = testRows.map((row) => all.values[row]);
  const testRmse = (model: Pick<RecommenderModel, 'predict'>): number =>
    rmse(
      testRows.map((row) => model.predict(columns.users[row], columns.items[row])),
      observed,
    );
  const meanRmse = testRmse({ predict: () => trainSet.globalMean });

  it.each<[ModelKind, Record<string, unknown>, number, number]>([
    ['normal', {}, 1.4, 1.5],
    ['baseline', {}, 0.88, 0.92],
    ['knn-basic', {}, 0.94, 1.0],
    ['knn-with-means', {}, 0.9, 0.95],
    ['svd', {}, 0.88, 0.92],
  ])('%s %j: RMSE from %d to %d', (kind, hyperparameters, low, high) => {
    const error = testRmse(trainModel(kind, trainSet, hyperparameters, { seed: 1 }));
    expect(error).toBeGreaterThan(low);
    expect(error).toBeLessThan(high);
    if (kind === 'normal') expect(error).toBeGreaterThan(meanRmse);
    else expect(error).toBeLessThan(meanRmse - 0.05);
  });
});
