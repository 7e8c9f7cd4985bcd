import { isRankingMetric, modelKinds, type MetricName, type ModelKind } from '@marquee/recommender';
import type { Candidate } from './training-run.js';

/** Kinds in the order in which they are given time, and what they are called; kinds that are not here come after these. */
const known: readonly (Pick<Candidate, 'kind'> & Partial<Candidate>)[] = [
  // Floors, at next to no cost: they belong into every comparison.
  { kind: 'normal' },
  { kind: 'baseline' },
  // The most accurate for their time first.
  { kind: 'matrix-factorisation', name: 'Matrix factorisation' },
  { kind: 'svd-plus-plus' },
  { kind: 'bayesian-mf' },
  { kind: 'bayesian-svd-plus-plus' },
  { kind: 'als' },
  { kind: 'svd' },
  { kind: 'knn-basic', hyperparameters: { userBased: true, similarity: 'msd' } },
  { kind: 'knn-baseline' },
  { kind: 'knn-with-means' },
  { kind: 'knn-with-z-score' },
];
/** Comes last: it is no better than the others and takes longer than all of them. */
const last: ModelKind = 'slope-one';
const floors: readonly ModelKind[] = ['normal', 'baseline'];

/**
 * Every model that a training compares when nobody names candidates, by their defaults, the first to be given time first.
 * By a ranking metric the models that only order films come right after the floors; by another they cannot take part.
 */
export function defaultCandidates(primaryMetric: MetricName): Candidate[] {
  const named = known.map(({ kind }) => kind);
  const rank = (kind: ModelKind, output: string): number => {
    if (isRankingMetric(primaryMetric) && output === 'preference' && !floors.includes(kind)) return 1.5;
    if (kind === last) return Infinity;
    return named.includes(kind) ? named.indexOf(kind) : named.length;
  };
  return [...modelKinds]
    .sort((a, b) => {
      const [left, right] = [rank(a.kind, a.output), rank(b.kind, b.output)];
      return left === right ? 0 : left - right;
    })
    .map(({ kind, title }) => {
      const { name = title, hyperparameters = {} } = known.find((one) => one.kind === kind) ?? {};
      return { kind, name, hyperparameters };
    });
}

/** Time for all candidates when neither a caller nor `TRAINING_BUDGET_SECONDS` names one: 22 s for 100,000 ratings. */
export function defaultBudgetSeconds(ratingCount: number): number {
  return Math.round(20 + 30 * (ratingCount / 1e6));
}

/** Seed of a training that names none. */
export const defaultSeed = 42;

/**
 * Share of the ratings that is held out, by a hash of user and film: a rating stays on its side for good, so that models
 * trained at different times are judged on ratings that neither of them saw.
 */
export const validationShare = 0.1;
/** Of that hash. */
export const splitSeed = 1;

export const minRatings = 100;
