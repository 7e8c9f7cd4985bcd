import { effectSize, numericSample, type EffectSize } from '@marquee/drift';
import type { Movies } from './watched-columns.js';
import type { WindowSample } from './window-sample.js';

/** How the ratings of a group of people or films moved. */
export interface CohortDrift {
  dimension: 'user' | 'film';
  cohort: string;
  reference: { ratings: number; mean: number | null };
  current: { ratings: number; mean: number | null };
  /** Cliff's δ of the ratings; null where a side has fewer than `fewest`. */
  effect: EffectSize | null;
}

const fewest = 30;
const [coldBelow, heavyFrom] = [20, 100];

/** For whom ratings moved: by how much somebody has rated, and by how often a film is rated. */
export function cohortDrift(reference: WindowSample, current: WindowSample, movies: Movies): CohortDrift[] {
  const headFrom = headThreshold(movies);
  const user = (sample: WindowSample, i: number): string => userCohort(sample.userRatings[i]);
  const film = (sample: WindowSample, i: number): string =>
    (movies.get(sample.movieIds[i])?.ratingCount ?? 0) >= headFrom ? 'head' : 'tail';
  const compare = (
    dimension: 'user' | 'film',
    cohort: string,
    of: (sample: WindowSample, i: number) => string,
  ): CohortDrift => {
    const [before, after] = [reference, current].map((sample) =>
      sample.ratings.filter((_, i) => of(sample, i) === cohort),
    );
    const enough = Math.min(before.length, after.length) >= fewest;
    return {
      dimension,
      cohort,
      reference: { ratings: before.length, mean: meanOf(before) },
      current: { ratings: after.length, mean: meanOf(after) },
      effect: enough ? effectSize(numericSample(before), numericSample(after)) : null,
    };
  };
  return [
    ...['cold', 'medium', 'heavy'].map((cohort) => compare('user', cohort, user)),
    ...['head', 'tail'].map((cohort) => compare('film', cohort, film)),
  ];
}

function userCohort(ratings: number): string {
  if (ratings < coldBelow) return 'cold';
  return ratings < heavyFrom ? 'medium' : 'heavy';
}

/** The count of ratings from which on a film is among the fewest that hold four fifths of all. */
function headThreshold(movies: Movies): number {
  const counts = [...movies.values()].map(({ ratingCount }) => ratingCount).sort((a, b) => b - a);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let held = 0;
  return counts.find((count) => (held += count) >= 0.8 * total) ?? 0;
}

function meanOf(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
