import { seededRandom } from '@marquee/recommender';
import { syntheticMovie } from './synthetic-movies.js';
import { completeOptions, type SyntheticOptions } from './synthetic-options.js';
import { syntheticRatings } from './synthetic-ratings.js';

interface Row {
  userId: number;
  movieId: number;
  rating: number;
  timestamp: number;
}

function generate(given: Partial<SyntheticOptions>): Row[] {
  const options = completeOptions(given);
  const random = seededRandom(options.seed);
  const movies = Array.from({ length: options.movies }, (_, index) => syntheticMovie(index + 1, random));
  return [...rows(options, movies, random)];
}

function* rows(...world: Parameters<typeof syntheticRatings>): Generator<Row> {
  for (const { userId, count, movieIds, halfStars, timestamps } of syntheticRatings(...world)) {
    for (let index = 0; index < count; index++) {
      yield {
        userId,
        movieId: movieIds[index],
        rating: halfStars[index] / 2,
        timestamp: timestamps[index],
      };
    }
  }
}

const countBy = (values: readonly number[]): number[] => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a);
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('syntheticRatings', () => {
  const ratings = generate({ ratings: 100_000 });

  it('makes exactly as many ratings, people and films as wanted', () => {
    const options = completeOptions({ ratings: 100_000 });
    expect(ratings).toHaveLength(100_000);
    expect(new Set(ratings.map(({ userId }) => userId)).size).toBe(options.users);
    expect(new Set(ratings.map(({ movieId }) => movieId)).size).toBe(options.ratedMovies);
  });

  it('has nobody rate a film twice, and lists each person by movie id', () => {
    for (let index = 1; index < ratings.length; index++) {
      const [before, now] = [ratings[index - 1], ratings[index]];
      expect(
        now.userId > before.userId || (now.userId === before.userId && now.movieId > before.movieId),
      ).toBe(true);
    }
  });

  it('stays on the half-star scale, around the mean of MovieLens, in its years', () => {
    const onScale = ratings.every(
      ({ rating }) => rating >= 0.5 && rating <= 5 && rating * 2 === Math.round(rating * 2),
    );
    expect(onScale).toBe(true);
    expect(mean(ratings.map(({ rating }) => rating))).toBeGreaterThan(3.3);
    expect(mean(ratings.map(({ rating }) => rating))).toBeLessThan(3.9);
    const years = ratings.map(({ timestamp }) => new Date(timestamp * 1000).getUTCFullYear());
    expect(Math.min(...new Set(years))).toBe(1995);
    expect(Math.max(...new Set(years))).toBe(2015);
  });

  it('has a long tail of films and of people', () => {
    const films = countBy(ratings.map(({ movieId }) => movieId));
    const tenth = films.slice(0, Math.ceil(films.length / 10)).reduce((a, b) => a + b, 0);
    expect(tenth / ratings.length).toBeGreaterThan(0.4);
    const people = countBy(ratings.map(({ userId }) => userId));
    expect(mean(people)).toBeGreaterThan(1.5 * people[Math.floor(people.length / 2)]);
  });

  it('gives the same for the same seed and something else for another', () => {
    const small = { ratings: 2_000 };
    expect(generate({ ...small, seed: 7 })).toEqual(generate({ ...small, seed: 7 }));
    expect(generate({ ...small, seed: 7 })).not.toEqual(generate({ ...small, seed: 8 }));
  });

  it('holds taste: ratings differ by more than a bias of the person and of the film', () => {
    const sums = { user: new Map<number, number[]>(), movie: new Map<number, number[]>() };
    const push = (map: Map<number, number[]>, key: number, value: number): void => {
      const list = map.get(key);
      if (list) list.push(value);
      else map.set(key, [value]);
    };
    for (const { userId, movieId, rating } of ratings) {
      push(sums.user, userId, rating);
      push(sums.movie, movieId, rating);
    }
    const overall = mean(ratings.map(({ rating }) => rating));
    const residuals = ratings
      .filter(({ movieId }) => (sums.movie.get(movieId) ?? []).length >= 50)
      .map(
        ({ userId, movieId, rating }) =>
          rating - mean(sums.user.get(userId) ?? []) - mean(sums.movie.get(movieId) ?? []) + overall,
      );
    const spread = Math.sqrt(mean(residuals.map((residual) => residual ** 2)));
    // Noise and rounding alone would leave some 0.75.
    expect(spread).toBeGreaterThan(0.8);
    expect(spread).toBeLessThan(1.05);
  });
});
