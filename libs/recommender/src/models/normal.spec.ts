import { Ratings } from '../data/ratings.js';
import { trainNormal } from './normal.js';

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

describe('trainNormal', () => {
  it('has the mean and the deviation (÷ n) of the ratings, and draws with them', () => {
    const model = trainNormal(of([1, 1, 2], [1, 2, 4], [2, 1, 2], [2, 2, 4]), {}, { seed: 5 });
    expect([model.mean, model.standardDeviation]).toEqual([3, 1]);
    expect(model.predict(1, 1)).toBe(model.predict(1, 1));
    expect(model.predict(1, 1)).not.toBe(model.predict(1, 2));
  });
});
