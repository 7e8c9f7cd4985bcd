import { bayesianAverage } from './bayesian-average.js';

describe('bayesianAverage', () => {
  it('pulls the mean towards the prior as if by further ratings', () => {
    // (2 · 5 + 8 · 3) / 10
    expect(bayesianAverage(5, 2, 3, 8)).toBeCloseTo(3.4, 12);
  });

  it('lets many ratings outweigh one perfect one', () => {
    expect(bayesianAverage(4.5, 1000, 3.5, 10)).toBeGreaterThan(bayesianAverage(5, 1, 3.5, 10));
  });

  it('is the prior without ratings and the mean without a prior', () => {
    expect(bayesianAverage(NaN, 0, 3.5, 10)).toBe(3.5);
    expect(bayesianAverage(NaN, 0, 3.5, 0)).toBe(3.5);
    expect(bayesianAverage(4, 3, 3.5, 0)).toBe(4);
  });
});
