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
      separator: '::',
      encoding: 'windows-1252',
    });
    expect(detectLayout(['a/ratings.dat', 'a/movies.dat', 'a/tags.dat'])).toMatchObject({
      name: 'ml-10m',
      tags: 'a/tags.dat',
      separator: '::',
      encoding: 'utf-8',
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

  it('finds ratings however deep they lie and whatever the case of their name', () => {
    expect(detectLayout(['a/b/c/Ratings.CSV', 'a/b/c/Movies.csv', 'a/readme.txt'])).toMatchObject({
      ratings: 'a/b/c/Ratings.CSV',
      movies: 'a/b/c/Movies.csv',
    });
  });

  it('takes the only table that can be one, or the one that is named', () => {
    expect(detectLayout(['ratings_small.csv', 'movies.csv']).ratings).toBe('ratings_small.csv');
    expect(detectLayout(['x/my_ratings.csv', 'x/people.csv']).ratings).toBe('x/my_ratings.csv');
    expect(detectLayout(['a.csv', 'b.csv', 'movies.csv'], 'B.csv')).toMatchObject({
      ratings: 'b.csv',
      movies: 'movies.csv',
    });
  });

  it('says what is wrong', () => {
    expect(() => detectLayout(['movies.csv'])).toThrow('no ratings are there');
    expect(() => detectLayout([])).toThrow('found nothing');
    expect(() => detectLayout(['a.csv', 'b.csv'])).toThrow('a.csv, b.csv. Name it with --ratings');
    expect(() => detectLayout(['a/ratings.csv', 'b/ratings.csv'])).toThrow('more than one file of ratings');
    expect(() => detectLayout(['ratings.csv'], 'stars.csv')).toThrow('no file stars.csv; found ratings.csv');
  });
});

describe('isKnownFile', () => {
  it('lets tables through, and nothing that leads out of the archive', () => {
    expect(['ratings.csv', 'ml-1m/users.dat', 'x/u.genre', 'a/b/Ratings.csv'].every(isKnownFile)).toBe(true);
    expect(['evil.sh', '../../ratings.csv', '__MACOSX/ratings.csv', '.ratings.csv'].some(isKnownFile)).toBe(
      false,
    );
  });
});
