import { genreDistance, intraListDiversity } from './diversity.js';

const genres: Record<number, string[]> = {
  1: ['Horror'],
  2: ['Horror', 'Thriller'],
  3: ['Comedy'],
  4: [],
  5: [],
};
const genresOf = (itemId: number): string[] => genres[itemId];

describe('intraListDiversity', () => {
  it('averages the Jaccard distance over the pairs of a list', () => {
    // pairs (1,2) ½, (1,3) 1, (2,3) 1
    expect(intraListDiversity([[1, 2, 3]], genresOf)).toBeCloseTo(2.5 / 3, 12);
  });

  it('averages over lists, leaving out those without a pair', () => {
    expect(intraListDiversity([[1, 2], [1, 3], [1], []], genresOf)).toBe(0.75);
  });

  it('is 0 for a list of one kind', () => {
    expect(intraListDiversity([[1, 1]], genresOf)).toBe(0);
  });

  it('is null when nothing can be compared', () => {
    expect(intraListDiversity([], genresOf)).toBeNull();
    expect(intraListDiversity([[1]], genresOf)).toBeNull();
  });
});

describe('genreDistance', () => {
  it('takes two items without genres for alike, and one without for different', () => {
    expect(genreDistance([], [])).toBe(0);
    expect(genreDistance([], ['Horror'])).toBe(1);
  });
});
