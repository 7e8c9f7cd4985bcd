import type { DriftReport } from '../../lib/api-types';
import { countOf, formatDate } from '../../lib/format';

type Windows = Pick<DriftReport, 'referenceWindow' | 'currentWindow' | 'modelVersion'>;

const usual = {
  'ratings since the champion was trained': 'the ratings since the champion was trained',
  'ratings the champion was trained on': 'the ratings that the champion was trained on',
  'as asked for': 'the ratings of the chosen time',
} as const;

/** What is compared with what, in a sentence, and what that says about the champion in another. */
export function windowsInWords({ referenceWindow, currentWindow, modelVersion }: Windows): string {
  const compared = `Compared are ${sideOf(currentWindow)} with ${sideOf(referenceWindow)}.`;
  return [compared, aboutChampion(referenceWindow.description, modelVersion)].filter(Boolean).join(' ');
}

function sideOf({ description, ratings, from, to }: DriftReport['currentWindow']): string {
  const what = usual[description as keyof typeof usual] ?? (description || 'the ratings of a time');
  return `${what} (${countOf(ratings, 'rating')}, ${formatDate(from)} to ${formatDate(to)})`;
}

function aboutChampion(reference: string, version: number | null): string {
  if (version === null) return 'There is no champion yet that could have learnt from either.';
  if (reference === 'ratings the champion was trained on')
    return `Version ${version} has seen none of the new ones: if they differ, it is time to train again.`;
  if (reference === 'as asked for') return '';
  return `Version ${version} was trained on ratings of both times, so this is a look back at its own data.`;
}
