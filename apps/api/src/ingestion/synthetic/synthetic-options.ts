/** What a synthetic data set looks like. */
export interface SyntheticOptions {
  ratings: number;
  users: number;
  /** Films that somebody has rated. */
  ratedMovies: number;
  /** Films in all. */
  movies: number;
  seed: number;
}

/** The counts of ml-20m. */
export const ml20m = { ratings: 20_000_263, users: 138_493, ratedMovies: 26_744, movies: 27_278 };

/** Of all films, what the busiest person may have rated at the most. */
const busiestShare = 0.35;

export class SyntheticOptionsError extends Error {}

/**
 * Fills in what is left out: the counts of ml-20m, or for another number of ratings, people in proportion and films by its
 * square root.
 *
 * @throws SyntheticOptionsError when so many ratings cannot be spread over so few people and films
 */
export function completeOptions(given: Partial<SyntheticOptions>): SyntheticOptions {
  const ratings = given.ratings ?? ml20m.ratings;
  const share = ratings / ml20m.ratings;
  const movies = given.movies ?? Math.max(1, Math.round(ml20m.movies * Math.sqrt(share)));
  const ratedMovies =
    given.ratedMovies ??
    Math.max(1, Math.min(ratings, Math.round((movies * ml20m.ratedMovies) / ml20m.movies)));
  // In a small world people have fewer films to rate: there are more of them then.
  const fewest = Math.ceil((2 * ratings) / mostPerUser({ ratedMovies }));
  const users =
    given.users ?? Math.max(1, Math.min(ratings, Math.max(fewest, Math.round(ml20m.users * share))));
  const options = { ratings, users, ratedMovies, movies, seed: given.seed ?? 42 };
  check(options);
  return options;
}

/** How many films one person may have rated at the most. */
export function mostPerUser({ ratedMovies }: Pick<SyntheticOptions, 'ratedMovies'>): number {
  return Math.max(1, Math.floor(ratedMovies * busiestShare));
}

function check(options: SyntheticOptions): void {
  for (const name of ['ratings', 'users', 'movies', 'ratedMovies'] as const) {
    const value = options[name];
    if (!Number.isInteger(value) || value < 1 || value >= 2 ** 31)
      throw new SyntheticOptionsError(`${name} is ${value}, expected a whole number from 1 to 2147483647`);
  }
  if (!Number.isSafeInteger(options.seed))
    throw new SyntheticOptionsError(`seed is ${options.seed}, expected a whole number`);
  const { ratings, users, movies, ratedMovies } = options;
  if (ratedMovies > movies)
    throw new SyntheticOptionsError(`${ratedMovies} of ${movies} films cannot be rated`);
  if (ratings < Math.max(users, ratedMovies))
    throw new SyntheticOptionsError(
      `${ratings} ratings do not reach ${users} people and ${ratedMovies} films; each needs one`,
    );
  if (ratings > users * mostPerUser(options))
    throw new SyntheticOptionsError(
      `${ratings} ratings by ${users} people of ${ratedMovies} films are too many: one person rates at most ${mostPerUser(options)}`,
    );
}
