import { zTest } from './z-test.js';

const halves = ['no', 'yes'];

describe('zTest', () => {
  it('compares the shares of the larger value', () => {
    const result = zTest([...halves, ...halves], ['yes', 'yes', 'yes', 'no']);
    expect(result.statistic).toBeCloseTo((0.5 - 0.75) / Math.sqrt(0.625 * 0.375 * 0.5), 12);
  });

  it('has p = 1 when both sides are one and the same constant', () => {
    expect(zTest([1, 1], [1])).toMatchObject({ statistic: 0, pValue: 1, verdict: 'no-drift' });
  });

  it('has p = 1 when the shares are equal', () => {
    expect(zTest(halves, [...halves, ...halves]).pValue).toBe(1);
  });

  it('says that an empty side is too few data', () => {
    expect(zTest([], halves).verdict).toBe('insufficient-data');
  });
});
