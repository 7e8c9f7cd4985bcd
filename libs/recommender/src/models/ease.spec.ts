import { Ratings } from '../data/ratings.js';
import { FitCancelledError, IllConditionedError, ModelStateError, ModelTooLargeError } from '../errors.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { trainEase } from './ease.js';
import { loadEase } from './ease-model.js';

const scale = { min: 1, max: 5 };

/** Item n has the id 10 + n. */
function ratingsOf(rows: readonly (readonly [user: number, items: readonly number[]])[], value = 5): Ratings {
  const pairs = rows.flatMap(([user, items]) => items.map((item) => [user, 10 + item] as const));
  return Ratings.from(
    { users: pairs.map(([u]) => u), items: pairs.map(([, i]) => i), values: pairs.map(() => value) },
    scale,
  );
}

/** B of a dense X, as the paper has it, by Gauss and Jordan in double precision. */
function weightsOf(x: readonly (readonly number[])[], regularisation: number): number[][] {
  const n = x[0].length;
  const rows = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (__, j) =>
      x.reduce((sum, row) => sum + row[i] * row[j], i === j ? regularisation : 0),
    ),
    ...Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)),
  ]);
  for (let k = 0; k < n; k++) {
    const pivot = rows[k][k];
    rows[k] = rows[k].map((value) => value / pivot);
    for (let i = 0; i < n; i++) {
      const factor = rows[i][k];
      if (i !== k) rows[i] = rows[i].map((value, j) => value - factor * rows[k][j]);
    }
  }
  const p = rows.map((row) => row.slice(n));
  return p.map((row, i) => row.map((value, j) => (i === j ? 0 : -value / p[j][j])));
}

