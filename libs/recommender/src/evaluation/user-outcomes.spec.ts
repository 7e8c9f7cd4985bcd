import { splitByHash } from '../data/split.js';
import { trainModel } from '../models/registry.js';
import { seededRandom } from '../random.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { bootstrapTest } from './bootstrap.js';
import { evaluateModel } from './evaluate-model.js';
import { compareOutcomes, judgeModel } from './user-outcomes.js';

const { trainSet, validationSet } = splitByHash(syntheticRatings(80, 60, 0.4, 3), {
  validationShare: 0.2,
  seed: 1,
});
const judged = (
  kind: 'baseline' | 'normal' | 'popularity',
  maxErrorUsers?: number,
): ReturnType<typeof judgeModel> =>
  judgeModel(
    trainModel(kind, trainSet, {}, { seed: 1 }),
    trainSet,
    validationSet,
    maxErrorUsers === undefined ? {} : { maxErrorUsers },
  );
const options = { seed: 7, resamples: 500 };

describe('judgeModel', () => {
  it('measures what evaluateModel measures', () => {
    const model = trainModel('baseline', trainSet, {}, { seed: 1 });
    expect(judged('baseline').metrics).toEqual(evaluateModel(model, trainSet, validationSet));
  });

  it('tells side effects of lists, and errors of those with little history', () => {
    const { sideEffects } = judged('baseline');
    expect(sideEffects.coverage).toBeGreaterThan(0);
    expect(sideEffects.averagePopularity).toBeGreaterThan(1);
    expect(sideEffects.coldUsers).toBeGreaterThan(0);
    expect(sideEffects.coldRmse).toBeGreaterThan(0);
    expect(judged('popularity').sideEffects.coldRmse).toBeNull();
  });

  it('keeps errors of a sample of users where there are many', () => {
    const { errors } = judged('baseline', 10).outcomes;
    expect(errors?.userIds).toHaveLength(10);
    expect(errors?.userIds).toEqual(judged('normal', 10).outcomes.errors?.userIds);
  });
});

describe('compareOutcomes', () => {
  const [baseline, normal] = [judged('baseline'), judged('normal')];

  it.each(['rmse', 'mae'] as const)(
    'tells the difference of the %s itself, better being positive',
    (metric) => {
      const comparison = compareOutcomes(baseline.outcomes, normal.outcomes, metric, options)!;
      expect(comparison.candidate).toBeCloseTo(baseline.metrics[metric]!, 10);
      expect(comparison.improvement.mean).toBeCloseTo(
        normal.metrics[metric]! - baseline.metrics[metric]!,
        10,
      );
      expect(comparison.improvement.pValue).toBeLessThan(0.01);
      expect(comparison.wilcoxonPValue).toBeLessThan(0.01);
      const reverse = compareOutcomes(normal.outcomes, baseline.outcomes, metric, options)!;
      expect(reverse.improvement.mean).toBeCloseTo(-comparison.improvement.mean, 10);
      expect(reverse.improvement.pValue).toBeGreaterThan(0.99);
      expect(reverse.wilcoxonPValue).toBeGreaterThan(0.99);
    },
  );

  it('tells the difference of a metric of lists', () => {
    const comparison = compareOutcomes(baseline.outcomes, normal.outcomes, 'ndcgAt10', options)!;
    expect(comparison.improvement.mean).toBeCloseTo(baseline.metrics.ndcgAt10 - normal.metrics.ndcgAt10, 10);
  });

  it('has nothing to say of errors of a model of preferences', () => {
    expect(compareOutcomes(judged('popularity').outcomes, normal.outcomes, 'rmse', options)).toBeNull();
  });

  it('refuses outcomes of other users', () => {
    expect(() => compareOutcomes(judged('normal', 10).outcomes, normal.outcomes, 'rmse', options)).toThrow(
      'the same ones',
    );
  });
});

describe('bootstrapTest', () => {
  it('rejects a true null hypothesis about as often as the level says', () => {
    const random = seededRandom(11);
    const trials = 200;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const values = Float64Array.from({ length: 40 }, () => random.normal());
      if (bootstrapTest(values, { seed: trial, resamples: 99 }).pValue <= 0.05) rejected++;
    }
    // 10 expected; 3 standard deviations are 9
    expect(rejected).toBeGreaterThan(0);
    expect(rejected).toBeLessThan(20);
  });
});
