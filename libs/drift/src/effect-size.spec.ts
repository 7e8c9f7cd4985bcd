import { columnDrift } from './column-drift.js';
import { effectSize } from './effect-size.js';
import { categoricalSample, numericSample } from './sample.js';
import { normalQuantile } from './special/normal.js';
import { noncentralityBounds } from './special/noncentral-chi-square.js';
import { coinTosses, continuous, labels, repeated, uniforms } from './testing/samples.js';

const ofNumbers = (reference: ArrayLike<number>, current: ArrayLike<number>, confidence?: number) =>
  effectSize(numericSample(reference), numericSample(current), { confidence });
const ofCategories = (reference: ArrayLike<number | string>, current: ArrayLike<number | string>) =>
  effectSize(categoricalSample(reference), categoricalSample(current));

/** Share of rounds whose interval holds the truth. */
function coverage(
  truth: number,
  rounds: number,
  interval: (a: number, b: number) => ReturnType<typeof effectSize>,
) {
  let covered = 0;
  for (let round = 0; round < rounds; round++) {
    const seed = Math.imul(round + 1, 2_654_435_761) >>> 0;
    const { lower, upper } = interval(seed, (seed ^ 0x5bd1e995) >>> 0) ?? { lower: NaN, upper: NaN };
    if (lower <= truth && truth <= upper) covered++;
  }
  return covered / rounds;
}

describe("Cliff's delta", () => {
  it('weighs pairs that rose against pairs that fell', () => {
    // Pairs (reference, current): 6 rise, 2 tie, 1 falls.
    expect(ofNumbers([1, 2, 3], [2, 3, 4])).toMatchObject({ measure: 'cliffs-delta', confidence: 0.95 });
    expect(ofNumbers([1, 2, 3], [2, 3, 4])?.value).toBeCloseTo((6 - 1) / 9, 14);
    expect(ofNumbers([2, 3, 4], [1, 2, 3])?.value).toBeCloseTo(-5 / 9, 14);
  });

  it('has the variance of Cliff 1993 from all pairs', () => {
    const reference = [1, 4, 4, 6, 9];
    const current = [4, 5, 7, 9, 9, 12];
    const signs = reference.map((x) => current.map((y) => Math.sign(y - x)));
    const m = 5;
    const n = 6;
    const delta = signs.flat().reduce((sum, sign) => sum + sign, 0) / (m * n);
    const squares = (values: number[]) => values.reduce((sum, value) => sum + (value - delta) ** 2, 0);
    const rows = signs.map((row) => row.reduce((sum, sign) => sum + sign, 0) / n);
    const columns = current.map((_, j) => signs.reduce((sum, row) => sum + row[j], 0) / m);
    const pairs = squares(signs.flat());
    const variance = (m * m * squares(columns) + n * n * squares(rows) - pairs) / (m * n * (m - 1) * (n - 1));
    const z = normalQuantile(0.975);
    const half = z * Math.sqrt(variance) * Math.sqrt((1 - delta ** 2) ** 2 + z * z * variance);
    const estimate = ofNumbers(reference, current);
    expect(estimate?.value).toBeCloseTo(delta, 14);
    const upper = (delta - delta ** 3 + half) / (1 - delta ** 2 + z * z * variance);
    expect(estimate?.upper).toBeCloseTo(upper, 12);
  });

  it.each([0, 0.1, 0.4])('has an interval that holds the truth in 95 of 100 cases (shift %p)', (shift) => {
    const truth = 1 - (1 - shift) ** 2; // of U(0, 1) against U(shift, 1 + shift)
    const share = coverage(truth, 600, (a, b) => ofNumbers(uniforms(a, 60), continuous(b, 80, 1, shift)));
    expect(Math.abs(share - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 600));
  });

  it('narrows with more rows, and widens with more confidence', () => {
    const width = (rows: number, confidence?: number) => {
      const { lower, upper } = ofNumbers(uniforms(1, rows), uniforms(2, rows), confidence) ?? {
        lower: 0,
        upper: 0,
      };
      return upper - lower;
    };
    expect(width(4000)).toBeCloseTo(width(1000) / 2, 1);
    expect(width(1000, 0.99)).toBeGreaterThan(width(1000));
  });

  it('stays sure of the sign where samples do not overlap, and is not certain', () => {
    const rose = ofNumbers(continuous(1, 20), continuous(2, 30, 1, 5));
    expect(rose).toMatchObject({ value: 1, upper: 1, magnitude: 'large' });
    expect(rose?.lower).toBeCloseTo((20 - 1.959964 ** 2) / (20 + 1.959964 ** 2), 6);
    expect(ofNumbers(continuous(2, 30, 1, 5), continuous(1, 20))?.upper).toBeCloseTo(-(rose?.lower ?? 0), 14);
  });

  it('knows little of single values and of constants', () => {
    expect(ofNumbers([1], [1, 2, 3])).toMatchObject({ lower: -1, upper: 1 });
    expect(ofNumbers(repeated(3, 10), repeated(3, 10))).toMatchObject({ value: 0, magnitude: 'negligible' });
    expect(ofNumbers(repeated(3, 10), repeated(3, 10))?.upper).toBeGreaterThan(0.1);
  });
});