describe('EASE', () => {
  it('has the weights of an example worked by hand', () => {
    // G = [[2 + λ, 1], [1, 1 + λ]] with λ = 1: P = [[2, −1], [−1, 3]] / 5, so B_01 = 1/3 and B_10 = 1/2.
    const model = trainEase(
      ratingsOf([
        [1, [0, 1]],
        [2, [0]],
      ]),
      { regularisation: 1 },
      { seed: 1 },
    );
    expect(model.foldIn([{ itemId: 10, rating: 5 }]).predict(11)).toBeCloseTo(1 / 3, 6);
    expect(model.foldIn([{ itemId: 11, rating: 5 }]).predict(10)).toBeCloseTo(1 / 2, 6);
    expect(model.foldIn([{ itemId: 10, rating: 5 }]).predict(10)).toBe(0);
  });

  it('has the weights of the closed form, over several blocks', () => {
    const ratings = syntheticRatings(300, 300, 0.1);
    const model = trainEase(ratings, { regularisation: 20, neighboursPerItem: 0 }, { seed: 1 });
    const x = Array.from({ length: ratings.users.size }, () => new Array<number>(ratings.items.size).fill(0));
    for (let row = 0; row < ratings.length; row++) {
      if (ratings.values[row] >= 4) x[ratings.userIndices[row]][ratings.itemIndices[row]] = 1;
    }
    const expected = weightsOf(x, 20);
    for (const i of [0, 77, 150, 299]) {
      if (x.every((row) => row[i] === 0)) continue;
      const scores = model.foldIn([{ itemId: ratings.items.idAt(i), rating: 5 }]).predictAll();
      for (const [j, score] of scores.entries()) {
        if (x.some((row) => row[j] === 1)) expect(Math.abs(score - expected[i][j])).toBeLessThan(1e-6);
      }
    }
    expect(model.residual).toBeLessThan(1e-5);
  });

  it('is the same model, bit for bit, whatever the number of threads', () => {
    const ratings = syntheticRatings(200, 300, 0.2);
    const one = trainEase(ratings, { threads: 1 }, { seed: 1 }).state();
    const three = trainEase(ratings, { threads: 3 }, { seed: 2 }).state();
    expect(three).toEqual(one);
  });

  it('sees a trained user as somebody with the same likes', () => {
    const ratings = syntheticRatings();
    const model = trainEase(ratings, {}, { seed: 1 });
    const { offsets, others, values } = ratings.byUser;
    const history = [];
    for (let at = offsets[3]; at < offsets[4]; at++) {
      history.push({ itemId: ratings.items.idAt(others[at]), rating: values[at] });
    }
    const trained = model.forUser(ratings.users.idAt(3));
    expect(trained.predictAll()).toEqual(model.foldIn(history).predictAll());
    expect(trained.explain(ratings.items.idAt(0))).toEqual(
      model.foldIn(history).explain(ratings.items.idAt(0)),
    );
  });

  it('hears only likes: a rating below positiveFrom adds nothing', () => {
    const model = trainEase(syntheticRatings(), { positiveFrom: 3.5 }, { seed: 1 });
    const [a, b] = model.items.ids;
    const liked = [{ itemId: a, rating: 3.5 }];
    expect(model.foldIn([...liked, { itemId: b, rating: 3 }]).predictAll()).toEqual(
      model.foldIn(liked).predictAll(),
    );
  });

  it('explains a score by the weight of each like', () => {
    const model = trainEase(syntheticRatings(), { neighboursPerItem: 0 }, { seed: 1 });
    const [a, b, c] = model.items.ids;
    const both = [
      { itemId: a, rating: 5 },
      { itemId: b, rating: 4 },
    ];
    const { terms, history } = model.foldIn(both).explain(c);
    expect(terms).toEqual([]);
    expect(history.map(({ itemId, rating }) => ({ itemId, rating }))).toEqual(both);
    for (const { itemId, contribution } of history) {
      expect(contribution).toBe(model.foldIn([{ itemId, rating: 5 }]).predict(c));
    }
  });

  it('keeps the most liked items and gives the others their share of users, as it does to whoever likes nothing', () => {
    const ratings = ratingsOf([
      [1, [0, 1, 2]],
      [2, [0, 1]],
      [3, [0]],
      [4, [3]],
    ]);
    const model = trainEase(ratings, { maxItems: 2, regularisation: 3 }, { seed: 1 });
    const known = model.foldIn([{ itemId: 10, rating: 5 }]);
    expect(known.predict(12)).toBe(1 / 4);
    expect(known.explain(12).terms).toEqual([{ name: 'popularity', contribution: 1 / 4 }]);
    expect(known.predict(11)).toBeCloseTo(2 / 6, 6);
    expect([10, 11, 12, 13].map((itemId) => model.foldIn([]).predict(itemId))).toEqual([
      3 / 4,
      2 / 4,
      1 / 4,
      1 / 4,
    ]);
    expect(model.foldIn([{ itemId: 13, rating: 5 }]).predict(10)).toBe(3 / 4);
    expect(model.forUser(4).predict(10)).toBe(3 / 4);
  });

  it('keeps the weights farthest from 0', () => {
    const ratings = syntheticRatings(100, 200, 0.2);
    const all = trainEase(ratings, { neighboursPerItem: 0 }, { seed: 1 }).state().tensors;
    const few = trainEase(ratings, { neighboursPerItem: 10 }, { seed: 1 }).state().tensors;
    const width = all.neighbours.shape[1];
    for (let item = 0; item < few.neighbours.shape[0]; item += 13) {
      const weights = [...all.weights.data.subarray(item * width, (item + 1) * width)].map(Math.abs);
      const kept = [...few.weights.data.subarray(item * 10, (item + 1) * 10)].map(Math.abs);
      const byMagnitude = (a: number, b: number): number => b - a;
      expect(kept.sort(byMagnitude)).toEqual(weights.sort(byMagnitude).slice(0, 10));
    }
  });

  it('is popularity of nothing where nobody likes anything', () => {
    const model = trainEase(
      ratingsOf(
        [
          [1, [0, 1]],
          [2, [0]],
        ],
        3,
      ),
      {},
      { seed: 1 },
    );
    expect([...model.forUser(1).predictAll()]).toEqual([0, 0]);
    expect(model.similar(10, 5)).toEqual([]);
  });

  it('says beforehand that it would be too large', () => {
    expect(() => trainEase(syntheticRatings(), {}, { seed: 1, maxBytes: 100_000 })).toThrow(
      ModelTooLargeError,
    );
  });

  it('refuses what single precision cannot invert', () => {
    const everybodyLikesAll = Array.from(
      { length: 3000 },
      (_, user) => [user, [...Array(200).keys()]] as const,
    );
    expect(() => trainEase(ratingsOf(everybodyLikesAll), { regularisation: 1e-3 }, { seed: 1 })).toThrow(
      IllConditionedError,
    );
  });

  it('stops within 100 ms, in the inversion too', () => {
    const ratings = syntheticRatings(200, 2500, 0.2);
    let asked = 0;
    let longest = 0;
    let last = performance.now();
    let stage = 0;
    const shouldStop = (): boolean => {
      const now = performance.now();
      if (asked++ > 0) longest = Math.max(longest, now - last);
      last = now;
      return stage >= 4;
    };
    const onEpoch = ({ epoch }: { epoch: number }): void => void (stage = epoch);
    expect(() => trainEase(ratings, { threads: 2 }, { seed: 1, shouldStop, onEpoch })).toThrow(
      FitCancelledError,
    );
    expect(stage).toBe(4);
    expect(asked).toBeGreaterThan(20);
    // On a machine with other things to do, too.
    expect(longest).toBeLessThan(1000);
  });

  it('refuses a state whose lists do not ascend or whose users do not end where the likes do', () => {
    const { tensors, metadata } = trainEase(syntheticRatings(), {}, { seed: 1 }).state();
    for (const name of ['neighbours', 'userOffsets', 'keptItems'] as const) {
      const { shape, data } = tensors[name];
      const changed = data.slice();
      if (name === 'userOffsets') changed[1] = changed[2] + 1;
      else changed[1] = changed[0];
      expect(() => loadEase({ metadata, tensors: { ...tensors, [name]: { shape, data: changed } } })).toThrow(
        ModelStateError,
      );
    }
  });
});
