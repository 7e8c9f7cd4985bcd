import { RidgeSystem } from './ridge-regression.js';

describe('RidgeSystem', () => {
  it('solves a case worked by hand', () => {
    // XᵀX + I = [[3, 1], [1, 3]], Xᵀy = [5, 3] → w = [12/8, 4/8]
    const rows = Float64Array.of(1, 0, 0, 1, 1, 1);
    const weights = new RidgeSystem(rows, Float64Array.of(1, 1)).weights(Float64Array.of(2, 0, 3));
    expect([...weights].map((weight) => weight.toFixed(12))).toEqual(['1.500000000000', '0.500000000000']);
  });

  it.each([
    [1, 1],
    [3, 7],
    [9, 4],
    [17, 8],
    [40, 11],
  ])('leaves no gradient with %i rows of %i columns', (rowCount, size) => {
    const rows = Float64Array.from({ length: rowCount * size }, (_, n) => Math.sin(n * n + 1));
    const targets = Float64Array.from({ length: rowCount }, (_, n) => Math.cos(n * 3));
    const penalties = Float64Array.from({ length: size }, (_, n) => 0.5 + n);
    const weights = new RidgeSystem(rows, penalties).weights(targets);
    for (let column = 0; column < size; column++) {
      let gradient = penalties[column] * weights[column];
      for (let row = 0; row < rowCount; row++) {
        let residual = -targets[row];
        for (let j = 0; j < size; j++) residual += rows[row * size + j] * weights[j];
        gradient += residual * rows[row * size + column];
      }
      expect(Math.abs(gradient)).toBeLessThan(1e-10);
    }
  });

  it('splits a prediction into what each row adds', () => {
    const rows = Float64Array.from({ length: 6 * 3 }, (_, n) => Math.sin(n * n + 1));
    const targets = Float64Array.of(1, -2, 0.5, 3, -1, 2);
    const system = new RidgeSystem(rows, Float64Array.of(1, 2, 3));
    const features = Float64Array.of(0.3, -0.7, 1.1);
    const prediction = system.weights(targets).reduce((sum, weight, n) => sum + weight * features[n], 0);
    const parts = system.contributions(features, targets);
    expect(parts).toHaveLength(6);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(prediction, 12);
    // Without its target a row adds nothing: what it added is missing.
    const without = system.weights(targets.map((target, row) => (row === 3 ? 0 : target)));
    expect(without.reduce((sum, weight, n) => sum + weight * features[n], 0)).toBeCloseTo(
      prediction - parts[3],
      12,
    );
  });
});
