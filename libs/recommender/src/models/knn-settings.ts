import type { HyperparameterSpec } from './hyperparameters.js';

export interface KnnSettings {
  readonly userBased: boolean;
  readonly similarity: 'msd' | 'cosine' | 'pearson' | 'pearson-baseline';
  readonly k: number;
  readonly minK: number;
  readonly minSupport: number;
  readonly shrinkage: number;
  readonly neighbourSample: number;
}

export const knnSimilarities = ['msd', 'cosine', 'pearson', 'pearson-baseline'] as const;

/** Defaults are Surprise's. */
export const knnHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'userBased',
    type: 'boolean',
    default: true,
    description: 'Compare users; false compares items.',
    search: { choices: [true, false] },
  },
  {
    name: 'similarity',
    type: 'choice',
    default: 'msd',
    choices: knnSimilarities,
    description:
      'By the mean squared difference, the cosine, or the correlation (of what the baseline leaves).',
    search: { choices: knnSimilarities },
  },
  {
    name: 'k',
    type: 'integer',
    default: 40,
    min: 1,
    max: 10_000,
    description: 'How many neighbours count at most.',
    search: { min: 10, max: 120, scale: 'log' },
  },
  {
    name: 'minK',
    type: 'integer',
    default: 1,
    min: 1,
    max: 10_000,
    description: 'With fewer neighbours than these the prediction is the average.',
    search: { min: 1, max: 6, scale: 'linear' },
  },
  {
    name: 'minSupport',
    type: 'integer',
    default: 1,
    min: 1,
    max: 1_000_000,
    description: 'With fewer common ratings than these two are not similar.',
  },
  {
    name: 'shrinkage',
    type: 'number',
    default: 100,
    min: 0,
    max: 1e6,
    description: 'How much few common ratings hold the similarity near 0 (pearson-baseline).',
    search: { min: 10, max: 300, scale: 'log' },
  },
  {
    name: 'neighbourSample',
    type: 'integer',
    default: 0,
    min: 0,
    max: 100_000,
    description:
      'Only so many users, those with the most ratings, can be neighbours; 0: all. For when the similarities of all do not fit into memory.',
  },
];
