import { seededRandom } from '../random.js';
import { solveNonNegative, type NonNegativeProblem } from './non-negative-regression.js';

function randomProblem(seed: number, rowCount: number, columnCount: number): NonNegativeProblem {
  const random = seededRandom(seed);
  return {
    rows: new Float64Array(rowCount * columnCount).map(() => random.uniform()),
    targets: new Float64Array(rowCount).map(() => random.normal()),
    penalties: new Float64Array(columnCount).fill(0.1),
    signedFrom: columnCount - 1,
  };
}

/** Half the gradient of the squared errors and penalties. */
function gradient({ rows, targets, penalties }: NonNegativeProblem, weights: Float64Array): Float64Array {
  const size = penalties.length;
  const slope = weights.map((weight, column) => penalties[column] * weight);
  targets.forEach((target, row) => {
    const x = rows.subarray(row * size, (row + 1) * size);
    const error = x.reduce((sum, one, column) => sum - one * weights[column], target);
    x.forEach((one, column) => (slope[column] -= error * one));
  });
  return slope;
}

describe('solveNonNegative', () => {
  it('solves an example worked by hand: the second column would be negative, so it is 0', () => {
    const problem = {
      rows: Float64Array.of(1, 0, 1, 1),
      targets: Float64Array.of(3, 1),
      penalties: Float64Array.of(1, 1),
      signedFrom: 2,
    };
    // Without the second column: w = (3 + 1) / (1 + 1 + 1).
    const { weights, contributions } = solveNonNegative(problem);
    expect(weights[0]).toBeCloseTo(4 / 3, 12);
    expect(weights[1]).toBe(0);
    const added = contributions(Float64Array.of(3, 5));
    expect(added[0]).toBeCloseTo(3, 12);
    expect(added[1]).toBeCloseTo(1, 12);
  });

  it.each([1, 2, 3, 4, 5])('meets the conditions of Karush, Kuhn and Tucker, example %d', (seed) => {
    const problem = randomProblem(seed, 3 + 8 * seed, 12);
    const { weights } = solveNonNegative(problem);
    gradient(problem, weights).forEach((slope, column) => {
      if (column >= problem.signedFrom) expect(Math.abs(slope)).toBeLessThan(1e-9);
      else {
        expect(weights[column]).toBeGreaterThanOrEqual(0);
        expect(slope).toBeGreaterThan(-1e-7);
        expect(Math.abs(weights[column] * slope)).toBeLessThan(1e-9);
      }
    });
    expect(weights.some((weight) => weight === 0)).toBe(true);
  });

  it('tells what each row adds to a prediction, all together the prediction', () => {
    const problem = randomProblem(9, 30, 6);
    const { weights, contributions } = solveNonNegative(problem);
    const features = Float64Array.of(1, 2, 3, 4, 5, 6);
    const sum = contributions(features).reduce((total, one) => total + one, 0);
    expect(sum).toBeCloseTo(
      weights.reduce((total, weight, column) => total + weight * features[column], 0),
      10,
    );
  });
});
