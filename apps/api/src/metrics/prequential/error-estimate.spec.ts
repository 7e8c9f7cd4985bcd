import { seededRandom } from '@marquee/recommender';
import { comparePaired, estimateError, type ErrorSums } from './error-estimate.js';

/** The sums of errors that are given person by person. */
function sumsOf(people: readonly (readonly number[])[]): ErrorSums {
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  const squared = people.map((errors) => sum(errors.map((error) => error ** 2)));
  const all = people.flat();
  return {
    count: all.length,
    users: people.length,
    errorSum: sum(all),
    absoluteSum: sum(all.map(Math.abs)),
    squaredSum: sum(squared),
    userSquaredSum: sum(squared.map((value) => value ** 2)),
    userProductSum: sum(squared.map((value, i) => value * people[i].length)),
    userCountSum: sum(people.map(({ length }) => length ** 2)),
    lists: 4,
    hits: 1,
  };
}

describe('estimateError', () => {
  it('computes the errors of three ratings worked by hand', () => {
    const estimate = estimateError(sumsOf([[1, -1], [2]]));
    expect(estimate.rmse).toBeCloseTo(Math.sqrt(2), 12);
    expect(estimate.mae).toBeCloseTo(4 / 3, 12);
    expect(estimate.bias).toBeCloseTo(2 / 3, 12);
    expect(estimate.hitRate).toBe(0.25);
    // Σ (s_u − n_u·mse)² = (2 − 4)² + (4 − 2)² = 8; v = 2/1 · 8 / 9; 2 ± 1.96·√(16/9)
    expect(estimate.rmseUpper).toBeCloseTo(Math.sqrt(2 + (1.959964 * 4) / 3), 9);
    expect(estimate.rmseLower).toBe(0);
  });

  it('claims nothing of no ratings, and no interval of one person', () => {
    const none = { ...sumsOf([]), lists: 0, hits: 0 };
    expect(estimateError(none)).toMatchObject({ rmse: null, mae: null, bias: null, hitRate: null });
    expect(estimateError(sumsOf([[1, 1]]))).toMatchObject({ rmse: 1, rmseLower: null });
  });

  it('holds the truth in about 95 of 100 cases, though the ratings of one person resemble each other', () => {
    const random = seededRandom(11);
    let held = 0;
    const rounds = 600;
    for (let round = 0; round < rounds; round += 1) {
      const people = Array.from({ length: 80 }, () => {
        const own = 0.6 * random.normal();
        return Array.from(
          { length: 1 + Math.floor(random.uniform() * 12) },
          () => own + 0.8 * random.normal(),
        );
      });
      const { rmseLower, rmseUpper } = estimateError(sumsOf(people));
      if (rmseLower! <= 1 && rmseUpper! >= 1) held += 1;
    }
    expect(held / rounds).toBeGreaterThan(0.9);
    expect(held / rounds).toBeLessThan(0.98);
  });
});

describe('comparePaired', () => {
  it('is above nought where the other model is better, and silent about one person', () => {
    const sums = {
      count: 4,
      users: 2,
      ownSquaredSum: 8,
      otherSquaredSum: 4,
      userSquaredSum: 8,
      userProductSum: 8,
      userCountSum: 8,
    };
    expect(comparePaired(sums)).toMatchObject({ difference: 1, lower: 1, upper: 1, otherRmse: 1 });
    expect(comparePaired({ ...sums, users: 1 })).toBeNull();
  });
});
