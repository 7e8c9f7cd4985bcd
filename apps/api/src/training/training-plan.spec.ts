import { modelKinds } from '@marquee/recommender';
import { estimateSeconds, type DataSize } from './cost-model.js';
import { defaultBudgetSeconds, defaultCandidates, type ServingSettings } from './default-candidates.js';
import { planTraining, type CandidateRole, type PlanOptions, type WantedCandidate } from './training-plan.js';

const small: DataSize = { ratings: 100_000, users: 671, movies: 9066 };
const large: DataSize = { ratings: 20_000_000, users: 138_493, movies: 26_744 };
const options: PlanOptions = { size: small, primaryMetric: 'rmse', budgetSeconds: 10 };
const core = ['normal', 'baseline', 'svd', 'knn-basic'];

function wanted(kind: WantedCandidate['kind'], role: CandidateRole): WantedCandidate {
  return { kind, name: kind, hyperparameters: {}, role };
}

/** What a training that names no candidates compares. */
function planned(size: DataSize, budgetSeconds: number | null, serving: readonly ServingSettings[] = []) {
  return planTraining(defaultCandidates('rmse', serving), { size, primaryMetric: 'rmse', budgetSeconds });
}

describe('estimateSeconds', () => {
  it('grows with the ratings alone', () => {
    expect(estimateSeconds('svd', small)).toBe(1.8);
    expect(estimateSeconds('svd', large)).toBeCloseTo(360, 6);
  });

  it('has an estimate for every kind of model', () => {
    for (const { kind } of modelKinds) expect(estimateSeconds(kind, small)).toBeGreaterThan(0);
  });
});

describe('planTraining', () => {
  it.each([1, 18, 3600, null])('compares the core whatever the budget is: %s s', (budgetSeconds) => {
    for (const ratings of [200, 100_000, 1_000_000]) {
      const { candidates } = planned({ ...small, ratings }, budgetSeconds);
      expect(candidates.slice(0, 4).map(({ kind, role }) => [kind, role])).toEqual(
        core.map((kind) => [kind, 'core']),
      );
    }
  });

  it('compares the champion and the challenger as they were trained, whatever the budget is', () => {
    const tuned: ServingSettings = {
      kind: 'svd-plus-plus',
      name: 'SVD++, tuned',
      hyperparameters: { factorCount: 7 },
    };
    const { candidates } = planned(small, 1, [tuned, { kind: 'svd', name: 'SVD', hyperparameters: {} }]);
    expect(candidates.map(({ name, role }) => [name, role])).toEqual([
      ['NormalPredictor', 'core'],
      ['BaselineOnly', 'core'],
      ['SVD', 'core'],
      ['KNNBasic', 'core'],
      ['SVD++, tuned', 'serving'],
    ]);
  });

  it('takes a default for what it is, also where it is spelled out', () => {
    const spelledOut = { kind: 'svd' as const, name: 'mine', hyperparameters: { epochs: 20 } };
    expect(planned(small, 1, [spelledOut]).candidates).toHaveLength(4);
  });

  it('adds extras in their order as long as their estimates fit into the budget, and says why', () => {
    const { candidates, skipped } = planned(small, defaultBudgetSeconds(small.ratings));
    expect(candidates.slice(4).map(({ kind, role, reason }) => [kind, role, reason])).toEqual(
      [
        'matrix-factorisation',
        'svd-plus-plus',
        'time-svd-plus-plus',
        'als',
        'bayesian-svd-plus-plus',
        'content',
        'nmf',
      ].map((kind) => [kind, 'extra', 'Fits into the budget.']),
    );
    expect(skipped.find(({ kind }) => kind === 'slope-one')?.reason).toMatch(
      /^It is estimated at 45 s; \d\.\d s of the budget of 18 s are left\.$/,
    );
  });

  it('trains the first that is named even if it is over the budget, and all without a budget', () => {
    const two = [wanted('blend', 'named'), wanted('svd', 'named')];
    expect(planTraining(two, options).candidates.map(({ kind }) => kind)).toEqual(['blend']);
    expect(planTraining(two, { ...options, budgetSeconds: null }).candidates).toHaveLength(2);
  });

  it('compares movies instead of users where the similarities of users do not fit into memory', () => {
    const manyUsers = { ratings: 1_000_000, users: 100_000, movies: 9_000 };
    const knn = planned(manyUsers, 1).candidates.find(({ kind }) => kind === 'knn-basic');
    expect(knn).toMatchObject({ name: 'KNNBasic (items)', hyperparameters: { userBased: false } });
  });

  it('leaves out what fits into memory in no form, and says so', () => {
    const { candidates, skipped } = planned(large, null);
    expect(candidates.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['normal', 'baseline', 'svd']));
    expect(skipped.find(({ kind }) => kind === 'knn-basic')?.reason).toBe(
      'Its similarities would take 76.7 GB, more than 2.1 GB.',
    );
  });

  it('leaves models of preferences out of a comparison by RMSE, and puts them first among the extras of lists', () => {
    const preferences = modelKinds.filter(({ output }) => output === 'preference').map(({ kind }) => kind);
    const kinds = (primaryMetric: 'rmse' | 'ndcgAt10'): string[] =>
      planTraining(defaultCandidates(primaryMetric), {
        ...options,
        primaryMetric,
        budgetSeconds: null,
      }).candidates.map(({ kind }) => kind);
    expect(kinds('rmse')).toEqual(expect.not.arrayContaining([...preferences, '']));
    expect(kinds('rmse')).toHaveLength(modelKinds.length - preferences.length);
    expect(
      kinds('ndcgAt10')
        .slice(4, 4 + preferences.length)
        .sort(),
    ).toEqual([...preferences].sort());
  });
});

describe('defaultCandidates', () => {
  it('names every kind of model once, by the title that it has everywhere', () => {
    const candidates = defaultCandidates('rmse');
    expect(candidates.map(({ kind, name }) => `${kind}: ${name}`).sort()).toEqual(
      modelKinds.map(({ kind, title }) => `${kind}: ${title}`).sort(),
    );
  });
});
