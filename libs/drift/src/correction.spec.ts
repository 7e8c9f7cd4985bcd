import { benjaminiHochberg } from './correction.js';

describe('benjaminiHochberg', () => {
  it('agrees with R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "BH")', () => {
    const adjusted = benjaminiHochberg([0.01, 0.04, 0.03, 0.005]);
    [0.02, 0.04, 0.04, 0.02].forEach((expected, i) => expect(adjusted[i]).toBeCloseTo(expected, 12));
  });

  it('never exceeds 1 and keeps the order of the p-values', () => {
    expect(benjaminiHochberg([0.9, 1, 0.95])).toEqual([1, 1, 1]);
  });

  it('leaves a single p-value alone and takes none', () => {
    expect(benjaminiHochberg([0.03])).toEqual([0.03]);
    expect(benjaminiHochberg([])).toEqual([]);
  });
});
