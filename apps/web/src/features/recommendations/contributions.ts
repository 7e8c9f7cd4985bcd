import type { Explanation } from '../../lib/api-types';

type Part = Explanation['parts'][number];
type Because = Part['because'][number];

/** What people call the parts of a score. */
export const partNames: Record<Part['name'], string> = {
  affinity: 'Liked by people like you',
  preference: 'What the model foresees',
  taste: 'Your genres',
  predictedRating: 'Predicted rating',
  popularity: 'Known and liked',
  popularityDebias: 'Fame, taken off',
  boost: 'Your boost',
};

/** What people call the terms of a model’s estimate. */
export const termNames: Record<NonNullable<Explanation['estimate']>['terms'][number]['name'], string> = {
  mean: 'Average of all ratings',
  item: 'How well liked the film is',
  user: 'How generous you are',
  taste: 'Your taste and the film',
  popularity: 'How well known the film is',
  content: 'Its genres, tags and year',
  time: 'The time',
};

/** 0.3149 → "+0.31", −0.2 → "−0.20"; what is too small to tell is "0.00". */
export function formatSigned(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  return Number(digits) === 0 ? digits : `${value < 0 ? '−' : '+'}${digits}`;
}

/** What each rated film adds over several parts, the weightiest first. */
export function byFilm(lists: readonly (readonly Because[])[]): Because[] {
  const films = new Map<number, Because>();
  for (const one of lists.flat()) {
    const before = films.get(one.movieId)?.contribution ?? 0;
    films.set(one.movieId, { ...one, contribution: before + one.contribution });
  }
  return [...films.values()].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
