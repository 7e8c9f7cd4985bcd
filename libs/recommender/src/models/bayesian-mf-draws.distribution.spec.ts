import { seededRandom } from '../random.js';
import { drawGamma, drawGaussianOf, drawWishart, invertedDiagonal } from './bayesian-mf-draws.js';

describe('drawGamma', () => {
  it.each([0.3, 1, 2.5, 4000])('has mean and variance %d for this shape', (shape) => {
    const random = seededRandom(1);
    const draws = Float64Array.from({ length: 40_000 }, () => drawGamma(shape, random));
    const mean = average(draws);
    const variance = average(draws.map((one) => (one - mean) ** 2));
    // Five standard errors of the mean; the variance of a gamma variable is known to some 3 % at worst here.
    expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / draws.length));
    expect(Math.abs(variance / shape - 1)).toBeLessThan(0.1);
    expect(draws.every((one) => one >= 0)).toBe(true);
  });
});

describe('drawWishart', () => {
  // S = [[2, 1], [1, 3]], S⁻¹ = V = [[3, −1], [−1, 2]] / 5.
  const inverseScale = Float64Array.of(2, 1, 1, 3);
  const scale = [3 / 5, -1 / 5, -1 / 5, 2 / 5];

  it('has mean ν V and variances ν (V_ij² + V_ii V_jj)', () => {
    const [random, degrees, count] = [seededRandom(2), 7, 40_000];
    const draws = Array.from({ length: count }, () => drawWishart(inverseScale, degrees, random));
    for (const [cell, i, j] of [
      [0, 0, 0],
      [1, 0, 1],
      [3, 1, 1],
    ]) {
      const values = Float64Array.from(draws, (one) => one[cell]);
      const mean = average(values);
      const expected = degrees * (scale[cell] ** 2 + scale[3 * i] * scale[3 * j]);
      expect(Math.abs(mean - degrees * scale[cell])).toBeLessThan(5 * Math.sqrt(expected / count));
      expect(Math.abs(average(values.map((one) => (one - mean) ** 2)) / expected - 1)).toBeLessThan(0.06);
    }
    expect(draws.every((one) => one[1] === one[2])).toBe(true);
  });
});

describe('drawGaussianOf', () => {
  it('finds the mean and the precision of many rows', () => {
    const random = seededRandom(3);
    const [rowLength, count] = [4, 20_000];
    const rows = new Float32Array(count * rowLength).fill(99);
    for (let row = 0; row < count; row++) {
      const x = random.normal();
      rows[row * rowLength] = 1 + 2 * x;
      rows[row * rowLength + 1] = -3 + x + random.normal();
    }
    // Covariance [[4, 2], [2, 2]], so that the precision is [[0.5, −0.5], [−0.5, 1]].
    const { mean, precision } = drawGaussianOf(rows, rowLength, 2, random);
    expect(Math.abs(mean[0] - 1)).toBeLessThan(0.08);
    expect(Math.abs(mean[1] + 3)).toBeLessThan(0.08);
    [0.5, -0.5, -0.5, 1].forEach((one, cell) => expect(Math.abs(precision[cell] - one)).toBeLessThan(0.05));
  });

  it('draws the mean of one row, of which little is known, around a third of the way from 0 with a wide spread', () => {
    const random = seededRandom(4);
    const row = Float32Array.of(3);
    const means = Float64Array.from({ length: 20_000 }, () => drawGaussianOf(row, 1, 1, random).mean[0]);
    expect(average(means)).toBeGreaterThan(0.9);
    expect(average(means)).toBeLessThan(1.1);
  });
});

describe('invertedDiagonal', () => {
  it('is that of the inverse', () => {
    const [a, b] = invertedDiagonal(Float64Array.of(2, 1, 1, 3));
    expect(a).toBeCloseTo(3 / 5, 12);
    expect(b).toBeCloseTo(2 / 5, 12);
  });
});

function average(values: Float64Array): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
