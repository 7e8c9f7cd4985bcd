import { readMovielensSmall } from '../../test/movielens-small.js';
import { Ratings } from '../data/ratings.js';
import { splitByHash } from '../data/split.js';
import { rmse } from '../evaluation/rmse.js';
import { trainBayesianMf } from './bayesian-mf.js';
import { trainMatrixFactorisation } from './matrix-factorisation.js';

// The defaults were chosen on validation parts of the training sets of MovieLens 100K and 1M.
describe('trainBayesianMf by its defaults, on MovieLens latest-small', () => {
  const all = Ratings.from(readMovielensSmall().ratings, { min: 0.5, max: 5 });
  const { trainSet, validationSet } = splitByHash(all, { validationShare: 0.1, seed: 1 });
  const model = trainBayesianMf(trainSet, {}, { seed: 1 });
  const values = [...validationSet.values];
  const pairs = values.map((_, row): [number, number] => [
    validationSet.users.idAt(validationSet.userIndices[row]),
    validationSet.items.idAt(validationSet.itemIndices[row]),
  ]);

  it('has an RMSE of 0.857, clearly below that of matrix factorisation', () => {
    const error = rmse(
      pairs.map(([user, item]) => model.predict(user, item)),
      values,
    );
    expect(error).toBeGreaterThan(0.852);
    expect(error).toBeLessThan(0.862);
    const other = trainMatrixFactorisation(trainSet, {}, { seed: 1 });
    const otherError = rmse(
      pairs.map(([user, item]) => other.predict(user, item)),
      values,
    );
    expect(error).toBeLessThan(otherError - 0.007);
  });

  it('knows how far off it is: as many ratings lie within one and two deviations as those of a normal distribution', () => {
    const away = pairs.map(([user, item], row) => {
      const { rating, deviation } = model.predictWithDeviation(user, item);
      return Math.abs(values[row] - rating) / deviation;
    });
    const share = (deviations: number): number =>
      away.filter((one) => one <= deviations).length / away.length;
    expect(Math.abs(share(1) - 0.683)).toBeLessThan(0.03);
    expect(Math.abs(share(1.96) - 0.95)).toBeLessThan(0.015);
    expect(away.reduce((sum, one) => sum + one * one, 0) / away.length).toBeGreaterThan(0.93);
    expect(away.reduce((sum, one) => sum + one * one, 0) / away.length).toBeLessThan(1.07);
  });
});
