import { describeModelContract } from '../testing/model-contract.js';
import type { ModelKind } from './model.js';
import { modelKinds, trainModel } from './registry.js';

const settings: [ModelKind, Record<string, unknown>][] = [
  ...modelKinds.map(({ kind }): [ModelKind, Record<string, unknown>] => [kind, {}]),
  ['baseline', { method: 'sgd' }],
  ['knn-basic', { userBased: false, similarity: 'cosine', k: 3, minK: 2 }],
  ['knn-with-means', { similarity: 'pearson', minSupport: 3 }],
  ['knn-with-z-score', { userBased: false }],
  ['knn-baseline', { userBased: false, similarity: 'pearson-baseline' }],
  ['svd', { factorCount: 7, epochs: 3 }],
  ['svd-plus-plus', { factorCount: 7, epochs: 3, implicitPenalty: 'each' }],
  ['nmf', { biased: true, factorCount: 7 }],
  ['blend', { members: 'quick' }],
];

for (const [kind, hyperparameters] of settings) {
  describeModelContract(`${kind} ${JSON.stringify(hyperparameters)}`, (ratings, options) =>
    trainModel(kind, ratings, hyperparameters, options),
  );
}
