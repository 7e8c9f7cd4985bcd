import { countBy, distributionOf, genreTotals } from './data-stats.js';

const months = [
  { month: '2019-12', rating: 4, count: 3 },
  { month: '2020-01', rating: 0.5, count: 1 },
  { month: '2020-01', rating: 4, count: 2 },
];

describe('data statistics', () => {
  it('have every step of the scale in the distribution', () => {
    const distribution = distributionOf(months);
    expect(Object.keys(distribution)).toEqual([
      '0.5',
      '1.0',
      '1.5',
      '2.0',
      '2.5',
      '3.0',
      '3.5',
      '4.0',
      '4.5',
      '5.0',
    ]);
    expect([distribution['0.5'], distribution['3.0'], distribution['4.0']]).toEqual([1, 0, 5]);
  });

  it('count ratings that are finer than half a star for the nearest step', () => {
    const finer = [3.7, 3.75, 4.1, 0.6, 4.9].map((rating) => ({ month: '2020-01', rating, count: 1 }));
    const distribution = distributionOf(finer);
    expect(Object.keys(distribution)).toHaveLength(10);
    expect(distribution).toMatchObject({ '0.5': 1, '3.5': 1, '4.0': 2, '5.0': 1 });
  });

  it('count ratings by month and by year', () => {
    expect(countBy(months, (month) => month)).toEqual([
      ['2019-12', 3],
      ['2020-01', 3],
    ]);
    expect(countBy(months, (month) => Number(month.slice(0, 4)))).toEqual([
      [2019, 3],
      [2020, 3],
    ]);
  });

  it('count a film for each of its genres, the most rated genre first', () => {
    const film = { title: '', year: null, imdbId: null, tmdbId: null, averageRating: null };
    expect(
      genreTotals([
        { ...film, id: 1, genres: ['Drama'], ratingCount: 2 },
        { ...film, id: 2, genres: ['Drama', 'War'], ratingCount: 5 },
        { ...film, id: 3, genres: [], ratingCount: 9 },
      ]),
    ).toEqual([
      { genre: 'Drama', movies: 2, ratings: 7 },
      { genre: 'War', movies: 1, ratings: 5 },
    ]);
  });
});
