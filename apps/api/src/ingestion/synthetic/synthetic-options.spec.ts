import { seededRandom } from '@marquee/recommender';
import { activityCounts } from './activity.js';
import { syntheticMovie, toCsvLine } from './synthetic-movies.js';
import { completeOptions, ml20m, mostPerUser } from './synthetic-options.js';

describe('completeOptions', () => {
  it('takes the counts of ml-20m when nothing is said', () => {
    expect(completeOptions({})).toEqual({ ...ml20m, seed: 42 });
  });

  it('scales people with the ratings and films with their root', () => {
    expect(completeOptions({ ratings: 200_003 })).toMatchObject({ users: 1_385, movies: 2_728 });
  });

  it('makes room for the ratings of a small world', () => {
    for (const ratings of [1, 2, 30, 500, 2_000, 20_000])
      expect(completeOptions({ ratings }).ratings).toBe(ratings);
  });

  it('says what cannot be', () => {
    expect(() => completeOptions({ ratings: 10, users: 20 })).toThrow('each needs one');
    expect(() => completeOptions({ ratings: 1_000_000, users: 10 })).toThrow('too many');
    expect(() => completeOptions({ ratings: NaN })).toThrow('ratings is NaN');
    expect(() => completeOptions({ movies: 5, ratedMovies: 6 })).toThrow('5 films cannot be rated');
    expect(() => completeOptions({ seed: 0.5 })).toThrow('seed is 0.5');
  });
});

describe('activityCounts', () => {
  it('sums up to the total within the limit', () => {
    const counts = activityCounts(1_000, 144_000, 500, seededRandom(1));
    expect(counts.reduce((a, b) => a + b, 0)).toBe(144_000);
    expect(Math.max(...counts)).toBeLessThanOrEqual(500);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(20);
  });

  it('fills everybody up when there is just enough room', () => {
    expect([...activityCounts(4, 8, 2, seededRandom(1))]).toEqual([2, 2, 2, 2]);
  });

  it('lets the busiest of ml-20m rate about as many as the real one', () => {
    expect(mostPerUser(completeOptions({}))).toBe(9_360);
  });
});

describe('toCsvLine', () => {
  it('quotes a title with a comma', () => {
    expect(toCsvLine({ id: 3, title: 'Silent Harbour 3, The (1987)', genreIndices: [4, 7] })).toBe(
      '3,"Silent Harbour 3, The (1987)",Comedy|Drama\n',
    );
  });

  it('gives every film a year, and genres in order', () => {
    const random = seededRandom(5);
    for (let id = 1; id <= 200; id++) {
      const { title, genreIndices } = syntheticMovie(id, random);
      expect(title).toMatch(/ \((19[2-9]\d|20(0\d|1[0-5]))\)$/);
      expect(genreIndices).toEqual([...new Set(genreIndices)].sort((a, b) => a - b));
    }
  });
});
