import type { Ratings } from '../data/ratings.js';
import { TrainingDivergedError } from '../errors.js';
import { compileKernels } from '../kernels/wasm.js';
import { MAX_BPR_THREADS } from '../parallel/bpr-plan.js';
import { trainByTriples } from '../parallel/bpr-training.js';
import { seededRandom } from '../random.js';
import { BprModel, loadBpr, type BprObjective } from './bpr-model.js';
import { productsOfRows } from './factor-preferences.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import type { KernelChoice } from './matrix-factorisation.js';
import type { FitOptions } from './model.js';
import type { RegisteredKind } from './registry.js';
import { StopCheck } from './stop-check.js';

export interface BprHyperparameters extends BprObjective {
  readonly factorCount: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly initStdDev: number;
  readonly threads: number;
}

export const bprHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'factorCount',
    type: 'integer',
    default: 64,
    min: 1,
    max: 1024,
    search: { min: 16, max: 128, scale: 'log' },
    description: 'Factors of each user and item.',
  },
  {
    name: 'epochs',
    type: 'integer',
    default: 120,
    min: 1,
    max: 10_000,
    description: 'Passes over the positives, with another negative each time.',
  },
  {
    name: 'positiveFrom',
    type: 'number',
    default: 4,
    min: -1000,
    max: 1000,
    description: 'Ratings of at least this are taken for a sign of liking.',
  },
  { name: 'learningRate', type: 'number', default: 0.025, min: 1e-6, max: 10, description: 'Step size.' },
  {
    name: 'regularisation',
    type: 'number',
    default: 0.007,
    min: 0,
    max: 1,
    search: { min: 0.0005, max: 0.05, scale: 'log' },
    description: 'Pull of every step towards 0.',
  },
  {
    name: 'initStdDev',
    type: 'number',
    default: 0.1,
    min: 1e-6,
    max: 10,
    description: 'Length of the factors at the start, as a standard deviation.',
  },
  {
    name: 'threads',
    type: 'integer',
    default: 2,
    min: 1,
    max: MAX_BPR_THREADS,
    description: 'Threads that share the work; the model does not depend on it.',
  },
];

/**
 * Bayesian personalised ranking: preferences b_i + p_u·q_i that put each positive before items that are none, by stochastic
 * gradient descent over triples of a user, a positive and a negative drawn evenly from all items that are none of the user's
 * positives (Rendle et al. 2009, "BPR: Bayesian personalized ranking from implicit feedback"). An epoch meets each positive
 * once. Users and items are met part by part, and negatives come from the two parts at hand; which parts meet changes from
 * epoch to epoch. Factors start from N(0, initStdDev² / factors), biases from 0.
 *
 * The defaults were chosen on a validation part of the training set of the fixed split of MovieLens 1M.
 *
 * The same seed and ratings give the same model, bit for bit, whatever `threads` is, on every machine that runs the same
 * build of the kernels. Blocks the calling thread. 4 bytes a positive and 4 (k + 1) a user and an item, k rounded up to a
 * multiple of 16, in shared memory, and the grouping of the ratings by user.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes` or 4 GiB
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainBpr(
  ratings: Ratings,
  hyperparameters: Partial<BprHyperparameters>,
  options: FitOptions & KernelChoice,
): BprModel {
  const settings = completeHyperparameters<BprHyperparameters>(bprHyperparameters, hyperparameters);
  const { factorCount, epochs, initStdDev, positiveFrom, regularisation } = settings;
  const { kernels = compileKernels() } = options;
  const stop = new StopCheck(options.shouldStop);
  const random = seededRandom(options.seed);
  const spread = initStdDev / Math.sqrt(factorCount);
  const learnt = trainByTriples(
    ratings,
    { ...settings, seed: random.integer(2 ** 32) },
    {
      nextFactor: () => spread * random.normal(),
      kernels,
      maxBytes: options.maxBytes,
      onWork: (work) => stop.after(work),
      onEpoch: (epoch) => options.onEpoch?.({ epoch, epochs, trainRmse: null }),
    },
  );
  if (!Object.values(learnt).every((values: Float32Array) => values.every(Number.isFinite))) {
    throw new TrainingDivergedError(epochs);
  }
  const itemProducts = productsOfRows(learnt.itemFactors, factorCount, stop);
  return new BprModel(
    ratings,
    { factorCount, ...learnt, itemProducts },
    { positiveFrom, regularisation },
    kernels?.build ?? 'plain',
  );
}

export const bprKind: RegisteredKind = {
  kind: 'bpr',
  output: 'preference',
  title: 'BPR',
  description: 'Learns to put what somebody likes before what they did not choose, pair by pair.',
  hyperparameters: bprHyperparameters,
  train: trainBpr,
  load: loadBpr,
};
