import { ksTest } from './ks-test.js';
import { uniforms } from './testing/samples.js';
import { exactKsPValue } from './special/two-sample-ks.js';

/** The share of all orders of m + n untied values whose D reaches `distance`, by trying every one. */
function shareOfOrders(distance: number, m: number, n: number): number {
  let reaching = 0;
  let total = 0;
  const visit = (x: number, y: number, reached: boolean) => {
    const reachedHere = reached || Math.abs(x * n - y * m) >= Math.round(distance * m * n);
    if (x === m && y === n) {
      total++;
      if (reachedHere) reaching++;
      return;
    }
    if (x < m) visit(x + 1, y, reachedHere);
    if (y < n) visit(x, y + 1, reachedHere);
  };
  visit(0, 0, false);
  return reaching / total;
}

describe('exactKsPValue', () => {
  it.each([
    [5, 5, 5],
    [4, 7, 28],
    [6, 9, 18],
    [8, 2, 8],
    [1, 6, 6],
  ])('counts orders right for samples of %p and %p', (m, n, lcm) => {
    // Every distance that can occur: the multiples of 1/lcm(m, n).
    for (let gap = 1; gap <= lcm; gap++) {
      const distance = gap / lcm;
      expect(exactKsPValue(distance, m, n)).toBeCloseTo(shareOfOrders(distance, m, n), 12);
    }
  });
});

describe('ksTest', () => {
  it('finds the widest gap between the distribution functions', () => {
    expect(ksTest([1, 2, 3, 4], [3, 4, 5, 6]).statistic).toBe(0.5);
  });

  it('is symmetric', () => {
    const a = uniforms(1, 300);
    const b = uniforms(2, 400).map((u) => u + 0.05);
    expect(ksTest(a, b).pValue).toBeCloseTo(ksTest(b, a).pValue ?? NaN, 12);
  });

  it('has p = 1 for equal samples', () => {
    expect(ksTest([2, 2, 2], [2, 2, 2])).toMatchObject({ statistic: 0, pValue: 1, verdict: 'no-drift' });
  });

  it('says that an empty side is too few data', () => {
    const result = ksTest([], [1]);
    expect(result).toMatchObject({
      statistic: null,
      pValue: null,
      score: null,
      verdict: 'insufficient-data',
    });
  });

  it('ignores values that are not finite', () => {
    expect(ksTest([1, NaN, 2, Infinity], [1, 2])).toEqual(ksTest([1, 2], [1, 2]));
  });

  it('calls p = threshold drift', () => {
    const pValue = ksTest([1, 2, 3], [4, 5, 6]).pValue ?? NaN;
    expect(pValue).toBeCloseTo(0.1, 12);
    expect(ksTest([1, 2, 3], [4, 5, 6], { threshold: pValue }).verdict).toBe('drift');
  });

  it('meets its exact p-value where it starts to approximate', () => {
    const a = uniforms(3, 10_000);
    const b = uniforms(4, 5000).map((u) => u * 1.02);
    const exact = ksTest(a, b).pValue ?? NaN;
    const approximate = ksTest(Float64Array.of(...a, 0.5), b).pValue ?? NaN;
    expect(approximate / exact).toBeGreaterThan(0.9);
    expect(approximate / exact).toBeLessThan(1.1);
  });
});
