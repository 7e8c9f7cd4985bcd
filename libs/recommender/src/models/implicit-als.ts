import type { Ratings } from '../data/ratings.js';
import { TrainingDivergedError } from '../errors.js';
import { compileKernels } from '../kernels/wasm.js';
import { trainImplicitly } from '../parallel/implicit-training.js';
import { seededRandom } from '../random.js';
import { productsOfRows } from './factor-preferences.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import { ImplicitAlsModel, loadImplicitAls, type ImplicitObjective } from './implicit-als-model.js';
import type { KernelChoice } from './matrix-factorisation.js';
import type { FitOptions } from './model.js';
import type { RegisteredKind } from './registry.js';
import { StopCheck } from './stop-check.js';

export interface ImplicitAlsHyperparameters extends ImplicitObjective {
  readonly factorCount: number;
  readonly epochs: number;
  readonly solverSteps: number;
  readonly initStdDev: number;
  readonly threads: number;
}

export const implicitAlsHyperparameters: readonly HyperparameterSpec[] = [
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
    default: 16,
    min: 1,
    max: 1000,
    description: 'Times that all users, then all items are improved.',
  },
  {
    name: 'positiveFrom',
    type: 'number',
    default: 3,
    min: -1000,
    max: 1000,
    description: 'Ratings of at least this are taken for a sign of liking.',
  },
  {
    name: 'confidence',
    type: 'number',
    default: 1,
    min: 0,
    max: 1000,
    description: 'How much more a positive counts for each unit of rating above that.',
  },
  {
    name: 'unobservedWeight',
    type: 'number',
    default: 0.4,
    min: 0,
    max: 10,
    search: { min: 0.05, max: 2, scale: 'log' },
    description: 'How much it counts that other pairs of user and item are 0; a positive counts 1.',
  },
  {
    name: 'regularisation',
    type: 'number',
    default: 0.012,
    min: 1e-9,
    max: 1000,
    search: { min: 0.001, max: 0.1, scale: 'log' },
    description: 'Pull of the factors towards 0.',
  },
  {
    name: 'frequencyScaling',
    type: 'number',
    default: 1,
    min: 0,
    max: 1,
    description: 'How far that grows with the positives of a user or item: 0 not at all, 1 in proportion.',
  },
  {
    name: 'solverSteps',
    type: 'integer',
    default: 3,
    min: 1,
    max: 100,
    description: 'Steps of conjugate gradients each time that a user or item is improved.',
  },
  {
    name: 'initStdDev',
    type: 'number',
    default: 0.1,
    min: 1e-6,
    max: 10,
    description: 'Length of the factors of items at the start, as a standard deviation.',
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
 * Implicit alternating least squares: r̂ = p_u·q_i near 1 for positives and near 0 for all other pairs, the least of
 *
 *   Σ_positives c_ui (1 − p_u·q_i)² + α₀ Σ_all (p_u·q_i)² + Σ_u λ_u |p_u|² + Σ_i λ_i |q_i|²
 *   c_ui = 1 + α (r_ui − positiveFrom)        λ_u = λ (n_u + α₀ items)^ν        λ_i = λ (n_i + α₀ users)^ν
 *
 * n: positives (Hu, Koren & Volinsky 2008, with the regularisation of Rendle et al. 2022, "Revisiting the performance of iALS
 * on item recommendation benchmarks"). Users and items in turn take a few steps of conjugate gradients from where they are
 * (Takács, Pilászy & Tikk 2011, as in the library implicit). To learn from all ratings, let `positiveFrom` be the least
 * rating and give `confidence`. Factors of items start from N(0, initStdDev² / factors), those of users from 0.
 *
 * The defaults were chosen on a validation part of the training set of the fixed split of MovieLens 1M.
 *
 * The same seed and ratings give the same model, bit for bit, whatever `threads` is, on every machine that runs the same
 * build of the kernels. Blocks the calling thread. 16 bytes a positive and 4 (k + 2) a user and an item, k rounded up to a
 * multiple of 8, in shared memory, and the grouping of the ratings by item.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes` or 4 GiB
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainImplicitAls(
  ratings: Ratings,
  hyperparameters: Partial<ImplicitAlsHyperparameters>,
  options: FitOptions & KernelChoice,
): ImplicitAlsModel {
  const settings = completeHyperparameters<ImplicitAlsHyperparameters>(
    implicitAlsHyperparameters,
    hyperparameters,
  );
  const { factorCount, epochs, solverSteps, initStdDev, threads, ...objective } = settings;
  const { kernels = compileKernels() } = options;
  const stop = new StopCheck(options.shouldStop);
  const random = seededRandom(options.seed);
  const spread = initStdDev / Math.sqrt(factorCount);
  const { userFactors, itemFactors } = trainImplicitly(
    ratings,
    { factorCount, epochs, steps: solverSteps, threads, ...objective },
    {
      nextFactor: () => spread * random.normal(),
      kernels,
      maxBytes: options.maxBytes,
      onWork: (work) => stop.after(work),
      onEpoch: (epoch) => options.onEpoch?.({ epoch, epochs, trainRmse: null }),
    },
  );
  const itemProducts = productsOfRows(itemFactors, factorCount, stop);
  const trace = itemProducts.reduce((sum, one) => sum + one, 0);
  if (!Number.isFinite(trace) || !userFactors.every(Number.isFinite)) throw new TrainingDivergedError(epochs);
  const itemBiases = new Float32Array(ratings.items.size);
  return new ImplicitAlsModel(
    ratings,
    { factorCount, userFactors, itemFactors, itemBiases, itemProducts },
    objective,
    kernels?.build ?? 'plain',
  );
}

export const implicitAlsKind: RegisteredKind = {
  kind: 'implicit-als',
  output: 'preference',
  title: 'Implicit ALS',
  description: 'What people choose and like, not how many stars they give: least squares over all films.',
  hyperparameters: implicitAlsHyperparameters,
  train: trainImplicitAls,
  load: loadImplicitAls,
};
