import { domainClassifier, type FeatureRows } from './domain-classifier.js';
import { seededRandom } from './random.js';

/** Rows of two features in [0, 1), several an owner; `move` changes a row. */
function windowOf(
  seed: number,
  owners: number,
  move: (row: [number, number], random: () => number) => [number, number] = (row) => row,
): FeatureRows {
  const random = seededRandom(seed);
  const rows: [number, number][] = [];
  const whose: number[] = [];
  for (let owner = 0; owner < owners; owner++) {
    const own = random();
    for (let i = 0; i < 5; i++) {
      rows.push(move([0.5 * own + 0.5 * random(), random()], random));
      whose.push(seed * 1000 + owner);
    }
  }
  return { rows, owners: whose };
}

describe('domainClassifier', () => {
  it('raises few false alarms, though rows of one owner resemble each other', () => {
    let [alarms, held] = [0, 0];
    for (let round = 0; round < 60; round++) {
      const { verdict, lower, upper } = domainClassifier(
        windowOf(2 * round + 1, 40),
        windowOf(2 * round + 2, 40),
      );
      if (verdict === 'drift') alarms++;
      if (lower! <= 0.5 && upper! >= 0.5) held++;
    }
    expect(alarms).toBeLessThanOrEqual(4);
    expect(held).toBeGreaterThanOrEqual(50);
  });

  it('finds a moved feature, and says which', () => {
    const moved = windowOf(7, 60, ([a, b]) => [a, b + 0.4]);
    const { verdict, auc, lower, importance } = domainClassifier(windowOf(3, 60), moved);
    expect(verdict).toBe('drift');
    expect(auc).toBeGreaterThan(0.75);
    expect(lower).toBeLessThan(auc!);
    expect(importance[1]).toBeGreaterThan(0.7);
    expect(importance[0] + importance[1]).toBeCloseTo(1, 12);
  });

  it('finds a wider spread around the same centre', () => {
    const wider = windowOf(9, 80, ([a, b]) => [a, 3 * (b - 0.5) + 0.5]);
    expect(domainClassifier(windowOf(5, 80), wider).verdict).toBe('drift');
  });

  it('copes with windows that share nothing, with constants and with missing values', () => {
    const apart = windowOf(2, 30, ([a]) => [a + 9, NaN]);
    const result = domainClassifier(
      windowOf(1, 30, ([a]) => [a, 4]),
      apart,
    );
    expect(result.auc).toBeCloseTo(1, 6);
    expect(result.verdict).toBe('drift');
  });

  it('says so where there are too few people to tell', () => {
    const few = domainClassifier(windowOf(1, 40), windowOf(2, 12));
    expect(few).toMatchObject({ verdict: 'insufficient-data', auc: null, importance: [0, 0] });
    expect(domainClassifier({ rows: [], owners: [] }, windowOf(2, 40)).verdict).toBe('insufficient-data');
  });

  it('gives the same answer to the same rows', () => {
    expect(domainClassifier(windowOf(1, 30), windowOf(2, 30))).toEqual(
      domainClassifier(windowOf(1, 30), windowOf(2, 30)),
    );
  });
});
