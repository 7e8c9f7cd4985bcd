import { DuplicateRatingError, EmptyRatingsError, InvalidIdError, InvalidRatingsError } from '../errors.js';
import { Ratings } from './ratings.js';

const scale = { min: 1, max: 5 };
const columns = { users: [20, 10, 20, 30], items: [7, 7, 5, 6], values: [3, 4, 5, 1] };

describe('Ratings', () => {
  const ratings = Ratings.from(columns, scale);

  it('keeps the order given and numbers users and items by first appearance', () => {
    expect([...ratings.users.ids]).toEqual([20, 10, 30]);
    expect([...ratings.items.ids]).toEqual([7, 5, 6]);
    expect([...ratings.userIndices]).toEqual([0, 1, 0, 2]);
    expect([...ratings.itemIndices]).toEqual([0, 0, 1, 2]);
    expect([...ratings.values]).toEqual([3, 4, 5, 1]);
    expect(ratings.length).toBe(4);
    expect(ratings.globalMean).toBe(13 / 4);
  });

  it('groups by user and by item without disturbing the order within a group', () => {
    expect([...ratings.byUser.offsets]).toEqual([0, 2, 3, 4]);
    expect([...ratings.byUser.others]).toEqual([0, 1, 0, 2]);
    expect([...ratings.byUser.values]).toEqual([3, 5, 4, 1]);
    expect([...ratings.byItem.offsets]).toEqual([0, 2, 3, 4]);
    expect([...ratings.byItem.others]).toEqual([0, 1, 0, 2]);
    expect([...ratings.byItem.values]).toEqual([3, 4, 5, 1]);
  });

  it('selects rows as ratings that know only the users and items left', () => {
    const selected = ratings.select([3, 1]);
    expect([...selected.users.ids]).toEqual([30, 10]);
    expect([...selected.items.ids]).toEqual([6, 7]);
    expect([...selected.values]).toEqual([1, 4]);
    expect(() => ratings.select([4])).toThrow(RangeError);
    expect(() => ratings.select([])).toThrow(EmptyRatingsError);
  });

  it('accepts a single rating, ids at 2³¹ − 1 and typed columns', () => {
    const largest = 2 ** 31 - 1;
    const one = Ratings.from(
      { users: Int32Array.of(largest), items: Int32Array.of(largest), values: Float32Array.of(5) },
      scale,
    );
    expect(one.users.indexOf(largest)).toBe(0);
    expect(one.items.idAt(0)).toBe(largest);
  });

  it.each([
    ['no rating', { users: [], items: [], values: [] }, EmptyRatingsError],
    ['columns of different lengths', { ...columns, values: [3] }, InvalidRatingsError],
    ['NaN', { ...columns, values: [3, 4, NaN, 1] }, InvalidRatingsError],
    ['infinity', { ...columns, values: [3, 4, Infinity, 1] }, InvalidRatingsError],
    ['a rating below the scale', { ...columns, values: [3, 4, 0.5, 1] }, InvalidRatingsError],
    ['a negative id', { ...columns, items: [7, 7, -5, 6] }, InvalidIdError],
    ['an id beyond 2³¹ − 1', { ...columns, users: [20, 10, 2 ** 31, 30] }, InvalidIdError],
    ['a pair given twice', { ...columns, items: [7, 7, 7, 6] }, DuplicateRatingError],
  ])('refuses %s', (_, bad, error) => {
    expect(() => Ratings.from(bad, scale)).toThrow(error);
  });

  it('says which rating is wrong, and how', () => {
    expect(() => Ratings.from({ ...columns, values: [3, 4, 6, 1] }, scale)).toThrow(
      'The rating in row 2 is 6, expected 1 to 5',
    );
    expect(() => Ratings.from({ ...columns, items: [7, 7, 7, 6] }, scale)).toThrow(
      'User 20 rates item 7 more than once',
    );
  });

  it.each([
    { min: 5, max: 1 },
    { min: 1, max: 1 },
    { min: NaN, max: 5 },
    { min: 0, max: Infinity },
  ])('refuses the scale %j', (bad) => {
    expect(() => Ratings.from(columns, bad)).toThrow(InvalidRatingsError);
  });

  it('keeps times beside the ratings, also of a selection', () => {
    const columns = { users: [1, 1, 2], items: [5, 6, 5], values: [3, 4, 5], times: [10, 2 ** 32 - 1, 30] };
    const ratings = Ratings.from(columns, { min: 1, max: 5 });
    expect([...ratings.times!]).toEqual([10, 2 ** 32 - 1, 30]);
    expect([...ratings.select([2, 0]).times!]).toEqual([30, 10]);
    expect(Ratings.from({ ...columns, times: undefined }, { min: 1, max: 5 }).times).toBeNull();
  });

  it.each([[[1, 2]], [[1, 2, -1]], [[1, 2, NaN]], [[1, 2, 2 ** 32]]])('refuses the times %p', (times) => {
    const columns = { users: [1, 1, 2], items: [5, 6, 5], values: [3, 4, 5], times };
    expect(() => Ratings.from(columns, { min: 1, max: 5 })).toThrow(/times?/);
  });
});
