import { mae, rmse } from './rmse.js';

describe('rmse and mae', () => {
  it('agree with an example worked by hand', () => {
    // errors 1, −2, 0, 2: Σe² = 9, Σ|e| = 5
    expect(rmse([4, 2, 3, 5], [3, 4, 3, 3])).toBe(1.5);
    expect(mae([4, 2, 3, 5], [3, 4, 3, 3])).toBe(1.25);
  });

  it('are zero for a perfect prediction', () => {
    expect(rmse(Float32Array.of(3.5), [3.5])).toBe(0);
    expect(mae(Float32Array.of(3.5), [3.5])).toBe(0);
  });

  it('are NaN when there is nothing to compare', () => {
    expect(rmse([], [])).toBeNaN();
    expect(mae([], [])).toBeNaN();
  });

  it('refuse columns of different lengths', () => {
    expect(() => rmse([1], [1, 2])).toThrow('1 predicted and 2 observed');
    expect(() => mae([1], [1, 2])).toThrow(RangeError);
  });
});
