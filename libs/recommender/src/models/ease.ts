import type { Ratings } from '../data/ratings.js';
import { compileKernels } from '../kernels/wasm.js';
import { trainEaseWeights, type ItemWeights } from '../parallel/ease-training.js';
import { EaseModel, loadEase } from './ease-model.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import { likesOf } from './likes.js';
import type { KernelChoice } from './matrix-factorisation.js';
import type { FitOptions } from './model.js';
import type { RegisteredKind } from './registry.js';
import { StopCheck } from './stop-check.js';

export interface EaseHyperparameters {
  readonly regularisation: number;
  readonly positiveFrom: number;
  readonly maxItems: number;
  readonly neighboursPerItem: number;
  readonly threads: number;
}

export const easeHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'regularisation',
    type: 'number',
    default: 500,
    min: 1e-3,
    max: 1e6,
    search: { min: 50, max: 3000, scale: 'log' },
    description: 'Pull of all weights towards 0, in users.',
  },
  {
    name: 'positiveFrom',
    type: 'number',
    default: 4,
    description: 'Ratings from this on count as likes, all others as nothing.',
  },
  {
    name: 'maxItems',
    type: 'integer',
    default: 10_000,
    min: 1,
    max: 45_000,
    description: 'The most liked items are learnt, at most so many; others keep their popularity.',
  },
  {
    name: 'neighboursPerItem',
    type: 'integer',
    default: 400,
    min: 0,
    max: 45_000,
    description: 'Weights kept for each item, those farthest from 0; 0 keeps all.',
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

/**
 * EASE: a linear model that foretells each item from all others (Steck 2019, "Embarrassingly shallow autoencoders for sparse
 * data"). With X who likes what, as 0 and 1:
 *
 *   G = XᵀX + λI,  P = G⁻¹,  B_ij = −P_ij / P_jj,  B_jj = 0,  ŝ_j = Σ_{i liked} B_ij
 *
 * There is nothing random in it: the same ratings give the same model, bit for bit, whatever seed and `threads` are, on every
 * machine that runs the same build of the kernels. Blocks the calling thread. Time grows with the cube of the items kept; in
 * shared memory 2 n² bytes for n items, 10 a like, and 8 for each weight kept. Progress is told for the Gram matrix and after
 * each block of the inversion.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes` or 4 GiB
 * @throws IllConditionedError if `regularisation` is too small for single precision
 * @throws FitCancelledError if the caller asks to stop
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainEase(
  ratings: Ratings,
  hyperparameters: Partial<EaseHyperparameters>,
  options: FitOptions & KernelChoice,
): EaseModel {
  const settings = completeHyperparameters<EaseHyperparameters>(easeHyperparameters, hyperparameters);
  const { regularisation, positiveFrom, maxItems, neighboursPerItem, threads } = settings;
  const { kernels = compileKernels() } = options;
  const stop = new StopCheck(options.shouldStop);
  const { counts, lists, ...likes } = likesOf(ratings, positiveFrom, maxItems, (work) => stop.after(work));
  const others = likes.keptItems.length - 1;
  const onStage = (epoch: number, epochs: number): void =>
    options.onEpoch?.({ epoch, epochs, trainRmse: null });
  let learnt: ItemWeights = { neighbours: new Int32Array(0), weights: new Float32Array(0), residual: 0 };
  // Where nobody likes anything there is nothing to invert.
  if (others < 0) onStage(1, 1);
  else {
    learnt = trainEaseWeights(lists, {
      regularisation,
      threads,
      neighbourCount: neighboursPerItem === 0 ? others : Math.min(others, neighboursPerItem),
      kernels,
      maxBytes: options.maxBytes,
      onWork: (work) => stop.after(work),
      onStage,
    });
  }
  const trainedBy = kernels?.build ?? 'plain';
  return new EaseModel(ratings, {
    positiveFrom,
    regularisation,
    trainedBy,
    likeCounts: counts,
    ...likes,
    ...learnt,
  });
}

export const easeKind: RegisteredKind = {
  kind: 'ease',
  output: 'preference',
  title: 'EASE',
  description:
    'Foretells from all films that somebody likes whether they like another: linear, and solved at once.',
  hyperparameters: easeHyperparameters,
  train: trainEase,
  load: loadEase,
};
