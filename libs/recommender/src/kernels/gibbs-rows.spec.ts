import { seededRandom } from '../random.js';
import { gibbsRows, RowConditional, type GibbsResults, type GibbsSide } from './gibbs-rows.js';

/** One factor; two other rows with factors 1 and 2, biases 0.5 and −0.5, and weight 1. */
const side: GibbsSide = {
  factorCount: 1,
  rowLength: 8,
  offsets: Int32Array.of(0, 2, 2),
  others: Int32Array.of(0, 1),
  values: Float32Array.of(1.5, 0.5),
  otherRows: Float32Array.of(1, 0.5, 1, 0, 0, 0, 0, 0, 2, -0.5, 1, 0, 0, 0, 0, 0),
  // Λ = [[2, 1], [1, 3]] and Λμ = (1, 4).
  prior: Float32Array.of(2, 1, 1, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, ...new Array<number>(16).fill(0)),
  noisePrecision: 2,
};

describe('RowConditional', () => {
  const conditional = new RowConditional(1);

  // A = Λ + 2 ((1,1)(1,1)ᵀ + (2,1)(2,1)ᵀ) = [[12, 7], [7, 7]]; both ratings less the bias are 1, so that
  // b = Λμ + 2 ((1,1) + (2,1)) = (7, 8); det A = 35.
  it('has the mean and the variances of a case worked by hand', () => {
    conditional.observe(side, [0, 1], [1.5, 0.5]);
    conditional.condition(side.prior, 8, 2);
    expect([...conditional.mean()]).toEqual([expect.closeTo(-7 / 35, 12), expect.closeTo(47 / 35, 12)]);
    expect([...conditional.variances()]).toEqual([expect.closeTo(7 / 35, 12), expect.closeTo(12 / 35, 12)]);
  });

  it('falls back to what is known beforehand where there are no ratings', () => {
    conditional.observe(side, [], []);
    conditional.condition(side.prior, 8, 2);
    expect([...conditional.mean()]).toEqual([expect.closeTo(-1 / 5, 12), expect.closeTo(7 / 5, 12)]);
    expect([...conditional.variances()]).toEqual([expect.closeTo(3 / 5, 12), expect.closeTo(2 / 5, 12)]);
  });

  it('counts a rating by the product of both weights', () => {
    const heavier = side.otherRows.slice();
    heavier[2] = heavier[10] = Math.SQRT2;
    conditional.observe({ ...side, otherRows: heavier }, [0, 1], [1.5, 0.5]);
    conditional.condition(side.prior, 8, 1);
    expect([...conditional.mean()]).toEqual([expect.closeTo(-7 / 35, 6), expect.closeTo(47 / 35, 6)]);
  });

  // A⁻¹ = [[7, −7], [−7, 12]] / 35
  it('expects the weight that follows from the errors, those at the mean and those around it', () => {
    conditional.observe(side, [0, 1], [1.5, 0.5]);
    conditional.condition(side.prior, 8, 2);
    const errors = [1 + 7 / 35 - 47 / 35, 1 + 14 / 35 - 47 / 35];
    const around = [(7 - 14 + 12) / 35, (28 - 28 + 12) / 35];
    const squares = errors[0] ** 2 + errors[1] ** 2 + around[0] + around[1];
    expect(conditional.expectedWeight(2, 5)).toBeCloseTo((5 + 1) / (5 + squares), 10);
    conditional.observe(side, [], []);
    expect(conditional.expectedWeight(2, 5)).toBeCloseTo(1, 12);
  });
});

describe('gibbsRows', () => {
  it('draws with the mean and the covariance of the case worked by hand', () => {
    const draws = 40_000;
    const random = seededRandom(11);
    const results = resultsOf(new Float32Array(16));
    results.rows[2] = 1;
    const noise = new Float32Array(2);
    const [a, b, aa, ab, bb] = [0, 1, 2, 3, 4];
    const sums = new Float64Array(5);
    for (let n = 0; n < draws; n++) {
      noise.set([random.normal(), random.normal()]);
      gibbsRows(side, results, noise, 0, 1);
      const [x, y] = results.rows;
      [x, y, x * x, x * y, y * y].forEach((value, at) => (sums[at] += value / draws));
    }
    // Standard errors are below 0.004.
    expect(sums[a]).toBeCloseTo(-7 / 35, 1.5);
    expect(sums[b]).toBeCloseTo(47 / 35, 1.5);
    expect(Math.abs(sums[aa] - sums[a] ** 2 - 7 / 35)).toBeLessThan(0.012);
    expect(Math.abs(sums[ab] - sums[a] * sums[b] + 7 / 35)).toBeLessThan(0.012);
    expect(Math.abs(sums[bb] - sums[b] ** 2 - 12 / 35)).toBeLessThan(0.012);
  });

  it('sums the squared errors of what it drew, and writes no row but those asked for', () => {
    const results = resultsOf(new Float32Array(16).fill(1));
    const squares = gibbsRows(side, results, new Float32Array(2), 0, 1);
    // x = −0.2, b = 47/35: errors 1 − (x + b) and 1 − (2x + b)
    expect(squares).toBeCloseTo((1 + 0.2 - 47 / 35) ** 2 + (1 + 0.4 - 47 / 35) ** 2, 5);
    expect(results.errors[0]).toBeCloseTo(squares, 6);
    expect([...results.rows.subarray(2)]).toEqual(new Array(14).fill(1));
  });
});

function resultsOf(rows: Float32Array): GibbsResults {
  return { rows, means: null, variances: null, errors: new Float64Array(1) };
}
