import { chiSquareTest } from './chi-square.js';
import { driftTests } from './drift-tests.js';
import { eppsSingletonTest } from './epps-singleton.js';
import { fisherExactTest } from './fisher-exact.js';
import { gTest } from './g-test.js';
import { ksTest } from './ks-test.js';
import { mmdTest } from './mmd.js';
import type { DriftTestResult } from './result.js';
import { wassersteinTest } from './wasserstein.js';
import { coinTosses, labels, ratings, uniforms } from './testing/samples.js';
import { tTest } from './t-test.js';
import { totalVariationTest } from './total-variation.js';
import { zTest } from './z-test.js';
import { datasetDrift } from './dataset-drift.js';
import { categoricalSample, numericSample } from './sample.js';

const ROUNDS = 1000;

/** Share of rounds with the verdict drift; seeds are spread so that no two samples overlap in practice. */
function alarmShare(compare: (seedA: number, seedB: number) => DriftTestResult, rounds = ROUNDS): number {
  let alarms = 0;
  for (let round = 0; round < rounds; round++) {
    const seed = Math.imul(round + 1, 2_654_435_761) >>> 0;
    if (compare(seed, (seed ^ 0x5bd1e995) >>> 0).verdict === 'drift') alarms++;
  }
  return alarms / rounds;
}

/** Four standard errors around α = 0.05. */
const margin = 4 * Math.sqrt((0.05 * 0.95) / ROUNDS);

describe('false alarms where nothing changed', () => {
  it('are as many as the K-S test promises', () => {
    const share = alarmShare((a, b) => ksTest(uniforms(a, 200), uniforms(b, 220)));
    expect(Math.abs(share - 0.05)).toBeLessThan(margin);
  });

  it('are as many as the Z test promises', () => {
    const share = alarmShare((a, b) => zTest(coinTosses(a, 300, 0.4), coinTosses(b, 250, 0.4)));
    expect(Math.abs(share - 0.05)).toBeLessThan(margin);
  });

  it('are as many as chi-square promises when the reference shares are the true ones', () => {
    const reference = [0, 1, 2, 3, 4];
    const share = alarmShare((_a, b) => chiSquareTest(reference, labels(b, 200, 5)));
    expect(Math.abs(share - 0.05)).toBeLessThan(margin);
  });

  it.each([
    ['anderson-darling', 0.1],
    ['cramer-von-mises', 0.1],
    ['mann-whitney', 0.05],
    ['t', 0.05],
    ['epps-singleton', 0.05],
  ] as const)('are as many as %s promises', (name, alpha) => {
    const share = alarmShare((a, b) =>
      driftTests[name].run(numericSample(uniforms(a, 100)), numericSample(uniforms(b, 120))),
    );
    expect(Math.abs(share - alpha)).toBeLessThan(4 * Math.sqrt((alpha * (1 - alpha)) / ROUNDS));
  });

  it.each(['anderson-darling', 'cramer-von-mises', 'mann-whitney'] as const)(
    'are about as many as %s promises among tied ratings',
    (name) => {
      const { defaultThreshold: alpha, run } = driftTests[name];
      const share = alarmShare((a, b) => run(numericSample(ratings(a, 100)), numericSample(ratings(b, 120))));
      expect(share).toBeGreaterThan(alpha / 2);
      expect(share).toBeLessThan(2 * alpha);
    },
  );

  it('are as many as the permutation tests promise', () => {
    const rounds = 200;
    const atMost = 0.1 + 4 * Math.sqrt((0.1 * 0.9) / rounds);
    const varied = alarmShare((a, b) => totalVariationTest(labels(a, 60, 4), labels(b, 70, 4)), rounds);
    const discrepant = alarmShare((a, b) => mmdTest(uniforms(a, 40), uniforms(b, 50)), rounds);
    for (const share of [varied, discrepant]) {
      expect(share).toBeGreaterThan(0.02);
      expect(share).toBeLessThan(atMost);
    }
  });

  it('are fewer than Fisher allows, since few tables are possible', () => {
    const share = alarmShare((a, b) => fisherExactTest(coinTosses(a, 60, 0.4), coinTosses(b, 60, 0.4)));
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.1 + 4 * Math.sqrt((0.1 * 0.9) / ROUNDS));
  });

  it('are as many as G promises when the reference shares are the true ones', () => {
    const reference = [0, 1, 2, 3, 4];
    const share = alarmShare((_a, b) => gTest(reference, labels(b, 400, 5)));
    expect(Math.abs(share - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / ROUNDS));
  });

  it('are almost none with the Wasserstein distance of large samples', () => {
    expect(alarmShare((a, b) => wassersteinTest(uniforms(a, 2000), uniforms(b, 2000)), 200)).toBeLessThan(
      0.03,
    );
  });

  it('are at most α among data sets whose columns are corrected', () => {
    const rounds = 200;
    let alarms = 0;
    for (let round = 0; round < rounds; round++) {
      const columns = Array.from({ length: 10 }, (_, i) => {
        const seed = Math.imul(10 * round + i + 1, 2_654_435_761) >>> 0;
        return {
          column: `c${i}`,
          reference: numericSample(uniforms(seed, 100)),
          current: numericSample(uniforms((seed ^ 0x5bd1e995) >>> 0, 110)),
        };
      });
      if (datasetDrift(columns, { correction: 'benjamini-hochberg' }).driftedColumns > 0) alarms++;
    }
    expect(alarms / rounds).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / rounds));
  });
});

