import type { Candidate } from './training-run.js';

/** What a training compares when nobody says otherwise: the classics by their defaults, and better. */
export const defaultCandidates: readonly Candidate[] = [
  { kind: 'normal', name: 'NormalPredictor', hyperparameters: {} },
  { kind: 'baseline', name: 'BaselineOnly', hyperparameters: {} },
  { kind: 'knn-basic', name: 'KNNBasic', hyperparameters: { userBased: true, similarity: 'msd' } },
  { kind: 'svd', name: 'SVD', hyperparameters: {} },
  { kind: 'matrix-factorisation', name: 'Matrix factorisation', hyperparameters: {} },
];

/** Seed of a training that names none. */
export const defaultSeed = 42;

/**
 * Share of the ratings that is held out, by a hash of user and film: a rating stays on its side for good, so that models
 * trained at different times are judged on ratings that neither of them saw.
 */
export const validationShare = 0.1;

export const minRatings = 100;
