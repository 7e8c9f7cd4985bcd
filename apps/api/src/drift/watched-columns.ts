import type { FeatureRows } from '@marquee/drift';
import type { CatalogueMovie } from '../ingestion/index.js';
import type { WindowSample } from './window-sample.js';

/** A column as raw values; what is missing is null. */
export type RawColumn =
  { kind: 'numerical'; values: (number | null)[] } | { kind: 'categorical'; values: (string | null)[] };

/** A window as it is compared. */
export interface WatchedWindow {
  sample: WindowSample;
  /** Films that were recommended in it, as often as they were. */
  served: readonly number[];
}

export type Movies = ReadonlyMap<number, CatalogueMovie>;

/** On fewer different days, hours and days of the week, or a person's day, say when it was and not what people do. */
const [weekDays, fewDays] = [7, 2];
const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const jointGenres = ['Drama', 'Comedy', 'Thriller', 'Action', 'Romance', 'Adventure', 'Crime', 'Sci-Fi'];

/**
 * What each column that is watched holds of two windows, in the order in which they are shown. Columns that depend on how
 * long a window is are left empty where one of the two is too short.
 */
export function watchedColumns(
  reference: WatchedWindow,
  current: WatchedWindow,
  movies: Movies,
): Record<'reference' | 'current', Record<string, RawColumn>> {
  const days = Math.min(daysIn(reference.sample), daysIn(current.sample));
  return {
    reference: columnsOf(reference, days, movies),
    current: columnsOf(current, days, movies),
  };
}

function columnsOf(
  { sample, served }: WatchedWindow,
  days: number,
  movies: Movies,
): Record<string, RawColumn> {
  const rated = sample.movieIds.map((id) => movies.get(id));
  const shown = served.map((id) => movies.get(id));
  const weekly = days >= weekDays ? sample.times : [];
  return {
    rating: numbers(sample.ratings),
    genre: categories(rated.flatMap((movie) => movie?.genres ?? [])),
    film_popularity: numbers(rated.map((movie) => (movie ? Math.log10(1 + movie.ratingCount) : null))),
    film_decade: categories(rated.map(decadeOf)),
    user_activity: numbers(days >= fewDays ? sample.ratingsPerUserDay : []),
    user_ratings: numbers(sample.userRatings.map((count) => Math.log10(1 + count))),
    hour_of_day: categories(weekly.map((time) => `${Math.floor((time % 86_400) / 3600)}`.padStart(2, '0'))),
    day_of_week: categories(weekly.map((time) => dayNames[new Date(time * 1000).getUTCDay()])),
    predicted_rating: numbers(sample.predicted),
    served_genre: categories(shown.flatMap((movie) => movie?.genres ?? [])),
  };
}

/** Different days (UTC) on which somebody rated. */
function daysIn({ times }: WindowSample): number {
  return new Set(times.map((time) => Math.floor(time / 86_400))).size;
}

/** What stands in a row of the joint comparison, in its order. */
export const jointFeatures = ['rating', 'film_popularity', 'film_year', 'user_ratings', ...jointGenres];

/** Up to `limit` ratings as rows of numbers, evenly chosen. */
export function jointRows(sample: WindowSample, movies: Movies, limit: number): FeatureRows {
  const count = Math.min(limit, sample.ratings.length);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * sample.ratings.length) / count));
  return {
    rows: chosen.map((i) => {
      const movie = movies.get(sample.movieIds[i]);
      return [
        sample.ratings[i],
        movie ? Math.log10(1 + movie.ratingCount) : NaN,
        movie?.year ?? NaN,
        Math.log10(1 + sample.userRatings[i]),
        ...jointGenres.map((genre) => (movie ? Number(movie.genres.includes(genre)) : NaN)),
      ];
    }),
    owners: chosen.map((i) => sample.userIds[i]),
  };
}

function decadeOf(movie: CatalogueMovie | undefined): string | null {
  return movie?.year ? `${Math.floor(movie.year / 10) * 10}s` : null;
}

function numbers(values: (number | null)[]): RawColumn {
  return { kind: 'numerical', values };
}

function categories(values: (string | null)[]): RawColumn {
  return { kind: 'categorical', values };
}
