import { ratioDifference, ratioEstimate, type RatioSums } from './ratio-difference.js';
import { wilsonInterval } from './wilson.js';

const sumsOf = (people: readonly (readonly [number, number])[]): RatioSums => ({
  people: people.length,
  x: people.reduce((sum, [x]) => sum + x, 0),
  y: people.reduce((sum, [, y]) => sum + y, 0),
  xx: people.reduce((sum, [x]) => sum + x * x, 0),
  yy: people.reduce((sum, [, y]) => sum + y * y, 0),
  xy: people.reduce((sum, [x, y]) => sum + x * y, 0),
});

describe('wilsonInterval', () => {
  it('gives published values', () => {
    // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    const { low, high } = wilsonInterval(81, 263);
    expect([low, high].map((value) => value?.toFixed(4))).toEqual(['0.2553', '0.3662']);
    expect(wilsonInterval(15, 148).low?.toFixed(4)).toBe('0.0624');
    expect(wilsonInterval(0, 20)).toMatchObject({ share: 0, low: 0, high: expect.closeTo(0.1611, 4) });
    expect(wilsonInterval(29, 29)).toMatchObject({ low: expect.closeTo(0.883, 3), high: 1 });
  });

  it('says nothing of no trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ share: null, low: null, high: null });
  });
});

describe('ratioEstimate', () => {
  it('is the plain error of a mean where everybody has one chance', () => {
    const people = [1, 0, 0, 1, 0].map((x) => [x, 1] as const);
    const { ratio, standardError } = ratioEstimate(sumsOf(people));
    expect(ratio).toBe(0.4);
    expect(standardError).toBeCloseTo(Math.sqrt(0.3 / 5), 12); // sample variance 0.3
  });

  it('has no error of one person, and nothing of nobody', () => {
    expect(ratioEstimate(sumsOf([[1, 4]]))).toEqual({ ratio: 0.25, standardError: null });
    expect(ratioEstimate(sumsOf([]))).toEqual({ ratio: null, standardError: null });
    expect(ratioDifference(sumsOf([[1, 4]]), sumsOf([[1, 4]]))).toBeNull();
  });
});

describe('ratioDifference', () => {
  it('has the anytime interval wider than the one for a single look, narrowest for its plan', () => {
    const people = Array.from({ length: 1000 }, (_, at) => [at % 3, 5] as const);
    const wide = ratioDifference(sumsOf(people), sumsOf(people))!;
    expect(wide.difference).toBe(0);
    expect(wide.pValue).toBeCloseTo(1, 12);
    expect(wide.anytime.high).toBeGreaterThan(wide.fixedHorizon.high);
    const widthAt = (plannedPeople: number): number =>
      ratioDifference(sumsOf(people), sumsOf(people), { plannedPeople })!.anytime.high;
    expect(widthAt(2000)).toBeLessThan(widthAt(20));
    expect(widthAt(2000)).toBeLessThan(widthAt(200_000));
  });
});
