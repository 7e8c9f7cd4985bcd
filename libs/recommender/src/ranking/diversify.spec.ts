import { diversify } from './diversify.js';

const ranked = [
  { id: 1, kind: 'horror', score: 10 },
  { id: 2, kind: 'horror', score: 9 },
  { id: 3, kind: 'horror', score: 8 },
  { id: 4, kind: 'comedy', score: 5 },
  { id: 5, kind: 'drama', score: 0 },
];
const alike = (a: { kind: string }, b: { kind: string }): number => (a.kind === b.kind ? 1 : 0);
const ids = (diversity: number, count = 5): number[] =>
  diversify(ranked, alike, diversity, count).map(({ id }) => id);

describe('diversify', () => {
  it('leaves the order alone at 0', () => {
    expect(ids(0)).toEqual([1, 2, 3, 4, 5]);
    expect(ids(0, 2)).toEqual([1, 2]);
  });

  it('weighs relevance against likeness to those picked', () => {
    // after 1: 2 has 0.7·0.9 − 0.3 = 0.33, 3 has 0.26, 4 has 0.7·0.5 = 0.35
    expect(ids(0.3)).toEqual([1, 4, 2, 3, 5]);
  });

  it('takes one of each kind first at 1', () => {
    expect(ids(1, 3)).toEqual([1, 4, 5]);
  });

  it('keeps the order of equals', () => {
    const equals = [1, 2, 3].map((id) => ({ id, score: 1, kind: 'x' }));
    expect(diversify(equals, alike, 0.5, 3).map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('answers nothing for nothing and refuses a diversity outside its range', () => {
    expect(diversify([], alike, 0.5, 3)).toEqual([]);
    expect(() => ids(1.5)).toThrow('diversity is 1.5, expected 0 to 1');
    expect(() => ids(NaN)).toThrow(RangeError);
  });
});
