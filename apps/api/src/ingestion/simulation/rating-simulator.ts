import { seededRandom, type Random } from '@marquee/recommender';
import type { CatalogueMovie } from '../catalogue/catalogue.js';
import { highestRating, lowestRating, ratingStep } from '../field-rules.js';

export interface ActiveUser {
  id: number;
  ratingCount: number;
  averageRating: number;
}

export interface Pair {
  user: ActiveUser;
  movie: CatalogueMovie;
}

/** Ratings by which means are drawn to the mean of all. */
const shrinkageRatings = 5;
/** Standard deviations, in stars: of somebody's liking of a genre, and of what nothing explains. */
const tasteDeviation = 0.35;
const noiseDeviation = 0.75;

/**
 * Draws ratings that look like the ones there are.
 *
 * Who rates is drawn by activity, what is rated by popularity. The rating is
 *
 *   r = μ + b_u + b_i + taste(u, genres of i) + shift + noise,  rounded to half stars, from 0.5 to 5
 *
 * with b_u, b_i the differences of the shrunk means from μ. A taste depends on user and genre alone, so that batches
 * agree with each other. `shift` moves what people do: ratings by so many stars, and popularity from some genres to
 * others by factors up to e^|shift|.
 */
export class RatingSimulator {
  private readonly userWeights: Float64Array;
  private readonly movieWeights: Float64Array;
  private readonly globalMean: number;

  /** @param shift  in stars; 0 changes nothing */
  constructor(
    private readonly users: readonly ActiveUser[],
    private readonly movies: readonly CatalogueMovie[],
    private readonly shift: number,
  ) {
    this.globalMean = meanOf(users);
    this.userWeights = cumulate(users.map(({ ratingCount }) => ratingCount));
    this.movieWeights = cumulate(
      movies.map(({ ratingCount, genres }) => (ratingCount + 1) * Math.exp(shift * trendOf(genres))),
    );
  }

  drawPair(random: Random): Pair {
    return {
      user: this.users[drawIndex(this.userWeights, random)],
      movie: this.movies[drawIndex(this.movieWeights, random)],
    };
  }

  rate({ user, movie }: Pair, random: Random): number {
    const expected =
      this.shrunk(user) + this.shrunk(movie) - this.globalMean + tasteOf(user.id, movie.genres) + this.shift;
    const rating = Math.round((expected + noiseDeviation * random.normal()) / ratingStep) * ratingStep;
    return Math.min(highestRating, Math.max(lowestRating, rating));
  }

  private shrunk({
    ratingCount,
    averageRating,
  }: {
    ratingCount: number;
    averageRating: number | null;
  }): number {
    const sum = ratingCount * (averageRating ?? 0) + shrinkageRatings * this.globalMean;
    return sum / (ratingCount + shrinkageRatings);
  }
}

/** How much somebody likes films of these genres: the mean over the genres. */
function tasteOf(userId: number, genres: readonly string[]): number {
  return meanOver(
    genres,
    (genre) => tasteDeviation * seededRandom(userId * 65_536 + hashText(genre)).normal(),
  );
}

/** −1 to 1: where a shift moves popularity to. */
function trendOf(genres: readonly string[]): number {
  return meanOver(genres, (genre) => 2 * seededRandom(hashText(genre)).uniform() - 1);
}

function meanOver(genres: readonly string[], valueOf: (genre: string) => number): number {
  if (genres.length === 0) return 0;
  return genres.reduce((sum, genre) => sum + valueOf(genre), 0) / genres.length;
}

/** 16 bits of a text (FNV-1a, folded). */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash >>> 16) ^ hash) & 0xffff;
}

function meanOf(users: readonly ActiveUser[]): number {
  let count = 0;
  let sum = 0;
  for (const { ratingCount, averageRating } of users) {
    count += ratingCount;
    sum += ratingCount * averageRating;
  }
  return count === 0 ? (lowestRating + highestRating) / 2 : sum / count;
}

function cumulate(weights: readonly number[]): Float64Array {
  let total = 0;
  return Float64Array.from(weights, (weight) => (total += weight));
}

/** A place, as often as its weight says. */
function drawIndex(cumulated: Float64Array, random: Random): number {
  const target = random.uniform() * cumulated[cumulated.length - 1];
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulated[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
