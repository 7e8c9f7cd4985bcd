import { categoricalSample, numericSample, unionOfCategories } from './sample.js';

describe('numericSample', () => {
  it('sorts, counts different values and leaves the input as it was', () => {
    const values = [3, 1, 2, 1];
    expect(numericSample(values)).toMatchObject({ size: 4, missing: 0, distinct: 3 });
    expect([...numericSample(values).sorted]).toEqual([1, 1, 2, 3]);
    expect(values).toEqual([3, 1, 2, 1]);
  });

  it('drops NaN, infinities, null and undefined and counts them as missing', () => {
    const sample = numericSample([1, NaN, Infinity, -Infinity, null, undefined, 2]);
    expect(sample).toMatchObject({ size: 2, missing: 5, distinct: 2 });
  });

  it('takes 0 and −0 for one value', () => {
    expect(numericSample([0, -0]).distinct).toBe(1);
  });

  it('returns a prepared sample as it is', () => {
    const sample = numericSample([1]);
    expect(numericSample(sample)).toBe(sample);
  });
});

describe('categoricalSample', () => {
  it('counts values and drops missing ones', () => {
    const sample = categoricalSample(['a', 'b', 'a', null, undefined, NaN]);
    expect(sample).toMatchObject({ size: 3, missing: 3, distinct: 2 });
    expect(sample.counts.get('a')).toBe(2);
  });

  it('counts a numeric sample by value', () => {
    expect([...categoricalSample(numericSample([2, 1, 2])).counts]).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('joins the values of both sides', () => {
    expect(unionOfCategories(categoricalSample(['a', 'b']), categoricalSample(['b', 'c']))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});
