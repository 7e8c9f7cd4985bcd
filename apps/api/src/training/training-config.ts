import { resolveHyperparameters } from '@marquee/recommender';
import { createHash } from 'node:crypto';
import { splitSeed, validationShare } from './default-candidates.js';
import type { Candidate } from './training-run.js';

/** Ratings are from half a star to five, whatever the source. */
export const ratingScale = { min: 0.5, max: 5 };

/**
 * SHA-256 of everything that decides on a model besides the data, the code and the seed: the kind, its hyperparameters, those
 * that were left out by their defaults, and how the ratings are split.
 */
export function configHash({ kind, hyperparameters }: Pick<Candidate, 'kind' | 'hyperparameters'>): string {
  const settings = Object.entries(resolveHyperparameters(kind, hyperparameters)).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const split = { validationShare, splitSeed, ratingScale };
  return createHash('sha256')
    .update(JSON.stringify([kind, settings, split]))
    .digest('hex');
}
