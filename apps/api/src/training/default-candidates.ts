import type { Candidate } from './training-run.js';

const classics: readonly Candidate[] = [
  { kind: 'normal', name: 'NormalPredictor', hyperparameters: {} },
  { kind: 'baseline', name: 'BaselineOnly', hyperparameters: {} },
  { kind: 'knn-basic', name: 'KNNBasic', hyperparameters: { userBased: true, similarity: 'msd' } },
  { kind: 'svd', name: 'SVD', hyperparameters: {} },
];
const factorised: Candidate = {
  kind: 'matrix-factorisation',
  name: 'Matrix factorisation',
  hyperparameters: {},
};
const bayesian: Candidate = {
  kind: 'bayesian-mf',
  name: 'Bayesian matrix factorisation',
  hyperparameters: {},
};

/** Beyond this the most accurate model takes longer than all others together. */
const mostRatingsForBayesian = 2_000_000;

/** What a training compares when nobody says otherwise: the classics by their defaults, and better ones that fit the data's size. */
export function defaultCandidates(ratingCount: number): readonly Candidate[] {
  return [...classics, factorised, ...(ratingCount <= mostRatingsForBayesian ? [bayesian] : [])];
}

/** Seed of a training that names none. */
export const defaultSeed = 42;

/**
 * Share of the ratings that is held out, by a hash of user and film: a rating stays on its side for good, so that models
 * trained at different times are judged on ratings that neither of them saw.
 */
export const validationShare = 0.1;

export const minRatings = 100;
