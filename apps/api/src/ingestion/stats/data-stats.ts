import type { CatalogueMovie } from '../catalogue/catalogue.js';
import { countBySteps } from '../field-rules.js';
import type { CountRange, MonthlyRatings } from './stats.repository.js';

/** What is in the database. */
export interface DataStats {
  /** People with at least one rating. */
  users: number;
  movies: number;
  ratedMovies: number;
  ratings: number;
  /** Ratings by possible ones: users × movies. */
  density: number;
  averageRating: number | null;
  ratingDistribution: Record<string, number>;
  genres: { genre: string; movies: number; ratings: number }[];
  ratingsPerYear: { year: number; ratings: number }[];
  ratingsPerMonth: { month: string; ratings: number }[];
  ratingsPerUser: CountRange[];
  ratingsPerMovie: CountRange[];
  firstRatedAt: string | null;
  lastRatedAt: string | null;
}

/** "0.5" … "5.0": each step of the scale, also those that nobody gave; finer ratings count for the nearest. */
export function distributionOf(months: readonly MonthlyRatings[]): Record<string, number> {
  return Object.fromEntries([...countBySteps(months)].map(([rating, count]) => [rating.toFixed(1), count]));
}

/** @returns ratings by what `periodOf` makes of a month, in the order of the months */
export function countBy<Period>(
  months: readonly MonthlyRatings[],
  periodOf: (month: string) => Period,
): [Period, number][] {
  const counts = new Map<Period, number>();
  for (const { month, count } of months) {
    const period = periodOf(month);
    counts.set(period, (counts.get(period) ?? 0) + count);
  }
  return [...counts];
}

/** Films and ratings of each genre, the most rated first; a film counts for each of its genres. */
export function genreTotals(movies: readonly CatalogueMovie[]): DataStats['genres'] {
  const totals = new Map<string, { movies: number; ratings: number }>();
  for (const { genres, ratingCount } of movies) {
    for (const genre of genres) {
      const total = totals.get(genre) ?? { movies: 0, ratings: 0 };
      total.movies += 1;
      total.ratings += ratingCount;
      totals.set(genre, total);
    }
  }
  return [...totals]
    .map(([genre, total]) => ({ genre, ...total }))
    .sort((a, b) => b.ratings - a.ratings || a.genre.localeCompare(b.genre, 'en'));
}
