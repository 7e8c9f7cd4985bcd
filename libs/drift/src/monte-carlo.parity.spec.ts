import { mmdTest } from './mmd.js';
import { seededRandom } from './random.js';
import { continuous, coinTosses, labels, ratings, repeated, skewed } from './testing/samples.js';
import { totalVariationTest } from './total-variation.js';

type Case = [reference: ArrayLike<number>, current: ArrayLike<number>, statistic: number, pValue: number];

/** Evidently 0.7.23's distance, and its p-value over 1000 permutations. */
const totalVariations: Case[] = [
  [labels(111, 300, 5), labels(112, 260, 5), 0.09025641025641025, 0.18],
  [labels(113, 300, 5), labels(114, 260, 5, 1.2), 0.08076923076923076, 0.302],
  [coinTosses(115, 200, 0.4), coinTosses(116, 150, 0.47), 0.05999999999999997, 0.291],
  [[0, 0, 1, 1, 2], [0, 1, 2, 2, 2, 2], 0.4666666666666667, 0.417],
  [labels(117, 400, 40), labels(118, 500, 40), 0.168, 0.481],
];

/** Evidently 0.7.23's MMD², and the mean of its p-value over 20 runs of 100 permutations. */
const discrepancies: Case[] = [
  [continuous(121, 100), continuous(122, 80), -0.0018873407531926345, 0.421],
  [continuous(123, 101), continuous(124, 90, 1, 0.1), 0.007161464921249916, 0.178],
  [ratings(125, 150), ratings(126, 120, 0.05), 0.002446172947211389, 0.2505],
  [[1, 2, 3, 4], [2, 3, 9], -0.2719995248397264, 0.9895],
  [skewed(127, 300), skewed(128, 200, 1.8), -0.0011500689815324705, 0.4915],
];

/** Four standard errors of the difference of two estimates from so many permutations. */
function margin(pValue: number, permutations: number, theirPermutations: number): number {
  const variance = Math.max(pValue * (1 - pValue), 0.01);
  return 4 * Math.sqrt(variance / permutations + variance / theirPermutations);
}

describe('the total variation test', () => {
  it.each(totalVariations)('agrees with Evidently (case %#)', (reference, current, statistic, pValue) => {
    const result = totalVariationTest(reference, current);
    expect(Math.abs((result.statistic ?? NaN) - statistic)).toBeLessThanOrEqual(1e-9 * statistic);
    expect(Math.abs((result.pValue ?? NaN) - pValue)).toBeLessThan(margin(pValue, 1000, 1000));
  });
});

describe('the MMD test', () => {
  it.each(discrepancies)('agrees with Evidently (case %#)', (reference, current, statistic, pValue) => {
    const result = mmdTest(reference, current);
    expect(Math.abs((result.statistic ?? NaN) - statistic)).toBeLessThanOrEqual(1e-9 * Math.abs(statistic));
    expect(Math.abs((result.pValue ?? NaN) - pValue)).toBeLessThan(margin(pValue, 100, 2000));
  });

  it('finds nothing between samples that hold one value but for one', () => {
    expect(mmdTest(repeated(2, 5), [2, 2, 3])).toMatchObject({ pValue: 1, verdict: 'no-drift' });
  });

  it('counts every split that is as far apart as the one seen, where rounding loses some of them for Evidently', () => {
    // Four of the six splits mirror the one seen, the other two are farther apart.
    const { statistic, pValue } = mmdTest([0, 1], [0, 5]);
    expect(statistic).toBeCloseTo(-0.31606033567492214, 14);
    expect(pValue).toBe(1);
  });

  it('bounds its cost by taking a thousand values of a larger side', () => {
    const result = mmdTest(continuous(131, 5000), continuous(132, 4000, 1, 0.3));
    expect(result.verdict).toBe('drift');
    // MMD² of U(0, 1) and U(0.3, 1.3) with a kernel of the median width, as from all values
    expect(result.statistic).toBeGreaterThan(0.05);
  });
});

describe.each([
  ['total variation', totalVariationTest],
  ['MMD', mmdTest],
])('permutations of %s', (_name, test) => {
  const reference = labels(133, 80, 6);
  const current = labels(134, 90, 6);

  it('are the same where no stream is given', () => {
    expect(test(reference, current)).toEqual(test(reference, current));
  });

  it('come from the stream that is given', () => {
    const pValues = [1, 2, 3, 4].map(
      (seed) => test(reference, current, { random: seededRandom(seed) }).pValue,
    );
    expect(new Set(pValues).size).toBeGreaterThan(1);
    expect(test(reference, current, { random: seededRandom(1) }).pValue).toBe(pValues[0]);
  });
});
