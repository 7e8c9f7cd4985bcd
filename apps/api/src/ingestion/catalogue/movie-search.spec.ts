import type { CatalogueMovie } from './catalogue.js';
import { MovieSearch } from './movie-search.js';

const film = (
  id: number,
  title: string,
  ratingCount = 0,
  rest: Partial<CatalogueMovie> = {},
): CatalogueMovie => ({
  id,
  title,
  year: Number(/\((\d{4})\)$/.exec(title)?.[1] ?? 0) || null,
  genres: [],
  imdbId: null,
  tmdbId: null,
  ratingCount,
  averageRating: ratingCount === 0 ? null : 3,
  ...rest,
});

const titles = (movies: readonly CatalogueMovie[]): string[] => movies.map(({ title }) => title);

describe('MovieSearch', () => {
  const search = new MovieSearch([
    film(1, 'Matrix, The (1999)', 100, { genres: ['Action', 'Sci-Fi'], averageRating: 4.5 }),
    film(2, 'Matrix Reloaded, The (2003)', 300, { genres: ['Action'] }),
    film(3, 'Enter the Matrix (2003)', 900),
    film(4, 'Animatrix, The (2003)', 950),
    film(5, 'Amélie (2001)', 20, { genres: ['Romance'], averageRating: 4 }),
    film(6, 'Obscure', 1, { averageRating: 5 }),
  ]);

  it('ranks the exact title, then titles that begin so, then words, then whatever contains it', () => {
    expect(titles(search.find({ q: 'matrix', sort: 'relevance' }))).toEqual([
      'Matrix, The (1999)',
      'Matrix Reloaded, The (2003)',
      'Enter the Matrix (2003)',
      'Animatrix, The (2003)',
    ]);
  });

  it('finds words by their beginnings, in any order, without accents, and by the year', () => {
    expect(titles(search.find({ q: 'rel mat', sort: 'relevance' }))).toEqual(['Matrix Reloaded, The (2003)']);
    expect(titles(search.find({ q: 'AMELIE', sort: 'relevance' }))).toEqual(['Amélie (2001)']);
    expect(titles(search.find({ q: 'matrix 1999', sort: 'relevance' }))).toEqual(['Matrix, The (1999)']);
  });

  it('gives everything, the best known first, when nothing is asked for', () => {
    expect(titles(search.find({ q: '  ', sort: 'relevance' }))[0]).toBe('Animatrix, The (2003)');
    expect(search.find({ sort: 'popular' })).toHaveLength(6);
  });

  it('finds nothing by marks alone', () => {
    expect(search.find({ q: '?!', sort: 'relevance' })).toEqual([]);
  });

  it('filters by genre whatever its case, and by year with unknown years left out', () => {
    expect(titles(search.find({ genre: 'action', sort: 'title' }))).toEqual(
      ['Matrix Reloaded, The (2003)', 'Matrix, The (1999)'].reverse(),
    );
    expect(titles(search.find({ yearTo: 2001, sort: 'year' }))).toEqual([
      'Amélie (2001)',
      'Matrix, The (1999)',
    ]);
  });

  it('does not take one five-star rating for the best film', () => {
    expect(titles(search.find({ sort: 'rating' })).slice(0, 2)).toEqual([
      'Matrix, The (1999)',
      'Amélie (2001)',
    ]);
  });

  it('takes over what it knows of earlier films, and sees which are new, gone or renamed', () => {
    const before = new MovieSearch([film(1, 'Alpha'), film(2, 'Beta'), film(4, 'Delta')]);
    const after = new MovieSearch([film(1, 'Alpha', 5), film(3, 'Gamma'), film(4, 'Delta Force')], before);
    expect(titles(after.find({ q: 'delta fo', sort: 'relevance' }))).toEqual(['Delta Force']);
    expect(titles(after.find({ q: 'gamma', sort: 'relevance' }))).toEqual(['Gamma']);
    expect(after.find({ q: 'beta', sort: 'relevance' })).toEqual([]);
    expect(after.find({ sort: 'title' }).map(({ id }) => id)).toEqual([1, 4, 3]);
  });

  it('orders what it has found as the list is ordered that nobody has searched', () => {
    const all = search.find({ sort: 'rating' });
    const some = search.find({ q: 'matrix', sort: 'rating' });
    expect(some).toEqual(all.filter((movie) => some.includes(movie)));
  });
});
