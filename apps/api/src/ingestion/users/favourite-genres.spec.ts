import { favouriteGenres } from './favourite-genres.js';

describe('favouriteGenres', () => {
  it('puts what is rated above the own mean first, and few ratings behind many', () => {
    const rated = [
      ...Array.from({ length: 10 }, () => ({ rating: 4, genres: ['Drama'] })),
      { rating: 4.5, genres: ['Western'] },
      ...Array.from({ length: 9 }, () => ({ rating: 2, genres: ['Horror', 'Comedy'] })),
    ];
    // Mean 3.125; Drama 10 · 0.875 / 15 = 0.58, Western 1.375 / 6 = 0.23.
    expect(favouriteGenres(rated)).toEqual([
      { genre: 'Drama', ratingCount: 10, averageRating: 4 },
      { genre: 'Western', ratingCount: 1, averageRating: 4.5 },
      { genre: 'Horror', ratingCount: 9, averageRating: 2 },
      { genre: 'Comedy', ratingCount: 9, averageRating: 2 },
    ]);
  });

  it('has none for somebody who rated nothing', () => {
    expect(favouriteGenres([])).toEqual([]);
  });
});
