import { datasetDrift, cautiousRules } from './dataset-drift.js';
import { homogeneityTest } from './homogeneity.js';
import { labels, ratings, repeated } from './testing/samples.js';

describe('homogeneityTest', () => {
  it('equals the chi-square of a table worked by hand', () => {
    const side = (ones: number, zeros: number) => [...repeated(1, ones), ...repeated(0, zeros)];
    const { statistic, pValue, verdict } = homogeneityTest(side(60, 40), side(45, 55));
    expect(statistic).toBeCloseTo(4.511278, 6); // 200·(60·55 − 40·45)²/(100·100·105·95)
    expect(pValue).toBeCloseTo(0.033672, 5); // 2·(1 − Φ(√χ²))
    expect(verdict).toBe('drift');
  });

  it('is not sure of a change because of one value that the reference never had', () => {
    const { pValue } = homogeneityTest(['a', 'a', 'b', 'b'], ['a', 'b', 'c']);
    expect(pValue).toBeGreaterThan(0.05);
  });

  it('raises as many false alarms as it promises, where both sides are samples', () => {
    const rounds = 1000;
    let alarms = 0;
    for (let round = 0; round < rounds; round++) {
      const seed = Math.imul(round + 1, 2_654_435_761) >>> 0;
      const { verdict } = homogeneityTest(labels(seed, 300, 6), labels((seed ^ 0x5bd1e995) >>> 0, 200, 6));
      if (verdict === 'drift') alarms++;
    }
    expect(Math.abs(alarms / rounds - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / rounds));
  });

  it('has too few data where a side is empty, and nothing to say of a single category', () => {
    expect(homogeneityTest([], ['a']).verdict).toBe('insufficient-data');
    expect(homogeneityTest(['a'], ['a', 'a']).pValue).toBe(1);
  });
});

describe('cautiousRules', () => {
  const compare = (shift: number, rows: number) =>
    datasetDrift(
      [{ column: 'rating', reference: ratings(5, 50_000), current: ratings(6, rows, shift) }],
      cautiousRules,
    ).columns[0];

  it('call a change that is sure but tiny no drift', () => {
    const tiny = compare(0.01, 50_000);
    expect(tiny.adjustedPValue).toBeLessThan(0.05);
    expect(tiny.verdict).toBe('no-drift');
  });

  it('call a change drift that is sure and of some size, in few rows too', () => {
    expect(compare(0.2, 200)).toMatchObject({ test: 'ks', verdict: 'drift' });
  });

  it('raise hardly any false alarm on small windows', () => {
    let alarms = 0;
    for (let round = 0; round < 200; round++) {
      const seed = Math.imul(round + 1, 2_654_435_761) >>> 0;
      const columns = [0, 1, 2].map((i) => ({
        column: `c${i}`,
        reference: Array.from(labels(seed + i, 2000, 20), String),
        current: Array.from(labels((seed ^ 0x5bd1e995) + i, 60, 20), String),
        type: 'categorical' as const,
      }));
      if (datasetDrift(columns, cautiousRules).driftedColumns > 0) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(14);
  });
});
