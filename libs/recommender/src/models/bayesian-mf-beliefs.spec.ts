import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { trainBayesianMf, trainBayesianSvdPlusPlus } from './bayesian-mf.js';
import { UserBeliefs } from './bayesian-mf-beliefs.js';

// A batch of the kernel holds 64 ratings: most people have more.
const ratings = syntheticRatings(60, 200, 0.5);
const small = { burnIn: 3, sampleCount: 3, thinning: 1 };

describe.each([
  ['bayesian-mf, 5 factors', trainBayesianMf, { ...small, factorCount: 5 }],
  ['bayesian-mf, 6 factors, all of weight 1', trainBayesianMf, { ...small, factorCount: 6, weightShape: 0 }],
  ['bayesian-mf, 30 factors', trainBayesianMf, { ...small, factorCount: 30 }],
  ['bayesian-svd-plus-plus, 9 factors', trainBayesianSvdPlusPlus, { ...small, factorCount: 9 }],
] as const)('what %s believes of somebody', (_, train, settings) => {
  const { samples } = train(ratings, settings, { seed: 1 });
  const [compiled, plain] = [new UserBeliefs(samples), new UserBeliefs(samples, false)];

  it.each([1, 4, 63, 64, 65, 130])(
    'is the same by the kernel and by its plain twin, after %i ratings',
    (count) => {
      const history = Array.from({ length: count }, (__, n) => ({ itemIndex: n, rating: 1 + (n % 9) / 2 }));
      const [one, other] = [compiled.given(history), plain.given(history)];
      for (const name of ['factors', 'biases', 'weights', 'variances'] as const) {
        const worst = Math.max(...Array.from(one[name], (value, at) => Math.abs(value - other[name][at])));
        expect([name, worst < 2e-5 || worst]).toEqual([name, true]);
      }
    },
  );

  it('keeps nothing of the person before', () => {
    const history = [{ itemIndex: 3, rating: 5 }];
    const before = compiled.given(history);
    compiled.given(Array.from({ length: 100 }, (__, n) => ({ itemIndex: n, rating: 1 })));
    expect(compiled.given(history)).toEqual(before);
  });

  it('tells of each rating what it adds: without it, the weights given, that much is missing', () => {
    const history = [2, 7, 30].map((itemIndex, n) => ({ itemIndex, rating: 5 - 2 * n }));
    const { weights, factors, biases } = plain.given(history);
    const item = plain.ofUser(0);
    const { prior, ratings: parts } = plain.contributionsTo(history, weights)(item);
    let expected = 0;
    biases.forEach((bias, sample) => {
      expected += bias / biases.length;
      for (let x = 0; x < settings.factorCount; x++) {
        const at = sample * settings.factorCount + x;
        expected += (factors[at] * item.factors[at]) / biases.length;
      }
    });
    expect(prior + parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(expected, 5);
    const better = history.map((one, n) => (n === 1 ? { ...one, rating: one.rating + 1 } : one));
    const changed = plain.contributionsTo(better, weights)(item);
    expect(changed.prior).toBeCloseTo(prior, 12);
    expect(changed.ratings[0]).toBeCloseTo(parts[0], 12);
    expect(Math.abs(changed.ratings[1] - parts[1])).toBeGreaterThan(1e-3);
  });
});
