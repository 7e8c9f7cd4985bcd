import { byFilm, formatSigned } from './contributions';

describe('formatSigned', () => {
  it.each([
    [0.3149, '+0.31'],
    [-0.2, '−0.20'],
    [0.001, '0.00'],
    [-0.001, '0.00'],
  ])('writes %d as %s', (value, text) => {
    expect(formatSigned(value)).toBe(text);
  });
});

describe('byFilm', () => {
  const one = (movieId: number, contribution: number) => ({ movieId, title: 'x', rating: 5, contribution });

  it('adds up what a film does in several parts, the weightiest first, for or against', () => {
    const films = byFilm([
      [one(1, 0.5), one(2, -0.6)],
      [one(1, 0.3), one(3, 0.1)],
    ]);
    expect(films.map(({ movieId }) => movieId)).toEqual([1, 2, 3]);
    expect(films[0].contribution).toBeCloseTo(0.8, 12);
    expect(byFilm([])).toEqual([]);
  });
});
