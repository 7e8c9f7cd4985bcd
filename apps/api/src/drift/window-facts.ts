import type { Movies } from './watched-columns.js';
import type { WindowSample } from './window-sample.js';

/** A share of the ratings of a window. */
export interface ShareFact {
  name: string;
  reference: number | null;
  current: number | null;
  /** Whether somebody should look: it is common now, and clearly more common than it was. */
  suspicious: boolean;
}

export interface WindowFacts {
  /** People and films that the reference does not know, in the current window. */
  newcomers: {
    people: number;
    /** Shares of the current ratings, by people and of films that are new. */
    ratingShareOfPeople: number | null;
    films: number;
    ratingShareOfFilms: number | null;
  };
  /** Share of as many ratings of either window that go to its hundred most rated films. */
  concentration: { reference: number | null; current: number | null };
  /** Missing and bad data. */
  checks: ShareFact[];
}

const headFilms = 100;
/** A check is suspicious from this share of the current ratings on, if it was less than half as common before. */
const suspiciousShare = 0.01;
const firstPossibleTime = Date.UTC(1990, 0, 1) / 1000;

/**
 * What a comparison of distributions does not say: who and what is new, how much goes to few films, what is broken.
 *
 * @param trainedThrough  in Unix seconds; who and what came later is new
 * @param now  in Unix seconds; a rating after it is of the future
 */
export function windowFacts(
  reference: WindowSample,
  current: WindowSample,
  movies: Movies,
  { trainedThrough, now }: { trainedThrough: number; now: number },
): WindowFacts {
  const knownFilms = new Set(reference.movieIds);
  // Of a sample of the reference, only films that few have rated at all can be told to be new.
  const isNewFilm = (id: number): boolean => !knownFilms.has(id) && (movies.get(id)?.ratingCount ?? 0) <= 5;
  const byNewPeople = current.userSince.filter((since) => since > trainedThrough).length;
  const ofNewFilms = current.movieIds.filter(isNewFilm).length;
  const size = current.ratings.length;
  return {
    newcomers: {
      people: new Set(current.userIds.filter((_, i) => current.userSince[i] > trainedThrough)).size,
      ratingShareOfPeople: size ? byNewPeople / size : null,
      films: new Set(current.movieIds.filter(isNewFilm)).size,
      ratingShareOfFilms: size ? ofNewFilms / size : null,
    },
    concentration: concentrationOf(reference, current),
    checks: checksOf(reference, current, movies, now),
  };
}

function concentrationOf(reference: WindowSample, current: WindowSample): WindowFacts['concentration'] {
  const count = Math.min(reference.movieIds.length, current.movieIds.length);
  return { reference: headShare(reference.movieIds, count), current: headShare(current.movieIds, count) };
}

function headShare(movieIds: readonly number[], count: number): number | null {
  if (count === 0) return null;
  const counts = new Map<number, number>();
  for (let i = 0; i < count; i += 1) {
    const id = movieIds[Math.floor((i * movieIds.length) / count)];
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const largest = [...counts.values()].sort((a, b) => b - a).slice(0, headFilms);
  return largest.reduce((sum, one) => sum + one, 0) / count;
}

function checksOf(reference: WindowSample, current: WindowSample, movies: Movies, now: number): ShareFact[] {
  const checks: Record<string, (sample: WindowSample, i: number) => boolean> = {
    'off the scale': ({ ratings }, i) =>
      !(ratings[i] >= 0.5 && ratings[i] <= 5 && Number.isInteger(2 * ratings[i])),
    'at an impossible time': ({ times }, i) => times[i] > now + 86_400 || times[i] < firstPossibleTime,
    'of an unknown film': ({ movieIds }, i) => !movies.has(movieIds[i]),
    'of a film without genres': ({ movieIds }, i) => movies.get(movieIds[i])?.genres.length === 0,
    'of a film without a year': ({ movieIds }, i) => movies.get(movieIds[i])?.year === null,
  };
  return Object.entries(checks).map(([name, fails]) => {
    const [before, after] = [shareOf(reference, fails), shareOf(current, fails)];
    const suspicious = after !== null && after >= suspiciousShare && after > 2 * (before ?? 0);
    return { name, reference: before, current: after, suspicious };
  });
}

function shareOf(sample: WindowSample, fails: (sample: WindowSample, i: number) => boolean): number | null {
  const size = sample.ratings.length;
  return size ? sample.ratings.filter((_, i) => fails(sample, i)).length / size : null;
}
