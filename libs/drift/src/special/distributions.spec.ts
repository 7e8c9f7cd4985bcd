import { seededRandom } from '../random.js';
import { scaledBesselK } from './bessel.js';
import { studentTwoSided } from './beta.js';
import { drawHypergeometric, logFactorial } from './hypergeometric.js';
import { exactMannWhitneySurvival } from './mann-whitney-exact.js';
import { normalSurvival } from './normal.js';
import { symmetricEigen } from './symmetric-eigen.js';

function expectClose(actual: number, expected: number, tolerance = 1e-12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

/** As scipy 1.10.1 gives them: kve, 2·t.sf, norm.sf. */
describe('special functions', () => {
  it.each([
    [0.001, 11.768238628404424],
    [0.02, 5.058437167432884],
    [1, 1.1708721016781265],
    [30, 0.2281203453502268],
    [2000, 0.028023642771194818],
  ])('eˣ·K_¼(x) at %p is %p', (x, expected) => {
    expectClose(scaledBesselK(0.25, x), expected);
  });

  it.each([
    [0.1, 1, 0.9365489651388929],
    [2, 1, 0.2951672353008664],
    [50, 3, 1.761715204127195e-5],
    [1.96, 30, 0.05934231289605053],
    [0.01, 1000, 0.9920232819321873],
    [3.2, 99998, 0.0013747046775012069],
    [10, 1999998, 1.5259146674034942e-23],
    [37, 200, 2.093551354928857e-91],
    [1e-4, 5, 0.9999240786621874],
    [-4.5, 17, 0.00031575080010500157],
    [0, 9, 1],
    [Infinity, 9, 0],
  ])('P(|T| ≥ |%p|) with %p degrees of freedom is %p', (t, degrees, expected) => {
    expectClose(studentTwoSided(t, degrees), expected, 1e-10);
  });

  it.each([
    [-Infinity, 1],
    [-3, 0.9986501019683699],
    [0, 0.5],
    [1.5, 0.06680720126885807],
    [8, 6.22096057427174e-16],
    [30, 4.906713927147908e-198],
  ])('P(Z ≥ %p) is %p', (z, expected) => {
    expectClose(normalSurvival(z), expected);
  });

  it('takes logarithms of factorials by table and by formula', () => {
    expectClose(logFactorial(5), Math.log(120), 1e-14);
    expectClose(logFactorial(257), 1172.8063546477754, 1e-14);
    expectClose(logFactorial(1_000_000), 12815518.384658169, 1e-14);
  });
});

describe('exactMannWhitneySurvival', () => {
  it.each([
    [1, 6],
    [3, 3],
    [4, 7],
    [8, 5],
  ])('counts orders as the recurrence over the largest value does (%p and %p values)', (m, n) => {
    for (let u = 0; u <= m * n; u++)
      expectClose(exactMannWhitneySurvival(u, m, n), survivalByRecurrence(u, m, n));
  });

  /** f(m, n, u) = f(m−1, n, u−n) + f(m, n−1, u) orders have U = u (Mann & Whitney 1947). */
  function orders(m: number, n: number, u: number): number {
    if (u < 0 || u > m * n) return 0;
    if (u === 0) return 1;
    return orders(m - 1, n, u - n) + orders(m, n - 1, u);
  }

  function survivalByRecurrence(u: number, m: number, n: number): number {
    const counts = Array.from({ length: m * n + 1 }, (_, k) => orders(m, n, k));
    const sum = (values: number[]) => values.reduce((total, count) => total + count, 0);
    return sum(counts.slice(u)) / sum(counts);
  }
});

describe('drawHypergeometric', () => {
  it.each([
    [20, 7, 9],
    [1000, 300, 40],
    [2_000_000, 400_000, 1_000_000],
  ])(
    'has the mean and variance of the distribution (%p balls, %p marked, %p drawn)',
    (total, marked, draws) => {
      const random = seededRandom(7);
      const count = 4000;
      const drawn = Array.from({ length: count }, () => drawHypergeometric(random, total, marked, draws));
      const mean = (draws * marked) / total;
      const variance = (mean * (1 - marked / total) * (total - draws)) / (total - 1);
      const average = drawn.reduce((sum, value) => sum + value, 0) / count;
      const spread = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / count));
      expect(Math.abs(spread / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    },
  );

  it('knows what is certain', () => {
    const random = seededRandom(1);
    expect(drawHypergeometric(random, 10, 0, 4)).toBe(0);
    expect(drawHypergeometric(random, 10, 10, 4)).toBe(4);
    expect(drawHypergeometric(random, 10, 3, 10)).toBe(3);
  });
});

describe('symmetricEigen', () => {
  it('takes a matrix apart into eigenvectors', () => {
    const matrix = [
      [4, 1, 0.5, 0],
      [1, 3, 0.2, -1],
      [0.5, 0.2, 1, 0.1],
      [0, -1, 0.1, 2],
    ];
    const { values, vectors } = symmetricEigen(matrix);
    matrix.forEach((row, i) =>
      row.forEach((value, j) => {
        const rebuilt = values.reduce((sum, lambda, k) => sum + lambda * vectors[k][i] * vectors[k][j], 0);
        expect(rebuilt).toBeCloseTo(value, 13);
      }),
    );
  });
});

describe('seededRandom', () => {
  it('is uniform in [0, 1) and depends on its seed alone', () => {
    const random = seededRandom(3);
    const numbers = Array.from({ length: 20_000 }, random);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const average = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    expect(Math.abs(average - 0.5)).toBeLessThan(4 / Math.sqrt(12 * numbers.length));
    expect(seededRandom(3)()).toBe(numbers[0]);
    expect(seededRandom(4)()).not.toBe(numbers[0]);
  });
});
