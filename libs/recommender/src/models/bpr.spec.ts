import { Ratings } from '../data/ratings.js';
import { ModelTooLargeError, TrainingDivergedError } from '../errors.js';
import { compileBuild } from '../kernels/wasm.js';
import { ITEM_PARTS, pairsOf } from '../parallel/bpr-plan.js';
import { seededRandom } from '../random.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { trainBpr } from './bpr.js';

const ratings = syntheticRatings();
const settings = { factorCount: 7, epochs: 10 };

describe('trainBpr', () => {
  it('gives the same model, bit for bit, whatever the threads', () => {
    const { parameters } = trainBpr(ratings, settings, { seed: 1 });
    for (const threads of [1, 3, 4]) {
      expect(trainBpr(ratings, { ...settings, threads }, { seed: 1 }).parameters).toEqual(parameters);
    }
    expect(trainBpr(ratings, settings, { seed: 2 }).parameters).not.toEqual(parameters);
  });

  it('agrees with its plain twin', () => {
    const plain = trainBpr(ratings, settings, { seed: 1, kernels: null });
    const simd = trainBpr(ratings, settings, {
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

  it('puts what people of the same taste like first, for trained users and for somebody folded in', () => {
    const random = seededRandom(1);
    const rows: [number, number, number][] = [];
    for (let user = 0; user < 60; user++) {
      for (let item = 0; item < 40; item++) {
        if (user % 2 === item % 2 && random.uniform() < 0.5) rows.push([user, item, 5]);
      }
    }
    const hyperparameters = { factorCount: 4, epochs: 50, regularisation: 0.05 };
    const model = trainBpr(fromRows(rows), hyperparameters, { seed: 1 });
    const folded = model.foldIn([2, 4, 6].map((itemId) => ({ itemId, rating: 5 })));
    for (const scorer of [model.forUser(8), folded]) {
      expect(scorer.recommend(8).every(({ itemId }) => itemId % 2 === 0)).toBe(true);
    }
    const reasonsFor = (itemId: number) => folded.explain(itemId).history;
    expect(
      reasonsFor(10)
        .map(({ itemId }) => itemId)
        .sort(),
    ).toEqual([2, 4, 6]);
    const total = (itemId: number) =>
      reasonsFor(itemId).reduce((sum, { contribution }) => sum + contribution, 0);
    expect(total(10)).toBeGreaterThan(0.1);
    expect(total(11)).toBeLessThan(-0.1);
  });

  it('orders items by popularity for somebody of whom no liking is known', () => {
    const rows: [number, number, number][] = [];
    for (let user = 0; user < 60; user++) {
      for (let item = 0; item < 9; item++) if (user % (item + 2) === 0) rows.push([user, item, 5]);
    }
    rows.push([61, 8, 1]);
    const model = trainBpr(fromRows(rows), { factorCount: 4, epochs: 100 }, { seed: 1 });
    for (const scorer of [model.foldIn([]), model.forUser(61), model.foldIn([{ itemId: 8, rating: 1 }])]) {
      const order = scorer.recommend(9).map(({ itemId }) => itemId);
      expect(order.slice(0, 3).every((itemId) => itemId < 4)).toBe(true);
      expect(order.indexOf(0)).toBeLessThan(order.indexOf(7));
    }
  });

  it('tells items nearly alike where nobody likes any', () => {
    const few = fromRows([
      [1, 1, 2],
      [1, 2, 3.5],
      [2, 1, 1],
    ]);
    const model = trainBpr(few, {}, { seed: 1 });
    expect([...model.forUser(1).predictAll(), ...model.forUser(7).predictAll()]).toEqual([0, 0, 0, 0]);
  });

  it('refuses what does not fit, and says so when it diverges', () => {
    expect(() => trainBpr(ratings, settings, { seed: 1, maxBytes: 1000 })).toThrow(ModelTooLargeError);
    const wild = { ...settings, epochs: 200, learningRate: 10, regularisation: 1 };
    expect(() => trainBpr(ratings, wild, { seed: 1 })).toThrow(TrainingDivergedError);
  });
});

describe('pairsOf', () => {
  it('lets each part meet every other once in seven epochs, each part once an epoch', () => {
    const met = new Set<string>();
    for (let epoch = 0; epoch < ITEM_PARTS - 1; epoch++) {
      const pairs = pairsOf(epoch);
      expect(pairs.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      for (const pair of pairs) met.add([...pair].sort().join());
    }
    expect(met.size).toBe((ITEM_PARTS * (ITEM_PARTS - 1)) / 2);
  });
});

function fromRows(rows: readonly (readonly [number, number, number])[]): Ratings {
  const [users, items, values] = [0, 1, 2].map((column) => rows.map((row) => row[column]));
  return Ratings.from({ users, items, values }, { min: 0.5, max: 5 });
}
