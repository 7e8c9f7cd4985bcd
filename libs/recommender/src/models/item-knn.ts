import { Ratings } from '../data/ratings.js';
import { nearestItems } from '../parallel/item-lists.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import { ItemKnnModel, loadItemKnn } from './item-knn-model.js';
import type { FitOptions } from './model.js';
import type { RegisteredKind } from './registry.js';
import { StopCheck } from './stop-check.js';

export interface ItemKnnHyperparameters {
  readonly similarity: 'likes' | 'ratings';
  readonly positiveFrom: number;
  readonly neighboursPerItem: number;
  readonly shrinkage: number;
  readonly normalised: boolean;
  readonly sharpness: number;
  readonly popularityDiscount: number;
  readonly threads: number;
}

/**
 * Chosen on a validation tenth of the train part of MovieLens 1M, by NDCG@10: likes, 100 neighbours, not normalised 0.135; 20
 * neighbours 0.142; normalised 0.150; ratings instead of likes 0.154, with 10 or 30 neighbours 0.153. Shrinkage, sharpness and
 * a discount were no better there.
 */
export const itemKnnHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'similarity',
    type: 'choice',
    default: 'ratings',
    choices: ['likes', 'ratings'],
    description: 'The cosine of who likes two films, or of all that people rated them.',
  },
  {
    name: 'positiveFrom',
    type: 'number',
    default: 4,
    description: 'Ratings from this on count as likes, all others as nothing.',
  },
  {
    name: 'neighboursPerItem',
    type: 'integer',
    default: 20,
    min: 1,
    max: 1000,
    search: { min: 10, max: 200, scale: 'log' },
    description: 'How many of the most similar films each film speaks for.',
  },
  {
    name: 'shrinkage',
    type: 'number',
    default: 0,
    min: 0,
    max: 1e6,
    description: 'How much few people in common hold the similarity near 0, in people.',
  },
  {
    name: 'normalised',
    type: 'boolean',
    default: true,
    description: 'Each film that somebody likes says as much in all, however similar its neighbours are.',
  },
  {
    name: 'sharpness',
    type: 'number',
    default: 1,
    min: 0.1,
    max: 10,
    search: { min: 0.5, max: 3, scale: 'log' },
    description: 'Power to which similarities are raised: above 1, the most similar films count more.',
  },
  {
    name: 'popularityDiscount',
    type: 'number',
    default: 0,
    min: 0,
    max: 1,
    description: 'How much films that many like are held back.',
  },
  {
    name: 'threads',
    type: 'integer',
    default: 2,
    min: 1,
    max: 16,
    description: 'Threads that share the work; the model does not depend on it.',
  },
];

/** Progress is told in tenths of the work. */
const STAGES = 10;

/**
 * Item-based neighbours for lists (Deshpande & Karypis 2004, "Item-based top-N recommendation algorithms"); the score is
 * described at `ItemKnnModel`. Where likes are compared, they weigh all alike.
 *
 * There is nothing random in it: the same ratings give the same model, bit for bit. Blocks the calling thread.
 * O(Σ_u n_u² / 2); 16 bytes a place in a list and thread and some 30 a rating while it is trained.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes` or 4 GiB
 * @throws FitCancelledError if the caller asks to stop
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainItemKnn(
  ratings: Ratings,
  hyperparameters: Partial<ItemKnnHyperparameters>,
  options: FitOptions,
): ItemKnnModel {
  const settings = completeHyperparameters<ItemKnnHyperparameters>(itemKnnHyperparameters, hyperparameters);
  const { similarity, positiveFrom, neighboursPerItem, shrinkage, threads } = settings;
  const stop = new StopCheck(options.shouldStop);
  let told = 0;
  const onProgress = (ratio: number): void => {
    for (const due = Math.floor(ratio * STAGES); told < due; told++) {
      options.onEpoch?.({ epoch: told + 1, epochs: STAGES, trainRmse: null });
    }
  };
  const size = Math.min(neighboursPerItem, Math.max(1, ratings.items.size - 1));
  const compared = similarity === 'likes' ? likesOnly(ratings, positiveFrom) : ratings;
  const found = compared && {
    items: compared.items,
    ...nearestItems(compared, {
      similarity: 'full-cosine',
      size,
      minSupport: 1,
      shrinkage,
      threads,
      maxBytes: options.maxBytes,
      onWork: () => stop.after(Infinity),
      onProgress,
    }),
  };
  onProgress(1);
  return ItemKnnModel.of(ratings, settings, size, found);
}

/** Likes as ones, with indices of their own; null where there are none. */
function likesOnly(ratings: Ratings, positiveFrom: number): Ratings | null {
  const { userIndices, itemIndices, values, users, items } = ratings;
  const rows = Int32Array.from({ length: values.length }, (_, row) => row).filter(
    (row) => values[row] >= positiveFrom,
  );
  if (rows.length === 0) return null;
  const columns = {
    users: Int32Array.from(rows, (row) => users.ids[userIndices[row]]),
    items: Int32Array.from(rows, (row) => items.ids[itemIndices[row]]),
    values: new Float32Array(rows.length).fill(1),
  };
  return Ratings.from(columns, { min: 0, max: 1 });
}

export const itemKnnKind: RegisteredKind = {
  kind: 'item-knn',
  output: 'preference',
  title: 'Item neighbours',
  description: 'Adds up how similar a film is to each film that somebody likes, by who likes both.',
  hyperparameters: itemKnnHyperparameters,
  train: trainItemKnn,
  load: loadItemKnn,
};