describe('power where something changed', () => {
  it('finds a shift of a fifth of the range with K-S almost always', () => {
    const moved = (seed: number) => uniforms(seed, 200).map((u) => u + 0.2);
    expect(alarmShare((a, b) => ksTest(uniforms(a, 200), moved(b)), 200)).toBeGreaterThan(0.98);
  });

  it('finds a proportion that rose from 40 % to 55 % with Z most of the time', () => {
    const share = alarmShare((a, b) => zTest(coinTosses(a, 300, 0.4), coinTosses(b, 300, 0.55)), 200);
    expect(share).toBeGreaterThan(0.9);
  });

  it('finds crowding of labels with chi-square most of the time', () => {
    const share = alarmShare((a, b) => chiSquareTest(labels(a, 500, 5), labels(b, 300, 5, 1.5)), 200);
    expect(share).toBeGreaterThan(0.9);
  });

  it.each(['anderson-darling', 'cramer-von-mises', 'mann-whitney', 't', 'epps-singleton', 'mmd'] as const)(
    'finds a shift of a fifth of the range with %s almost always',
    (name) => {
      const moved = (seed: number) => numericSample(uniforms(seed, 150).map((u) => u + 0.2));
      const share = alarmShare((a, b) => driftTests[name].run(numericSample(uniforms(a, 150)), moved(b)), 50);
      expect(share).toBeGreaterThan(0.95);
    },
  );

  it.each(['g', 'total-variation'] as const)('finds crowding of labels with %s most of the time', (name) => {
    const share = alarmShare(
      (a, b) =>
        driftTests[name].run(categoricalSample(labels(a, 500, 5)), categoricalSample(labels(b, 300, 5, 1.5))),
      50,
    );
    expect(share).toBeGreaterThan(0.9);
  });

  it('finds a wider spread of equal centre with Epps–Singleton, which t does not', () => {
    const wider = (seed: number) => uniforms(seed, 200).map((u) => 2 * u - 0.5);
    expect(alarmShare((a, b) => eppsSingletonTest(uniforms(a, 200), wider(b)), 50)).toBeGreaterThan(0.95);
    expect(alarmShare((a, b) => tTest(uniforms(a, 200), wider(b)), 50)).toBeLessThan(0.3);
  });
});
