import { sgdPass, type FactorParameters } from './sgd-pass.js';

describe('sgdPass', () => {
  const parameters = (): FactorParameters => ({
    factorCount: 5,
    globalMean: 3,
    userBiases: Float32Array.of(0.5),
    itemBiases: Float32Array.of(-0.25),
    userFactors: Float32Array.of(1, 0, 0, 0, 2),
    itemFactors: Float32Array.of(0.5, 1, 0, 0, 0.25),
  });
  const byUser = { offsets: Int32Array.of(0, 1), others: Int32Array.of(0), values: Float32Array.of(5) };

  it('takes one step from the old values of both sides', () => {
    // r̂ = 3 + 0.5 − 0.25 + (0.5 + 0.5) = 4.25, e = 0.75; γ = 0.1, λ = 0.2
    const fitted = parameters();
    expect(sgdPass(byUser, 0, 1, fitted, 0.1, 0.2)).toBeCloseTo(0.75 ** 2, 12);
    expect(fitted.userBiases[0]).toBeCloseTo(0.5 + 0.1 * (0.75 - 0.2 * 0.5), 6);
    expect(fitted.itemBiases[0]).toBeCloseTo(-0.25 + 0.1 * (0.75 + 0.2 * 0.25), 6);
    const p = [1, 0, 0, 0, 2];
    const q = [0.5, 1, 0, 0, 0.25];
    for (let factor = 0; factor < 5; factor++) {
      expect(fitted.userFactors[factor]).toBeCloseTo(
        p[factor] + 0.1 * (0.75 * q[factor] - 0.2 * p[factor]),
        6,
      );
      expect(fitted.itemFactors[factor]).toBeCloseTo(
        q[factor] + 0.1 * (0.75 * p[factor] - 0.2 * q[factor]),
        6,
      );
    }
  });

  it('changes nothing outside the users it was given', () => {
    const fitted = parameters();
    expect(sgdPass(byUser, 1, 1, fitted, 0.1, 0.2)).toBe(0);
    expect(fitted).toEqual(parameters());
  });
});
