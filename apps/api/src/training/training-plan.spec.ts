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
  const usual = (kind: WantedCandidate['kind']) => ({ kind, hyperparameters: {} });

  it('grows with the ratings', () => {
    expect(estimateSeconds(usual('svd'), small)).toBe(1.8);
    expect(estimateSeconds(usual('svd'), large)).toBeCloseTo(360, 6);
  });

  it('is in proportion to epochs and factors', () => {
    const hyperparameters = { epochs: 40, factorCount: 50 };
    expect(estimateSeconds({ kind: 'svd', hyperparameters }, small)).toBeCloseTo(1.8, 12);
    expect(estimateSeconds({ kind: 'svd', hyperparameters: { epochs: 1000 } }, small)).toBeCloseTo(90, 9);
  });

  it('has an estimate for every kind of model', () => {
    for (const { kind } of modelKinds) expect(estimateSeconds(usual(kind), small)).toBeGreaterThan(0);
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

  it('goes on without a serving model whose settings nobody knows any more', () => {
    const old = { kind: 'svd' as const, name: 'old', hyperparameters: { lambda: 3 } };
    expect(planned(small, 1, [old]).candidates).toHaveLength(4);
  });

  it('gives each candidate a name of its own', () => {
    const tuned = { kind: 'svd' as const, name: 'SVD', hyperparameters: { epochs: 3 } };
    const { candidates } = planned(small, 1, [tuned, { ...tuned, hyperparameters: { epochs: 4 } }]);
    expect(candidates.slice(4).map(({ name }) => name)).toEqual(['SVD (2)', 'SVD (3)']);
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

  it('keeps KNNBasic in the core of any number of users, with neighbours from a sample where there are many', () => {
    const [few, many] = [10_000, 10_001].map((users) =>
      planned({ ratings: 1_000_000, users, movies: 9_000 }, 1).candidates.find(
        ({ kind }) => kind === 'knn-basic',
      ),
    );
    expect(few).toMatchObject({ name: 'KNNBasic', role: 'core' });
    expect(few?.hyperparameters).not.toHaveProperty('neighbourSample');
    expect(many).toMatchObject({
      name: 'KNNBasic (neighbours sampled)',
      role: 'core',
      hyperparameters: { neighbourSample: 10_000 },
    });
    expect(planned(large, 1).candidates.map(({ kind }) => kind)).toEqual(core);
  });

  it('does not train a champion twice that is one of the core in its form for many users', () => {
    const sampled = {
      kind: 'knn-basic',
      name: 'KNNBasic',
      hyperparameters: { neighbourSample: 10_000 },
    } as const;
    expect(planned(large, 1, [sampled]).candidates).toHaveLength(4);
  });

  it('leaves out what does not fit into memory, and says so', () => {
    const byUsers = { kind: 'knn-basic', name: 'all', hyperparameters: { userBased: true } } as const;
    const { skipped } = planTraining([{ ...byUsers, role: 'named' }], { ...options, size: large });
    expect(skipped[0].reason).toBe('Its similarities would take 76.7 GB, more than 2.1 GB.');
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
