import { Ratings } from '../data/ratings.js';
import { trainBaseline } from './baseline.js';

const scale = { min: 1, max: 5 };
const of = (...rows: [user: number, item: number, rating: number][]): Ratings =>
  Ratings.from(
    {
      users: rows.map(([user]) => user),
      items: rows.map(([, item]) => item),
      values: rows.map(([, , r]) => r),
    },
    scale,
  );

describe('trainBaseline', () => {
  it('follows its formulas: two ratings of one item, one epoch of least squares', () => {
    // μ = 3; b_i = (2 − 2) / (10 + 2) = 0; b_1 = 2 / (15 + 1), b_2 = −2 / (15 + 1)
    const model = trainBaseline(of([1, 1, 5], [2, 1, 1]), { epochs: 1 }, { seed: 0 });
    expect(model.predict(1, 1)).toBeCloseTo(3 + 2 / 16, 12);
    expect(model.predict(2, 99)).toBeCloseTo(3 - 2 / 16, 12);
    expect(model.predict(99, 99)).toBe(3);
  });

  it('folds a user in by the same formula', () => {
    const model = trainBaseline(of([1, 1, 5], [2, 1, 1]), { epochs: 1 }, { seed: 0 });
    expect(model.foldIn([{ itemId: 1, rating: 5 }]).predict(1)).toBeCloseTo(3 + 2 / 16, 12);
  });
});
