import { GenreVectors } from './genre-vectors.js';

describe('GenreVectors', () => {
  const vectors = GenreVectors.from([['Drama'], ['Drama', 'Horror'], ['Horror'], ['Drama'], []]);
  const drama = Math.log(5 / 3);
  const horror = Math.log(5 / 2);

  it('weighs a rare genre more than a common one', () => {
    const norm = Math.hypot(drama, horror);
    expect(vectors.cosine(0, 1)).toBeCloseTo(drama / norm, 6);
    expect(vectors.cosine(2, 1)).toBeCloseTo(horror / norm, 6);
  });

  it('has cosine 1 for equal genres and 0 for none in common or none at all', () => {
    expect(vectors.cosine(0, 3)).toBeCloseTo(1, 6);
    expect(vectors.cosine(0, 2)).toBe(0);
    expect(vectors.cosine(4, 0)).toBe(0);
    expect(vectors.cosine(4, 4)).toBe(0);
  });

  it('compares items with a profile as with each other', () => {
    const profile = new Float64Array(vectors.genres.length);
    vectors.addTo(profile, 1, 1);
    expect(vectors.dot(profile, 2)).toBeCloseTo(vectors.cosine(1, 2), 6);
  });

  it('gives a genre that every item has no weight, instead of NaN', () => {
    expect(GenreVectors.from([['Drama'], ['Drama']]).cosine(0, 1)).toBe(0);
  });
});
