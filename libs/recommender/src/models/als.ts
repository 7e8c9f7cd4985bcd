import type { Ratings } from '../data/ratings.js';
import { TrainingDivergedError } from '../errors.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import { compileKernels } from '../kernels/wasm.js';
import { trainByLeastSquares } from '../parallel/als-training.js';
import { seededRandom } from '../random.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import type { KernelChoice } from './matrix-factorisation.js';
import type { FitOptions } from './model.js';
import { StopCheck } from './stop-check.js';
import { SvdModel } from './svd.js';
import { warmRows } from './warm-start.js';

export interface AlsHyperparameters {
  readonly factorCount: number;
  readonly epochs: number;
  readonly regularisation: number;
  readonly fixedRegularisation: number;
  readonly initStdDev: number;
  readonly threads: number;
}

export const alsHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'factorCount',
    type: 'integer',
    default: 64,
    min: 1,
    max: 256,
    description: 'Factors of each user and item.',
    search: { min: 8, max: 128, scale: 'log' },
  },
  {
    name: 'epochs',
    type: 'integer',
    default: 12,
    min: 1,
    max: 1000,
    description: 'Times that all users, then all items are solved.',
  },
  {
    name: 'regularisation',
    type: 'number',
    default: 0.06,
    min: 0,
    max: 10,
    description: 'Pull towards 0 for each rating of a user or item.',
    search: { min: 0.005, max: 0.3, scale: 'log' },
  },
  {
    name: 'fixedRegularisation',
    type: 'number',
    default: 4,
    min: 1e-6,
    max: 1e6,
    description: 'Pull towards 0 of each user and item, however many ratings.',
    search: { min: 0.3, max: 30, scale: 'log' },
  },
  {
    name: 'initStdDev',
    type: 'number',
    default: 0.1,
    min: 0,
    max: 10,
    description: 'Standard deviation of the factors of items at the start.',
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
 * Alternating least squares with biases: r̂ = μ + b_u + b_i + p_u·q_i, users and items in turn solved exactly while the
 * others stay, with a penalty of (λ₀ + λ n) on the squares of n ratings' factors and bias (Zhou et al. 2008).
 *
 * The same seed and ratings give the same model, bit for bit, whatever `threads` is, on every machine that runs the same
 * build of the kernels. Blocks the calling thread. 16 bytes a rating and 4 (k + 2) a user and an item in shared memory,
 * and the grouping of the ratings by user and by item. Whoever asks to stop is heard between rows: one film of 67,000
 * ratings takes some 50 ms at 128 factors.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes` or 4 GiB
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainAls(
  ratings: Ratings,
  hyperparameters: Partial<AlsHyperparameters>,
  options: FitOptions & KernelChoice,
): SvdModel {
  const settings = completeHyperparameters<AlsHyperparameters>(alsHyperparameters, hyperparameters);
  const { factorCount, epochs, initStdDev, threads } = settings;
  const penalties = { perUser: settings.fixedRegularisation, perRating: settings.regularisation };
  const { kernels = compileKernels() } = options;
  const stop = new StopCheck(options.shouldStop);
  const random = seededRandom(options.seed);
  const parameters = trainByLeastSquares(ratings, {
    factorCount,
    epochs,
    threads,
    penaltyPerRow: penalties.perUser,
    penaltyPerRating: penalties.perRating,
    nextFactor: () => initStdDev * random.normal(),
    start: warmRows(options.warmStart as SvdModel | undefined, ratings, 'als', factorCount),
    kernels,
    maxBytes: options.maxBytes,
    onWork: (work) => stop.after(work),
    onEpoch: (epoch, squares, read) => {
      if (!Number.isFinite(squares)) throw new TrainingDivergedError(epoch);
      const trainRmse = Math.sqrt(squares / ratings.length);
      options.onEpoch?.({ epoch, epochs, trainRmse, snapshot: () => modelOf(read()) });
    },
  });
  return modelOf(parameters);

  function modelOf(learnt: FactorParameters): SvdModel {
    return new SvdModel(ratings, learnt, penalties, 'als', kernels?.build ?? 'plain');
  }
}
