import { modelKinds } from '@marquee/recommender';
import { estimateCost, type DataSize, type PastFit } from './cost-model.js';
import { defaultBudgetSeconds, defaultCandidates } from './default-candidates.js';
import { planTraining, type PlanOptions } from './training-plan.js';
import type { Candidate } from './training-run.js';

const small = { ratings: 100_000, users: 671, movies: 9066 };
const large = { ratings: 20_000_000, users: 138_493, movies: 26_744 };
const svd: Candidate = { kind: 'svd', name: 'SVD', hyperparameters: {} };
const fit = (seconds: number, change: Partial<PastFit> = {}): PastFit => ({
  kind: 'svd',
  hyperparameters: {},
  ratings: 100_000,
  seconds,
  ...change,
});

describe('estimateCost', () => {
  it('is the median of the three newest runs, scaled to the number of ratings', () => {
    const past = [fit(2), fit(9), fit(3), fit(100)];
    expect(estimateCost(svd, small, past)).toEqual({ seconds: 3, basis: 'measured' });
    expect(estimateCost(svd, { ...small, ratings: 300_000 }, past).seconds).toBeCloseTo(9, 10);
  });

  it('looks only at runs of the same kind with the same settings, in whatever order they stand', () => {
    const wanted = { ...svd, hyperparameters: { epochs: 5, factorCount: 8 } };
    const past = [
      fit(2),
      fit(3, { kind: 'als' }),
      fit(7, { hyperparameters: { factorCount: 8, epochs: 5 } }),
    ];
    expect(estimateCost(wanted, small, past).seconds).toBe(7);
  });

  it('takes a table for what has never run, and grows with the data', () => {
    const estimate = estimateCost(svd, small, []);
    expect(estimate).toMatchObject({ basis: 'a-priori' });
    expect(estimateCost(svd, large, []).seconds).toBeGreaterThan(100 * estimate.seconds);
  });
});

describe('planTraining', () => {
  const options: PlanOptions = { size: small, past: [], primaryMetric: 'rmse', budgetSeconds: 10 };

  it('takes candidates in their order as long as their estimates fit into the budget', () => {
    const past = [fit(6), fit(5, { kind: 'als' }), fit(3, { kind: 'baseline' })];
    const wanted = [svd, { ...svd, kind: 'als' as const }, { ...svd, kind: 'baseline' as const }];
    const { candidates, skipped } = planTraining(wanted, { ...options, past });
    expect(candidates.map(({ kind }) => kind)).toEqual(['svd', 'baseline']);
    expect(skipped).toMatchObject([
      {
        kind: 'als',
        estimatedSeconds: 5,
        reason: 'It takes about 5.0 s by its earlier runs; 4.0 s of the budget of 10 s are left.',
      },
    ]);
  });

  it('trains the first candidate even if it is over the budget, and all without a budget', () => {
    const past = [fit(60)];
    expect(planTraining([svd, svd], { ...options, past }).candidates).toHaveLength(1);
    expect(planTraining([svd, svd], { ...options, past, budgetSeconds: null }).candidates).toHaveLength(2);
  });

  it('leaves out what does not fit into memory', () => {
    const { skipped } = planTraining([{ kind: 'knn-basic', name: 'KNN', hyperparameters: {} }], {
      ...options,
      size: large,
      budgetSeconds: null,
    });
    expect(skipped[0].reason).toBe('Its similarities would take 76.7 GB, more than 2.1 GB.');
  });

  it('leaves models of preferences out of a comparison by RMSE, and puts them first in one of lists', () => {
    const preferences = modelKinds.filter(({ output }) => output === 'preference').map(({ kind }) => kind);
    const planned = (primaryMetric: 'rmse' | 'ndcgAt10'): string[] =>
      planTraining(defaultCandidates(primaryMetric), {
        ...options,
        primaryMetric,
        budgetSeconds: null,
      }).candidates.map(({ kind }) => kind);
    expect(planned('rmse')).toEqual(expect.not.arrayContaining([...preferences, '']));
    expect(planned('rmse')).toHaveLength(modelKinds.length - preferences.length);
    expect(
      planned('ndcgAt10')
        .slice(2, 2 + preferences.length)
        .sort(),
    ).toEqual([...preferences].sort());
  });
});

describe('defaultCandidates', () => {
  it('names every kind of model once, floors first', () => {
    const candidates = defaultCandidates('rmse');
    expect(candidates.map(({ kind }) => kind).sort()).toEqual(modelKinds.map(({ kind }) => kind).sort());
    expect(candidates.slice(0, 2).map(({ kind }) => kind)).toEqual(['normal', 'baseline']);
  });

  it('compares the most accurate models that the default budget allows, on a small and on a large set', () => {
    const planned = (size: DataSize): string[] =>
      planTraining(defaultCandidates('rmse'), {
        size,
        past: [],
        primaryMetric: 'rmse',
        budgetSeconds: defaultBudgetSeconds(size.ratings),
      }).candidates.map(({ kind }) => kind);
    expect(planned(small)).toEqual(
      expect.arrayContaining(['normal', 'baseline', 'matrix-factorisation', 'bayesian-mf', 'svd']),
    );
    expect(planned(large)).toEqual(
      expect.arrayContaining(['normal', 'baseline', 'matrix-factorisation', 'als']),
    );
  });
});
