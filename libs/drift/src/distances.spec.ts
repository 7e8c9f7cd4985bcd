import { driftTests } from './drift-tests.js';
import type { DriftTestName } from './result.js';
import { categoricalSample, numericSample } from './sample.js';
import { continuous } from './testing/samples.js';

const distances = Object.values(driftTests).filter((test) => test.score === 'distance');
const score = (test: DriftTestName, reference: number[], current: number[]) =>
  driftTests[test].run(numericSample(reference), numericSample(current)).score;

describe.each(distances)('$name', (test) => {
  const sample = numericSample(continuous(1, 400));

  it('is 0 between a sample and itself', () => {
    expect(test.run(sample, sample)).toMatchObject({ pValue: null, verdict: 'no-drift' });
    expect(test.run(sample, sample).score).toBeCloseTo(0, 7);
  });

  it('grows with the shift', () => {
    const scores = [0.05, 0.2, 0.5].map(
      (shift) => test.run(sample, numericSample(continuous(2, 400, 1, shift))).score ?? NaN,
    );
    expect(scores[0]).toBeLessThan(scores[1]);
    expect(scores[1]).toBeLessThan(scores[2]);
  });

  it('says that an empty side is too few data', () => {
    const empty = numericSample([NaN]);
    expect(test.run(sample, empty).verdict).toBe('insufficient-data');
    expect(test.run(empty, sample).verdict).toBe('insufficient-data');
  });

  it('is finite between constants', () => {
    expect(Number.isFinite(test.run(numericSample([2, 2]), numericSample([5])).score)).toBe(true);
  });
});

describe('distances worked by hand', () => {
  it('measures Wasserstein in standard deviations of the reference', () => {
    expect(score('wasserstein', [0, 2], [1, 3])).toBeCloseTo(1, 12); // moved by 1, σ = 1
  });

  it('takes the spread of a constant reference as 0.001', () => {
    expect(score('wasserstein', [1, 1], [2, 2])).toBeCloseTo(1000, 9);
  });

  it('has energy distance √2 between points one apart', () => {
    expect(score('energy-distance', [0], [1])).toBeCloseTo(Math.SQRT2, 12);
  });

  it('has Jensen–Shannon distance √ln 2 between samples that share nothing', () => {
    expect(score('jensen-shannon', [1], [2])).toBeCloseTo(Math.sqrt(Math.LN2), 12);
  });

  it('has Hellinger distance 1 between categories that share nothing', () => {
    const result = driftTests.hellinger.run(categoricalSample(['a']), categoricalSample(['b']));
    expect(result.score).toBe(1);
  });

  it('sums PSI over bins', () => {
    const expected = 0.25 * Math.log(0.75 / 0.5) + -0.25 * Math.log(0.25 / 0.5);
    expect(score('psi', [1, 1, 1, 2], [1, 1, 2, 2])).toBeCloseTo(expected, 12);
  });

  it('takes Kullback–Leibler from the reference to the current shares', () => {
    const expected = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);
    expect(score('kl-divergence', [1, 1, 1, 2], [1, 1, 2, 2])).toBeCloseTo(expected, 12);
  });

  it('is symmetric where the definition is', () => {
    const a = numericSample(continuous(3, 300));
    const b = numericSample(continuous(4, 500, 1.3));
    for (const name of ['jensen-shannon', 'hellinger', 'energy-distance'] as const) {
      expect(driftTests[name].run(a, b).score).toBeCloseTo(driftTests[name].run(b, a).score ?? NaN, 12);
    }
  });

  it('refuses categories where numbers are needed', () => {
    const letters = categoricalSample(['a', 'b']);
    expect(() => driftTests.wasserstein.run(letters, letters)).toThrow(
      'wasserstein compares numerical columns',
    );
  });
});
