import { bootstrapMean } from './bootstrap.js';
import { compareModels, holm } from './compare-models.js';
import { normalCdf, normalQuantile } from './normal-distribution.js';
import { wilcoxonSignedRank } from './wilcoxon.js';

/** Uniform values of a 32-bit linear congruential generator, so that scipy 1.17.1 could be given the same. */
function uniforms(seed: number, length: number): Float64Array {
  let state = seed;
  return Float64Array.from(
    { length },
    () => (state = (1_664_525 * state + 1_013_904_223) % 2 ** 32) / 2 ** 32,
  );
}

describe('normalCdf and normalQuantile', () => {
  it.each([
    [-8.5, 9.47953482220325e-18],
    [-4.3, 8.539905470991794e-6],
    [-1.96, 0.024997895148220435],
    [0, 0.5],
    [1, 0.8413447460685429],
    [4.25, 0.9999893114742251],
  ])('Φ(%d) agrees with scipy', (z, share) => {
    expect(Math.abs(normalCdf(z) / share - 1)).toBeLessThan(1e-12);
  });

  it.each([
    [1e-12, -7.034483825301131],
    [0.001, -3.090232306167813],
    [0.4, -0.2533471031357997],
    [0.5, 0],
    [0.975, 1.959963984540054],
  ])('Φ⁻¹(%d) agrees with scipy', (share, z) => {
    expect(normalQuantile(share)).toBeCloseTo(z, 10);
  });

  it('has no end at 0 and 1', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });
});

describe('wilcoxonSignedRank, as scipy 1.17.1', () => {
  it('counts out a small sample', () => {
    // Hollander & Wolfe 1973: depression before and after a therapy; exact p 0.0391
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const result = wilcoxonSignedRank(before.map((one, at) => one - after[at]));
    expect(result).toMatchObject({ statistic: 5, pValue: 0.0390625, method: 'exact', usedPairs: 9 });
  });

  it('counts out forty values without ties', () => {
    const result = wilcoxonSignedRank(uniforms(1, 40).map((one) => one - 0.4));
    expect(result).toMatchObject({ statistic: 274, method: 'exact' });
    expect(result.pValue).toBeCloseTo(0.06822422074037604, 12);
  });

  it('counts out few values with ties', () => {
    const result = wilcoxonSignedRank(uniforms(2, 12).map((one) => Math.floor(one * 7) - 2));
    expect(result).toMatchObject({ statistic: 27.5, pValue: 0.42431640625, method: 'exact', usedPairs: 12 });
  });

  it('takes the normal approximation for many, corrected for ties, without the zeros', () => {
    const result = wilcoxonSignedRank(uniforms(3, 200).map((one) => Math.floor(one * 9) - 3));
    expect(result).toMatchObject({ statistic: 3534, method: 'normal' });
    expect(result.pValue / 1.1639652863928816e-9).toBeCloseTo(1, 10);
    const large = wilcoxonSignedRank(uniforms(4, 1000).map((one) => one - 0.48));
    expect(large.statistic).toBe(221_786);
    expect(large.pValue).toBeCloseTo(0.0018348504861902795, 12);
  });

  it('finds no difference where there is none', () => {
    expect(wilcoxonSignedRank([0, 0, 0])).toMatchObject({
      statistic: 0,
      pValue: 1,
      method: 'exact',
      usedPairs: 0,
    });
    expect(wilcoxonSignedRank([]).pValue).toBe(1);
    expect(wilcoxonSignedRank([1, -1, 2, -2]).pValue).toBe(1);
  });
});

describe('bootstrapMean', () => {
  // scipy.stats.bootstrap of the mean, 200,000 resamples; cubes of uniforms are skewed, so that BCa differs
  const skewed = uniforms(5, 60).map((one) => one ** 3);
  it.each([
    ['percentile', 0.95, 0.14027765189743122, 0.2754141189632395],
    ['percentile', 0.8, 0.1612197122124812, 0.2500733195303609],
    ['bca', 0.95, 0.14532197093151716, 0.28273969895611506],
    ['bca', 0.8, 0.16463372639073626, 0.2544475777065342],
  ] as const)('agrees with scipy: %s, %d', (method, confidence, low, high) => {
    const interval = bootstrapMean(skewed, { seed: 1, resamples: 20_000, confidence, method });
    expect(interval.mean).toBeCloseTo(0.20507815482504332, 12);
    expect(Math.abs(interval.low - low)).toBeLessThan(0.0015);
    expect(Math.abs(interval.high - high)).toBeLessThan(0.002);
  });

  it('is the same for the same seed', () => {
    expect(bootstrapMean(skewed, { seed: 7 })).toEqual(bootstrapMean(skewed, { seed: 7 }));
    expect(bootstrapMean(skewed, { seed: 7 })).not.toEqual(bootstrapMean(skewed, { seed: 8 }));
  });

  it('has no width where values do not differ', () => {
    const interval = { mean: 0.5, low: 0.5, high: 0.5 };
    expect(bootstrapMean(Float64Array.of(0.5), { seed: 1 })).toEqual(interval);
    expect(bootstrapMean(Float64Array.of(0.5, 0.5, 0.5), { seed: 1 })).toEqual(interval);
  });

  it('refuses what it cannot do', () => {
    expect(() => bootstrapMean(new Float64Array(0), { seed: 1 })).toThrow('There are 0 values');
    expect(() => bootstrapMean(skewed, { seed: 1, confidence: 1 })).toThrow('confidence is 1');
    expect(() => bootstrapMean(skewed, { seed: 1, resamples: 0 })).toThrow('resamples is 0');
  });
});

describe('compareModels', () => {
  it('tells a difference between models over the same users', () => {
    const a = uniforms(6, 300);
    const b = a.map((one, user) => one - 0.02 - 0.02 * Math.sin(user));
    const { difference, users, meanA, meanB, wilcoxon } = compareModels(a, b, { seed: 1 });
    expect(users).toBe(300);
    expect(difference.mean).toBeCloseTo(meanA - meanB, 12);
    expect(difference.low).toBeGreaterThan(0);
    expect(wilcoxon.pValue).toBeLessThan(1e-6);
  });

  it('refuses vectors that are not of the same users', () => {
    expect(() => compareModels([1, 2], [1], { seed: 1 })).toThrow('There are 2 and 1 users');
    expect(() => compareModels([], [], { seed: 1 })).toThrow(RangeError);
  });
});

describe('holm', () => {
  it('agrees with the example of Holm’s procedure by hand', () => {
    // ordered: 0.005 × 4, 0.01 × 3, 0.03 × 2, 0.04 × 1 but not below the one before
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('never goes beyond 1 and takes nothing for nothing', () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
