import { InvalidIdError } from '../errors.js';
import { IdIndex } from './id-index.js';

describe('IdIndex', () => {
  it('numbers ids in the order in which they are first met', () => {
    const { index, indices } = IdIndex.fromColumn([50, 7, 50, 2 ** 31 - 1, 0, 7]);
    expect([...index.ids]).toEqual([50, 7, 2 ** 31 - 1, 0]);
    expect([...indices]).toEqual([0, 1, 0, 2, 3, 1]);
    expect(index.indexOf(2 ** 31 - 1)).toBe(2);
    expect(index.idAt(3)).toBe(0);
  });

  it('answers −1 for what it does not know, valid id or not', () => {
    const { index } = IdIndex.fromColumn([1, 2]);
    expect([3, -1, 1.5, NaN, 2 ** 31].map((id) => index.indexOf(id))).toEqual([-1, -1, -1, -1, -1]);
    expect(index.has(2)).toBe(true);
    expect(IdIndex.ofDistinct([]).indexOf(0)).toBe(-1);
  });

  it('finds each of many ids again, also when they are far apart', () => {
    const ids = Int32Array.from({ length: 100_000 }, (_, n) => (n * 21_474) % (2 ** 31 - 1));
    const index = IdIndex.ofDistinct(ids);
    expect(index.size).toBe(100_000);
    expect(ids.every((id, at) => index.indexOf(id) === at && index.idAt(at) === id)).toBe(true);
  });

  it.each([[-1], [2 ** 31], [0.5], [NaN], [Infinity]])('refuses the id %p', (id) => {
    expect(() => IdIndex.fromColumn([1, id])).toThrow(InvalidIdError);
    expect(() => IdIndex.fromColumn([1, id])).toThrow(`Id ${id} in row 1`);
  });

  it('refuses an id given twice where ids must be distinct', () => {
    expect(() => IdIndex.ofDistinct([4, 5, 4])).toThrow(
      new InvalidIdError('Id 4 is given more than once, expected distinct ids'),
    );
  });

  it('refuses an index out of range', () => {
    expect(() => IdIndex.ofDistinct([4]).idAt(1)).toThrow(RangeError);
  });
});
