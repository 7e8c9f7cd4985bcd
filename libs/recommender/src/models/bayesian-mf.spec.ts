import { HyperparameterError, ModelTooLargeError } from '../errors.js';
import { compileBuild } from '../kernels/wasm.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { trainBayesianMf, trainBayesianSvdPlusPlus } from './bayesian-mf.js';

describe('trainBayesianMf', () => {
  const ratings = syntheticRatings(200, 150, 0.3);
  const small = { factorCount: 6, burnIn: 6, sampleCount: 4, thinning: 2 };

  it('gives the same model, bit for bit, on one, two and four threads', () => {
    const [one, ...others] = [1, 2, 4].map((threads) =>
      trainBayesianMf(ratings, { ...small, threads }, { seed: 1 }),
    );
    for (const other of others) expect(other.state()).toEqual(one.state());
    expect(trainBayesianMf(ratings, small, { seed: 2 }).state()).not.toEqual(one.state());
  });

  it('gives what the plain TypeScript twin gives, but for rounding', () => {
    const module = compileBuild('simd128');
    expect(module).not.toBeNull();
    const settings = { ...small, burnIn: 1, sampleCount: 1 };
    const kernels = { build: 'simd128' as const, module: module! };
    const compiled = trainBayesianMf(ratings, settings, { seed: 1, kernels });
    const plain = trainBayesianMf(ratings, settings, { seed: 1, kernels: null });
    for (const name of ['userFactors', 'itemFactors', 'userBiases', 'itemBiases', 'userWeights'] as const) {
      let worst = 0;
      compiled.samples[name].forEach((value, at) => {
        worst = Math.max(worst, Math.abs(value - plain.samples[name][at]));
      });
      expect([name, worst < 1e-3 || worst]).toEqual([name, true]);
    }
  });

  it('gives the same Bayesian SVD++, bit for bit, on one, two and four threads', () => {
    const [one, ...others] = [1, 2, 4].map((threads) =>
      trainBayesianSvdPlusPlus(ratings, { ...small, threads }, { seed: 1 }),
    );
    for (const other of others) expect(other.state()).toEqual(one.state());
  });

  it('folds the history of a known user in to almost the predictions of Bayesian SVD++', () => {
    const model = trainBayesianSvdPlusPlus(ratings, { ...small, weightShape: 0 }, { seed: 1 });
    const { byUser } = ratings;
    for (let user = 0; user < 20; user++) {
      const [from, to] = [byUser.offsets[user], byUser.offsets[user + 1]];
      const history = [...byUser.others.subarray(from, to)].map((item, n) => ({
        itemId: ratings.items.idAt(item),
        rating: byUser.values[from + n],
      }));
      const folded = model.foldIn(history).predictAll();
      const trained = model.forUser(ratings.users.idAt(user)).predictAll();
      folded.forEach((rating, item) => expect(Math.abs(rating - trained[item])).toBeLessThan(1e-3));
    }
  });

  it.each([0, 5])(
    'folds the history of a known user in to almost their predictions, weights of shape %d',
    (weightShape) => {
      const model = trainBayesianMf(ratings, { ...small, weightShape }, { seed: 1 });
      const { byUser } = ratings;
      let squares = 0;
      for (let user = 0; user < 20; user++) {
        const [from, to] = [byUser.offsets[user], byUser.offsets[user + 1]];
        const history = [...byUser.others.subarray(from, to)].map((item, n) => ({
          itemId: ratings.items.idAt(item),
          rating: byUser.values[from + n],
        }));
        const folded = model.foldIn(history).predictAll();
        const trained = model.forUser(ratings.users.idAt(user)).predictAll();
        folded.forEach((rating, item) => (squares += (rating - trained[item]) ** 2));
      }
      const difference = Math.sqrt(squares / 20 / ratings.items.size);
      expect(difference).toBeLessThan(weightShape === 0 ? 1e-4 : 0.05);
    },
  );

  it('is less sure about items and users of which it knows nothing', () => {
    const model = trainBayesianMf(ratings, small, { seed: 1 });
    const [userId, itemId] = [ratings.users.idAt(0), ratings.items.idAt(0)];
    const known = model.predictWithDeviation(userId, itemId);
    expect(known.rating).toBe(model.predict(userId, itemId));
    expect(known.deviation).toBeGreaterThan(0.1);
    const others = [
      model.predictWithDeviation(userId, 1),
      model.predictWithDeviation(1, itemId),
      model.predictWithDeviation(userId, itemId, []),
    ];
    for (const other of others) expect(other.deviation).toBeGreaterThan(known.deviation);
    expect(others[2].rating).toBe(model.foldIn([]).predict(itemId));
    const history = [{ itemId, rating: 5 }];
    expect(model.predictWithDeviation(1, itemId, history).rating).toBe(model.foldIn(history).predict(itemId));
  });

  it('learns the noise, unless it is given', () => {
    // The made-up ratings have a standard deviation of 0.3, and are rounded to half stars.
    const learnt = trainBayesianMf(ratings, { ...small, burnIn: 20, weightShape: 0 }, { seed: 1 });
    const deviation = 1 / Math.sqrt(learnt.samples.noisePrecisions[3]);
    expect(deviation).toBeGreaterThan(0.28);
    expect(deviation).toBeLessThan(0.4);
    const given = trainBayesianMf(ratings, { ...small, noisePrecision: 2 }, { seed: 1 });
    expect([...given.samples.noisePrecisions]).toEqual([2, 2, 2, 2]);
  });

  it('refuses what does not fit before it allocates anything, and settings that make no sense', () => {
    const train = (): unknown => trainBayesianMf(ratings, {}, { seed: 1, maxBytes: 100_000 });
    expect(train).toThrow(ModelTooLargeError);
    expect(train).toThrow(
      /200 users and 150 items by \d+ factors .* needs \d+ bytes, at most 100000 are allowed/,
    );
    expect(() => trainBayesianMf(ratings, { sampleCount: 0 }, { seed: 1 })).toThrow(HyperparameterError);
  });
});
