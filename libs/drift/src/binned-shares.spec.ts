import { binnedShares, withZerosFilled } from './binned-shares.js';
import { categoricalSample, numericSample } from './sample.js';
import { continuous } from './testing/samples.js';

describe('binnedShares', () => {
  it('bins numbers with up to 20 different reference values by value', () => {
    const shares = binnedShares(numericSample([1, 1, 2, 3]), numericSample([2, 4]));
    expect([...shares.reference]).toEqual([0.5, 0.25, 0.25, 0]);
    expect([...shares.current]).toEqual([0, 0.5, 0, 0.5]);
  });

  it('bins other numbers by range, with as many bins as both sides together call for', () => {
    const shares = binnedShares(numericSample(continuous(1, 21)), numericSample(continuous(2, 235)));
    expect(shares.reference).toHaveLength(9);
    expect(shares.current.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('gives each category that occurs on either side a bin', () => {
    const shares = binnedShares(categoricalSample(['a']), categoricalSample(['a', 'b']));
    expect([...shares.reference]).toEqual([1, 0]);
    expect([...shares.current]).toEqual([0.5, 0.5]);
  });
});

describe('withZerosFilled', () => {
  it('replaces zeros by 0.0001 where every other share is larger', () => {
    expect([...withZerosFilled(Float64Array.of(0.5, 0, 0.5))]).toEqual([0.5, 0.0001, 0.5]);
  });

  it('replaces zeros by a millionth of the smallest share where that is at most 0.0001', () => {
    expect([...withZerosFilled(Float64Array.of(0.0001, 0, 0.9999))]).toEqual([0.0001, 0.0001 / 1e6, 0.9999]);
  });
});
