import type { Random } from '@marquee/recommender';
import { activityCounts } from './activity.js';
import { genres, type SyntheticMovie } from './synthetic-movies.js';
import { mostPerUser, type SyntheticOptions } from './synthetic-options.js';

/** Directions of taste that people and films share: what a model can learn. */
const factorCount = 8;
const meanRating = 3.53;
const userSpread = 0.42;
const movieSpread = 0.48;
/** Standard deviation of what taste adds to a rating. */
const tasteSpread = 0.55;
/** What nobody can predict. */
const noiseSpread = 0.72;
/** People who use whole stars only. */
const wholeStarShare = 0.35;
/** The popularity of the film of rank r is 1 / (r + films / this)²: the long tail of ml-20m. */
const tailLength = 121;

const firstSecond = 789_652_009;
const lastSecond = 1_427_784_002;
const secondsPerDay = 86_400;

/** Ratings of one person in the order of movie ids. The arrays are used again for the next person. */
export interface SyntheticUser {
  userId: number;
  count: number;
  movieIds: Int32Array;
  /** Half stars, 1 to 10. */
  halfStars: Uint8Array;
  /** Seconds since 1970. */
  timestamps: Int32Array;
}

interface World {
  options: SyntheticOptions;
  /** Movie id by popularity, the most popular first. */
  idByRank: Int32Array;
  /** By rank. */
  movieBiases: Float32Array;
  /** By rank, [ratedMovies × factorCount]. */
  movieFactors: Float32Array;
  random: Random;
}

/**
 * Ratings of people with a taste over films of a kind: r = μ + b_u + b_i + p_u·q_i + noise, on half stars. Who rates what
 * follows popularity and taste; every person and every film of `ratedMovies` has at least one rating, nobody rates a film
 * twice.
 *
 * @param movies  films that can be rated; `options.ratedMovies` of them are
 */
export function* syntheticRatings(
  options: SyntheticOptions,
  movies: readonly SyntheticMovie[],
  random: Random,
): Generator<SyntheticUser> {
  const counts = activityCounts(options.users, options.ratings, mostPerUser(options), random);
  const world = createWorld(options, movies, random);
  const most = mostPerUser(options);
  const user: SyntheticUser = {
    userId: 0,
    count: 0,
    movieIds: new Int32Array(most),
    halfStars: new Uint8Array(most),
    timestamps: new Int32Array(most),
  };
  const ratedBy = new Int32Array(options.ratedMovies);
  const rankById = new Int32Array(movies.reduce((most, { id }) => Math.max(most, id), 0) + 1);
  world.idByRank.forEach((id, rank) => (rankById[id] = rank));
  for (let index = 0; index < options.users; index++) {
    user.userId = index + 1;
    user.count = counts[index];
    rateAsUser(user, world, ratedBy, rankById);
    yield user;
  }
}

function createWorld(options: SyntheticOptions, movies: readonly SyntheticMovie[], random: Random): World {
  const { ratedMovies } = options;
  const order = shuffled(movies.length, random).subarray(0, ratedMovies);
  const genreFactors = Float32Array.from({ length: genres.length * factorCount }, () => random.normal());
  const movieFactors = new Float32Array(ratedMovies * factorCount);
  const movieBiases = new Float32Array(ratedMovies);
  order.forEach((movieIndex, rank) => {
    placeMovie(
      movies[movieIndex].genreIndices,
      genreFactors,
      movieFactors.subarray(rank * factorCount, (rank + 1) * factorCount),
      random,
    );
    // What many see is liked a little better.
    movieBiases[rank] = movieSpread * random.normal() + 0.3 * (0.5 - rank / ratedMovies);
  });
  return { options, idByRank: order.map((index) => movies[index].id), movieBiases, movieFactors, random };
}

/** The mean of its genres' directions with a will of its own, scaled to unit length. */
function placeMovie(
  genreIndices: readonly number[],
  genreFactors: Float32Array,
  into: Float32Array,
  random: Random,
): void {
  let square = 0;
  for (let factor = 0; factor < factorCount; factor++) {
    let value = 0.8 * random.normal();
    for (const genre of genreIndices)
      value += genreFactors[genre * factorCount + factor] / genreIndices.length;
    into[factor] = value;
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  for (let factor = 0; factor < factorCount; factor++) into[factor] /= length;
}

function rateAsUser(user: SyntheticUser, world: World, ratedBy: Int32Array, rankById: Int32Array): void {
  const { random, options } = world;
  const taste = Float32Array.from({ length: factorCount }, () => random.normal());
  const bias = userSpread * random.normal();
  const wholeStars = random.uniform() < wholeStarShare;
  const movieIds = user.movieIds.subarray(0, user.count);
  let chosen = 0;
  const take = (rank: number): void => {
    ratedBy[rank] = user.userId;
    movieIds[chosen++] = world.idByRank[rank];
  };
  for (let rank = user.userId - 1; rank < options.ratedMovies && chosen < user.count; rank += options.users)
    take(rank);
  while (chosen < user.count) take(chooseRank(world, taste, ratedBy, user.userId));
  movieIds.sort();

  const { start, span } = lifetime(user.count, random);
  for (let index = 0; index < user.count; index++) {
    const rank = rankById[movieIds[index]];
    const expected = meanRating + bias + world.movieBiases[rank] + tasteSpread * affinity(world, taste, rank);
    user.halfStars[index] = toHalfStars(expected + noiseSpread * random.normal(), wholeStars);
    user.timestamps[index] = start + random.integer(span + 1);
  }
}

/** A film by popularity that suits the taste, or the next less popular one if that has been rated. */
function chooseRank(world: World, taste: Float32Array, ratedBy: Int32Array, userId: number): number {
  const { ratedMovies } = world.options;
  let rank = drawRank(ratedMovies, world.random);
  if (world.random.uniform() > suits(affinity(world, taste, rank)))
    rank = drawRank(ratedMovies, world.random);
  while (ratedBy[rank] === userId) rank = (rank + 1) % ratedMovies;
  return rank;
}

/** By inversion of the distribution function of 1 / (r + q)². */
function drawRank(ratedMovies: number, random: Random): number {
  const q = ratedMovies / tailLength + 1;
  const first = 1 / q;
  const last = 1 / (ratedMovies + q);
  return Math.min(ratedMovies - 1, Math.floor(1 / (first - random.uniform() * (first - last)) - q));
}

function suits(value: number): number {
  return 1 / (1 + Math.exp(-1.5 * value));
}

/** p_u·q_i: standard normal over people. */
function affinity({ movieFactors }: World, taste: Float32Array, rank: number): number {
  let sum = 0;
  const offset = rank * factorCount;
  for (let factor = 0; factor < factorCount; factor++) sum += taste[factor] * movieFactors[offset + factor];
  return sum;
}

function toHalfStars(rating: number, wholeStars: boolean): number {
  if (wholeStars) return 2 * Math.min(5, Math.max(1, Math.round(rating)));
  return Math.min(10, Math.max(1, Math.round(2 * rating)));
}

/** Most come once, some for years. */
function lifetime(count: number, random: Random): { start: number; span: number } {
  const start = firstSecond + random.integer(lastSecond - firstSecond - secondsPerDay);
  const days = random.uniform() < 0.6 ? 1 : 1 + count * random.uniform() * 5;
  return { start, span: Math.min(lastSecond - start, Math.floor(days * secondsPerDay)) };
}

function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let index = length - 1; index > 0; index--) {
    const other = random.integer(index + 1);
    [order[index], order[other]] = [order[other], order[index]];
  }
  return order;
}
