import { splitRandom } from '../data/split.js';
import { FitCancelledError } from '../errors.js';
import { trainModel } from '../models/registry.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { compareAll } from './compare-all.js';
import { crossValidate } from './cross-validate.js';

const ratings = syntheticRatings();
const { trainSet, validationSet } = splitRandom(ratings, { validationShare: 0.3, seed: 1 });
const named = (
  kind: 'als' | 'normal' | 'implicit-als' | 'baseline',
): Parameters<typeof compareAll>[0][number] => ({
  name: kind,
  model: trainModel(kind, trainSet, {}, { seed: 1 }),
});

describe('compareAll', () => {
  const table = compareAll([named('als'), named('normal'), named('implicit-als')], trainSet, validationSet, {
    bootstrap: { resamples: 200 },
  });

  it('always shows the baselines, after the models given', () => {
    expect(table.rows.map(({ name }) => name)).toEqual([
      'als',
      'normal',
      'implicit-als',
      'popularity',
      'baseline',
    ]);
    const given = compareAll([named('baseline')], trainSet, validationSet, { bootstrap: { resamples: 50 } });
    expect(given.rows.map(({ name }) => name)).toEqual(['baseline', 'popularity']);
    expect(given.significance.map(({ metric }) => metric)).toEqual(['ndcg']);
  });

  it('tests each model against the best, over the same users', () => {
    const [ndcg, squaredError] = table.significance;
    expect([ndcg.metric, squaredError.metric]).toEqual(['ndcg', 'squaredError']);
    expect(ndcg.others).toHaveLength(4);
    // models of preferences predict no ratings
    expect([squaredError.best, ...squaredError.others.map(({ name }) => name)].sort()).toEqual([
      'als',
      'baseline',
      'normal',
    ]);
    for (const { comparison } of ndcg.others) expect(comparison.difference.mean).toBeGreaterThanOrEqual(0);
    for (const { comparison } of squaredError.others)
      expect(comparison.difference.mean).toBeLessThanOrEqual(0);
    const random = squaredError.others.find(({ name }) => name === 'normal')!;
    expect(random.comparison.difference.high).toBeLessThan(0);
    expect(random.adjustedPValue).toBeLessThan(0.01);
    for (const { adjustedPValue, comparison } of [...ndcg.others, ...squaredError.others]) {
      expect(adjustedPValue).toBeGreaterThanOrEqual(comparison.wilcoxon.pValue);
    }
  });

  it('refuses two models of one name, and stops when asked to', () => {
    const twice = [named('als'), named('als')];
    expect(() => compareAll(twice, trainSet, validationSet)).toThrow('the same name');
    expect(() => compareAll([], trainSet, validationSet, { shouldStop: () => true })).toThrow(
      FitCancelledError,
    );
  });
});

describe('crossValidate', () => {
  it('judges each fold by a model that has not seen it, and summarises', () => {
    const sizes: number[] = [];
    const ratios: number[] = [];
    const result = crossValidate(
      ratings,
      (fold, index) => {
        sizes[index] = fold.length;
        return trainModel('baseline', fold, {}, { seed: 1 });
      },
      { foldCount: 4, seed: 2, onProgress: (ratio) => ratios.push(ratio) },
    );
    expect(result.folds).toHaveLength(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3 * ratings.length);
    const errors = result.folds.map(({ rmse }) => rmse!);
    const mean = errors.reduce((sum, one) => sum + one, 0) / 4;
    expect(result.mean.rmse).toBeCloseTo(mean, 12);
    const squares = errors.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    expect(result.standardDeviation.rmse).toBeCloseTo(Math.sqrt(squares / 3), 12);
    expect(ratios.at(-1)).toBe(1);
  });

  it('has no error of models of preferences', () => {
    const train = (fold: typeof ratings): ReturnType<typeof trainModel> =>
      trainModel('popularity', fold, {}, { seed: 1 });
    expect(crossValidate(ratings, train, { foldCount: 2 }).mean.rmse).toBeNull();
  });
});