describe("Cramér's V", () => {
  it('is 0 for equal shares and 1 where nothing is shared', () => {
    const alike = ofCategories(['a', 'b', 'a', 'b'], ['a', 'b']);
    expect(alike).toMatchObject({ measure: 'cramers-v', value: 0, lower: 0, magnitude: 'negligible' });
    expect(ofCategories(repeated(1, 50), repeated(2, 70))).toMatchObject({ upper: 1, magnitude: 'large' });
    expect(ofCategories(repeated(1, 50), repeated(2, 70))?.value).toBeCloseTo(1, 12);
  });

  it('corrects χ²/N for its bias (Bergsma 2013)', () => {
    const side = (ones: number, zeros: number) => [...repeated(1, ones), ...repeated(0, zeros)];
    // [[60, 40], [45, 55]]: χ² = 200·(60·55 − 40·45)²/(100·100·105·95) = 4.511278
    const expected = Math.sqrt((4.5112781954887 / 200 - 1 / 199) / (1 - 1 / 199));
    expect(ofCategories(side(60, 40), side(45, 55))?.value).toBeCloseTo(expected, 12);
  });

  it.each([
    [0.4, 0.4],
    [0.4, 0.47],
    [0.4, 0.6],
  ])('has an interval that holds the truth in about 95 of 100 cases (%p → %p)', (before, after) => {
    const middle = (before + after) / 2;
    const truth = Math.sqrt(
      (0.25 * (before - after) ** 2) / middle + (0.25 * (before - after) ** 2) / (1 - middle),
    );
    const share = coverage(truth, 600, (a, b) =>
      ofCategories(coinTosses(a, 200, before), coinTosses(b, 200, after)),
    );
    expect(share).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / 600));
  });

  it('does not call many sparse categories a change', () => {
    const share = coverage(0, 200, (a, b) => ofCategories(labels(a, 1000, 300), labels(b, 1000, 300)));
    expect(share).toBeGreaterThan(0.9);
  });

  it('is certain of nothing but 0 for a single category', () => {
    expect(ofCategories(['a'], ['a', 'a'])).toMatchObject({ value: 0, lower: 0, upper: 0 });
  });
});

describe('effectSize', () => {
  it('is null where a side is empty', () => {
    expect(ofNumbers([], [1])).toBeNull();
    expect(ofCategories(['a'], [])).toBeNull();
  });

  it('belongs to the drift of a column', () => {
    expect(columnDrift(continuous(1, 100), continuous(2, 90, 1, 0.3)).effectSize).toMatchObject({
      measure: 'cliffs-delta',
      magnitude: 'large',
    });
    expect(columnDrift(['a', 'b', 'a', 'b'], ['a', 'b', 'b']).effectSize?.measure).toBe('cramers-v');
    expect(columnDrift([1.5], [NaN]).effectSize).toBeNull();
  });
});

describe('noncentralityBounds', () => {
  // [x, degrees, λ with P(χ'² ≥ x) = 2.5 %, λ with 97.5 %] by scipy 1.10.1's ncx2 and brentq
  it.each([
    [6, 1, 0.2091, 19.4433],
    [20, 1, 6.311, 41.3719],
    [200, 1, 148.4053, 259.2776],
    [30, 4, 9.9759, 51.8101],
    [5, 4, 0, 13.4307],
    [900, 50, 738.8827, 970.8533],
    [60, 50, 0, 38.7427],
    [9000, 4, 8628.9956, 9372.6876],
  ])('of %p with %p degrees are about %p and %p', (x, degrees, lower, upper) => {
    const bounds = noncentralityBounds(x, degrees, 0.95);
    expect(Math.abs(bounds.lower - lower)).toBeLessThan(0.02 * x + 0.1);
    expect(Math.abs(bounds.upper - upper)).toBeLessThan(0.02 * x + 0.1);
  });
});

describe("Cramér's V of windows of different size", () => {
  it('is that of windows of equal size: more reference rows do not make a change look smaller', () => {
    const side = (ones: number, zeros: number) => [...repeated(1, ones), ...repeated(0, zeros)];
    const equal = ofCategories(side(6000, 4000), side(4500, 5500))!;
    const unequal = ofCategories(side(60_000, 40_000), side(450, 550))!;
    expect(unequal.value).toBeCloseTo(equal.value, 2);
    expect(unequal.magnitude).toBe('small');
    expect(unequal.upper - unequal.lower).toBeGreaterThan(equal.upper - equal.lower);
  });
});
