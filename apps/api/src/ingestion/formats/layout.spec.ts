import { detectLayout, isKnownFile } from './layout.js';

describe('detectLayout', () => {
  it('knows the CSV sets, one folder deep or not', () => {
    expect(detectLayout(['ml-20m/ratings.csv', 'ml-20m/movies.csv', 'ml-20m/genome-tags.csv'])).toMatchObject(
      {
        name: 'csv',
        ratings: 'ml-20m/ratings.csv',
        movies: 'ml-20m/movies.csv',
        tags: null,
        links: null,
      },
    );
    expect(detectLayout(['ratings.csv', 'links.csv', 'tags.csv'])).toMatchObject({
      movies: null,
      links: 'links.csv',
      tags: 'tags.csv',
    });
  });

  it('tells the .dat sets apart', () => {
    expect(detectLayout(['a/ratings.dat', 'a/movies.dat', 'a/users.dat'])).toMatchObject({
      name: 'ml-1m',
      ratingFormat: { scale: 'whole-stars' },
    });
    expect(detectLayout(['a/ratings.dat', 'a/movies.dat', 'a/tags.dat'])).toMatchObject({
      name: 'ml-10m',
      tags: 'a/tags.dat',
      ratingFormat: { scale: 'half-stars' },
    });
  });

  it('knows ml-100k', () => {
    expect(
      detectLayout(['ml-100k/u.data', 'ml-100k/u.item', 'ml-100k/u.genre', 'ml-100k/u1.base']),
    ).toMatchObject({
      name: 'ml-100k',
      movies: 'ml-100k/u.item',
      genres: 'ml-100k/u.genre',
    });
  });

  it('prefers what lies at the top, and takes parts from one folder only', () => {
    expect(detectLayout(['ratings.csv', 'old/ratings.csv', 'old/movies.csv'])).toMatchObject({
      ratings: 'ratings.csv',
      movies: null,
    });
  });

  it('says what is wrong', () => {
    expect(() => detectLayout(['movies.csv'])).toThrow('no ratings are there');
    expect(() => detectLayout([])).toThrow('found nothing');
    expect(() => detectLayout(['a/b/ratings.csv'])).toThrow('no ratings are there');
    expect(() => detectLayout(['a/ratings.csv', 'b/ratings.csv'])).toThrow('more than one file of ratings');
  });
});

describe('isKnownFile', () => {
  it('lets known names through, one folder deep', () => {
    expect(['ratings.csv', 'ml-1m/users.dat', 'x/u.genre'].every(isKnownFile)).toBe(true);
    expect(['a/b/ratings.csv', 'evil.sh', '../../ratings.csv', 'ratings.csv/x'].some(isKnownFile)).toBe(
      false,
    );
  });
});
