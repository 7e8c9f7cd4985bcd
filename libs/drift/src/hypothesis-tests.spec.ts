import { columnDrift } from './column-drift.js';
import { cramerVonMisesTest } from './cramer-von-mises.js';
import { driftTests } from './drift-tests.js';
import { eppsSingletonTest } from './epps-singleton.js';
import { fisherExactTest } from './fisher-exact.js';
import { gTest } from './g-test.js';
import { mannWhitneyTest } from './mann-whitney.js';
import { andersonDarlingTest } from './anderson-darling.js';
import { type Category, type Sample, categoricalSample, numericSample } from './sample.js';
import { tTest } from './t-test.js';
import { continuous, repeated } from './testing/samples.js';
import { totalVariationTest } from './total-variation.js';

const hypothesisTests = Object.values(driftTests).filter((test) => test.score === 'p-value');

describe.each(hypothesisTests)('$name', (test) => {
  const sampleOf = (values: ArrayLike<number>): Sample =>
    test.columnTypes.includes('numerical') ? numericSample(values) : categoricalSample(values);
  const mixed = sampleOf([...repeated(1, 30), ...repeated(2, 30)]);

  it('says that an empty side is too few data', () => {
    const tooFew = { score: null, pValue: null, statistic: null, verdict: 'insufficient-data' };
    expect(test.run(mixed, sampleOf([NaN]))).toMatchObject(tooFew);
    expect(test.run(sampleOf([]), mixed)).toMatchObject(tooFew);
    expect(test.run(sampleOf([]), sampleOf([]))).toMatchObject(tooFew);
  });

  it('never finds drift between a sample and itself', () => {
    expect(test.run(mixed, mixed).verdict).toBe('no-drift');
  });

  it('has p = 1, or too few data, where one value is all there is', () => {
    const { pValue, verdict } = test.run(sampleOf(repeated(0.1, 30)), sampleOf(repeated(0.1, 50)));
    expect([pValue, verdict]).toEqual(verdict === 'insufficient-data' ? [null, verdict] : [1, 'no-drift']);
  });

  it('finds that a constant became a larger one', () => {
    const constant = test.run(sampleOf(repeated(1, 30)), sampleOf(repeated(2, 40)));
    expect(constant.verdict).toBe('drift');
  });

  it('has a p-value between 0 and 1 for one value against one, or too few data', () => {
    const { pValue } = test.run(sampleOf([1]), sampleOf([2]));
    if (pValue !== null) expect(pValue >= 0 && pValue <= 1).toBe(true);
  });

  it('takes the threshold that is given', () => {
    const result = test.run(mixed, sampleOf(repeated(2, 40)), { threshold: 0 });
    expect(result).toMatchObject({ threshold: 0 });
    expect(result.verdict).toBe(result.score === 0 && test.driftWhen === '<=' ? 'drift' : 'no-drift');
  });

  it('runs by its name on a column', () => {
    const type = test.columnTypes[0];
    const drift = columnDrift(repeated(1, 30), repeated(2, 30), { type, test: test.name });
    expect(drift).toMatchObject({ test: test.name, threshold: test.defaultThreshold });
  });
});

