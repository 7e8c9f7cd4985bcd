import { chiSquareTest } from './chi-square.js';

const times = (value: string, count: number): string[] => new Array<string>(count).fill(value);

describe('chiSquareTest', () => {
  it('follows an example worked by hand', () => {
    const reference = [...times('a', 50), ...times('b', 50)];
    const current = [...times('a', 60), ...times('b', 40)];
    const result = chiSquareTest(reference, current);
    expect(result.statistic).toBeCloseTo(4, 12); // (60−50)²/50 + (40−50)²/50
    expect(result.pValue).toBeCloseTo(0.04550026389635841, 12);
    expect(result.verdict).toBe('drift');
  });

  it('has p = 0 when a category is new', () => {
    expect(chiSquareTest(['a', 'a'], ['a', 'b'])).toMatchObject({
      statistic: Infinity,
      pValue: 0,
      verdict: 'drift',
    });
  });

  it('sees nothing to test in a single category', () => {
    expect(chiSquareTest(['a', 'a'], ['a'])).toMatchObject({ statistic: 0, pValue: 1, verdict: 'no-drift' });
  });

  it('says that an empty side is too few data', () => {
    expect(chiSquareTest(['a'], [null]).verdict).toBe('insufficient-data');
  });
});
