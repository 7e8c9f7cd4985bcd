import { withNewItems } from './new-items.js';

/** Items 0 to 9 are known, 10 to 19 new. */
const taste = [0.5, 0.4, 0.3, 0.2, 0.1, 0, 0, 0, 0, 0, 0.9, 0.6, 0.3, 0.1, 0, -0.5];
const place = (list: number[], newcomers: number[], share: number, count = list.length): number[] =>
  withNewItems(list, newcomers, { count, share, isNew: (item) => item >= 10, taste });

describe('withNewItems', () => {
  const list = [0, 1, 2, 3, 4];

  it('gives the last places to new items, at most a share of them', () => {
    expect(place(list, [10, 11, 12], 0.4)).toEqual([0, 1, 2, 10, 11]);
    expect(place(list, [10, 11, 12], 0.39)).toEqual([0, 1, 2, 3, 10]);
    expect(place(list, [10, 11, 12], 0.1)).toEqual(list);
    expect(place(list, [10], 0)).toEqual(list);
  });

  it('admits only those that fit at least as well as the median of the list', () => {
    expect(place(list, [12, 13, 14, 15], 1)).toEqual([0, 1, 2, 3, 12]);
  });

  it('counts those that are in the list by their score', () => {
    expect(place([10, 0, 1, 2, 3], [10, 11], 0.2)).toEqual([10, 0, 1, 2, 3]);
    expect(place([10, 0, 1, 2, 3], [10, 11], 0.4)).toEqual([10, 0, 1, 2, 11]);
  });

  it('fills up a list that is too short without taking anything away', () => {
    expect(place([0, 1], [10, 11], 0.4, 5)).toEqual([0, 1, 10, 11]);
    expect(place([], [10], 0.5, 2)).toEqual([10]);
  });
});
