import { Ratings } from '../data/ratings.js';
import { ModelTooLargeError } from '../errors.js';
import { compileBuild } from '../kernels/wasm.js';
import { seededRandom } from '../random.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { trainImplicitAls } from './implicit-als.js';
import { loadImplicitAls } from './implicit-als-model.js';

const ratings = syntheticRatings();
const settings = { factorCount: 7, epochs: 6, positiveFrom: 4 };
const historyOf = (user: number) => {
  const { offsets, others, values } = ratings.byUser;
  return Array.from({ length: offsets[user + 1] - offsets[user] }, (_, n) => ({
    itemId: ratings.items.idAt(others[offsets[user] + n]),
    rating: values[offsets[user] + n],
  }));
};

describe('trainImplicitAls', () => {
  it('gives the same model, bit for bit, whatever the threads', () => {
    const { parameters } = trainImplicitAls(ratings, settings, { seed: 1 });
    for (const threads of [1, 3]) {
      expect(trainImplicitAls(ratings, { ...settings, threads }, { seed: 1 }).parameters).toEqual(parameters);
    }
  });

  it('agrees with its plain twin', () => {
    const plain = trainImplicitAls(ratings, settings, { seed: 1, kernels: null });
    const simd = trainImplicitAls(ratings, settings, {
      seed: 1,
      kernels: { build: 'simd128', module: compileBuild('simd128')! },
    });
    expect([plain.trainedBy, simd.trainedBy]).toEqual(['plain', 'simd128']);
    const expected = plain.forUser(1000).predictAll();
    simd
      .forUser(1000)
      .predictAll()
      .forEach((one, item) => expect(one).toBeCloseTo(expected[item], 4));
  });

  it('comes close to exact least squares: folding somebody in from their ratings changes little', () => {
    const model = trainImplicitAls(ratings, { ...settings, epochs: 40 }, { seed: 1 });
    for (const user of [0, 17]) {
      const trained = model.forUser(ratings.users.idAt(user)).predictAll();
      const folded = model.foldIn(historyOf(user)).predictAll();
      trained.forEach((one, item) => expect(folded[item]).toBeCloseTo(one, 1));
    }
  });

  it('prefers what people of the same taste like, and gives positives about 1', () => {
    const random = seededRandom(1);
    const rows: [number, number, number][] = [];
    for (let user = 0; user < 60; user++) {
      for (let item = 0; item < 40; item++) {
        if (user % 2 === item % 2 && random.uniform() < 0.5) rows.push([user, item, 5]);
      }
    }
    const model = trainImplicitAls(fromRows(rows), { factorCount: 4, epochs: 10 }, { seed: 1 });
    const best = model.foldIn([2, 4, 6].map((itemId) => ({ itemId, rating: 5 }))).recommend(12);
    expect(best.every(({ itemId }) => itemId % 2 === 0)).toBe(true);
    const [user, item] = rows[0];
    expect(model.predict(user, item)).toBeGreaterThan(0.5);
    expect(model.predict(user, item)).toBeLessThan(1.2);
  });

  it('orders items by popularity for somebody of whom no liking is known', () => {
    const rows: [number, number, number][] = [];
    for (let user = 0; user < 30; user++) {
      for (let item = 0; item < 6; item++) if (user % (item + 1) === 0) rows.push([user, item, 5]);
    }
    rows.push([31, 0, 1], [31, 5, 2]);
    const model = trainImplicitAls(fromRows(rows), { factorCount: 6 }, { seed: 1 });
    const order = model
      .foldIn([])
      .recommend(6)
      .map(({ itemId }) => itemId);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    for (const scorer of [model.forUser(31), model.foldIn([{ itemId: 5, rating: 2 }])]) {
      expect(scorer.recommend(6).map(({ itemId }) => itemId)).toEqual(order);
    }
    expect(
      model
        .forUser(31)
        .explain(0)
        .terms.map(({ name }) => name),
    ).toEqual(['popularity']);
  });

  it('tells all items alike where nobody likes any', () => {
    const model = trainImplicitAls(
      fromRows([
        [1, 1, 2],
        [1, 2, 3.5],
        [2, 1, 1],
      ]),
      { positiveFrom: 4 },
      { seed: 1 },
    );
    expect([
      ...model.forUser(1).predictAll(),
      ...model.foldIn([{ itemId: 1, rating: 5 }]).predictAll(),
    ]).toEqual([0, 0, 0, 0]);
  });

  it('learns from all ratings by how high they are, if it is asked to', () => {
    const rows = Array.from({ length: 40 }, (_, user): [number, number, number][] => [
      [user, 0, 5],
      [user, 1, 0.5],
      [user, 2 + (user % 7), 3],
    ]).flat();
    const hyperparameters = { factorCount: 2, positiveFrom: 0.5, confidence: 10, frequencyScaling: 0 };
    const strict = trainImplicitAls(fromRows(rows), { ...hyperparameters, regularisation: 30 }, { seed: 1 });
    expect(strict.predict(3, 0)).toBeGreaterThan(strict.predict(3, 1) + 0.05);
  });

  it('names what was liked as the reason, and nothing else', () => {
    const model = trainImplicitAls(ratings, settings, { seed: 1 });
    const history = historyOf(0);
    const { score, history: reasons } = model.foldIn(history).explain(ratings.items.idAt(3));
    const liked = history.filter(({ rating }) => rating >= 4).map(({ itemId }) => itemId);
    expect(reasons.map(({ itemId }) => itemId).sort()).toEqual(liked.sort());
    expect(reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 12);
  });

  it('refuses what does not fit', () => {
    expect(() => trainImplicitAls(ratings, settings, { seed: 1, maxBytes: 1000 })).toThrow(
      ModelTooLargeError,
    );
  });

  it('refuses products that are those of no factors', () => {
    const { metadata, tensors } = trainImplicitAls(ratings, settings, { seed: 1 }).state();
    const data = tensors['itemProducts'].data.map((one) => -one) as Float64Array;
    const state = { metadata, tensors: { ...tensors, itemProducts: { shape: [7, 7], data } } };
    expect(() => loadImplicitAls(state)).toThrow('not positive semidefinite');
  });
});

function fromRows(rows: readonly (readonly [number, number, number])[]): Ratings {
  const [users, items, values] = [0, 1, 2].map((column) => rows.map((row) => row[column]));
  return Ratings.from({ users, items, values }, { min: 0.5, max: 5 });
}