describe('hypothesis tests worked by hand', () => {
  it('ranks two values against two in six orders (Mann–Whitney)', () => {
    expect(mannWhitneyTest([1, 2], [3, 4])).toMatchObject({ statistic: 0, pValue: 1 / 6 });
    expect(mannWhitneyTest([3, 4], [1, 2])).toMatchObject({ statistic: 4, pValue: 1 });
    expect(mannWhitneyTest([1, 3], [2, 4]).pValue).toBeCloseTo(2 / 6, 14);
  });

  it('is blind to a fall with Mann–Whitney, as Evidently is', () => {
    expect(mannWhitneyTest(continuous(1, 200), continuous(2, 200, 1, -0.5)).verdict).toBe('no-drift');
    expect(mannWhitneyTest(continuous(1, 200), continuous(2, 200, 1, 0.5)).verdict).toBe('drift');
  });

  it('keeps Mann–Whitney exact for eight values against very many', () => {
    const many = Float64Array.from({ length: 20_000 }, (_, i) => i);
    // One value above all others: 1 of 20 001 places.
    expect(mannWhitneyTest(many, [1e9]).pValue).toBeCloseTo(1 / 20_001, 16);
    expect(mannWhitneyTest(many, [0.5, 6e3 + 0.5, 1.9e4 + 0.5]).pValue).toBeGreaterThan(0);
  });

  it('counts the orders of two values against two with Cramér–von Mises', () => {
    expect(cramerVonMisesTest([1, 2], [3, 4]).pValue).toBeCloseTo(2 / 6, 14);
    expect(cramerVonMisesTest([1, 4], [2, 3]).pValue).toBeCloseTo(1, 14);
  });

  it('has all digits of the exact Cramér–von Mises p-value, counted over all orders of eight and eight', () => {
    const reference = [1, 3, 5, 7, 9, 11, 13, 15];
    const result = cramerVonMisesTest(reference, [2, 3.5, 6, 8.5, 12, 16, 17, 18]);
    expect(result.pValue).toBeCloseTo(0.6456876456876457, 14); // Evidently: 0.64584
  });

  it('compares means by their standard error with t', () => {
    const { statistic, pValue } = tTest([1, 2, 3], [3, 4, 5]); // s² = 1, standard error √(2/3), 4 degrees
    expect(statistic).toBeCloseTo(-2 / Math.sqrt(2 / 3), 14);
    expect(pValue).toBeCloseTo(0.07048399691021993, 13);
    expect(tTest([0.1, 0.1, 0.1], [0.2, 0.2]).pValue).toBe(0);
    expect(tTest([1], [1, 2, 3]).verdict).toBe('insufficient-data');
  });

  it('caps the p-value of Anderson–Darling at both ends of its table', () => {
    expect(andersonDarlingTest(continuous(1, 100), continuous(1, 100)).pValue).toBe(0.25);
    expect(andersonDarlingTest(continuous(1, 100), continuous(2, 100, 1, 5)).pValue).toBe(0.001);
    expect(andersonDarlingTest([1], [2, 3]).verdict).toBe('insufficient-data');
  });

  it('cannot tell with Epps–Singleton where the middle half of the values is one value', () => {
    const crowded = [...repeated(3, 20), 1, 2, 4, 5];
    expect(eppsSingletonTest(crowded, crowded).verdict).toBe('insufficient-data');
    expect(eppsSingletonTest([1, 2, 3, 4], continuous(1, 50)).verdict).toBe('insufficient-data');
  });

  it('answers the lady tasting tea with 34/70 (Fisher 1935)', () => {
    const { statistic, pValue } = fisherExactTest(
      ['milk', 'milk', 'milk', 'tea'],
      ['milk', 'tea', 'tea', 'tea'],
    );
    expect(pValue).toBeCloseTo(34 / 70, 14);
    expect(statistic).toBe(9);
  });

  it('takes sides of unequal size with Fisher, and refuses three values', () => {
    // scipy: fisher_exact([[7, 5], [3, 17]])
    const side = (ones: number, zeros: number): Category[] => [...repeated(1, ones), ...repeated(0, zeros)];
    expect(fisherExactTest(side(3, 17), side(7, 5)).pValue).toBeCloseTo(0.01838646433607018, 14);
    expect(() => fisherExactTest(['a', 'b'], ['c'])).toThrow('columns of two values');
  });

  it('sums G over categories, expected counts scaled to the current window', () => {
    const { statistic } = gTest(['a', 'b'], ['a', 'a', 'a', 'b']); // expected 2 and 2
    expect(statistic).toBeCloseTo(2 * (3 * Math.log(1.5) + Math.log(0.5)), 14);
    expect(gTest(['a'], ['a', 'b'])).toMatchObject({ statistic: Infinity, pValue: 0 });
    expect(gTest(['a', 'b'], ['a', 'a']).statistic).toBeCloseTo(2 * 2 * Math.log(2), 14);
  });

  it('has total variation distance 1 between categories that share nothing', () => {
    const { statistic, pValue } = totalVariationTest(['a', 'a', 'a'], ['b', 'b', 'b']);
    expect(statistic).toBe(1);
    expect(Math.abs((pValue ?? NaN) - 2 / 20)).toBeLessThan(0.04); // 2 of the 20 ways to split them
  });
});
