import type { Ratings } from '../data/ratings.js';
import { TrainingDivergedError } from '../errors.js';
import type { SgdStep } from '../kernels/sgd-block.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import { compileKernels, type CompiledKernels } from '../kernels/wasm.js';
import { trainInBlocks } from '../parallel/block-sgd.js';
import { MAX_THREADS } from '../parallel/sgd-plan.js';
import { seededRandom } from '../random.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import type { FitOptions } from './model.js';
import { StopCheck } from './stop-check.js';
import { SvdModel } from './svd.js';
import { warmRows } from './warm-start.js';

export interface MatrixFactorisationHyperparameters {
  readonly factorCount: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly learningRateDecay: number;
  readonly regularisation: number;
  readonly biasRegularisation: number;
  readonly initStdDev: number;
  readonly threads: number;
}

export const matrixFactorisationHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'factorCount',
    type: 'integer',
    default: 128,
    min: 1,
    max: 1024,
    description: 'Factors of each user and item.',
    search: { min: 16, max: 256, scale: 'log' },
  },
  {
    name: 'epochs',
    type: 'integer',
    default: 30,
    min: 1,
    max: 1000,
    description: 'Passes over the ratings.',
  },
  {
    name: 'learningRate',
    type: 'number',
    default: 0.05,
    min: 1e-6,
    max: 1,
    description: 'Step size of the first epoch.',
    search: { min: 0.01, max: 0.15, scale: 'log' },
  },
  {
    name: 'learningRateDecay',
    type: 'number',
    default: 0.85,
    min: 0.01,
    max: 1,
    description: 'Step size of an epoch relative to the one before.',
    search: { min: 0.75, max: 0.98, scale: 'linear' },
  },
  {
    name: 'regularisation',
    type: 'number',
    default: 0.045,
    min: 0,
    max: 10,
    description: 'Pull of every step on the factors towards 0.',
    search: { min: 0.01, max: 0.2, scale: 'log' },
  },
  {
    name: 'biasRegularisation',
    type: 'number',
    default: 0.02,
    min: 0,
    max: 10,
    description: 'Pull of every step on the biases towards 0.',
    search: { min: 0.001, max: 0.1, scale: 'log' },
  },
  {
    name: 'initStdDev',
    type: 'number',
    default: 0.01,
    min: 0,
    max: 10,
    description: 'Standard deviation of the factors at the start.',
  },
  {
    name: 'threads',
    type: 'integer',
    default: 2,
    min: 1,
    max: MAX_THREADS,
    description: 'Threads that share the work; the model does not depend on it.',
  },
];

/** What it takes to train with other kernels than the machine's best: for tests and comparisons. */
export interface KernelChoice {
  /** null: the plain TypeScript twin. */
  readonly kernels?: CompiledKernels | null;
}

/**
 * SVD trained in blocks by WebAssembly kernels on several threads: r̂ = μ + b_u + b_i + p_u·q_i, as `trainSvd`, but with
 * a step size that decays, biases with a regularisation of their own, and users and items met block by block
 * (Gemulla et al. 2011, "Large-scale matrix factorization with distributed stochastic gradient descent").
 *
 * The same seed and ratings give the same model, bit for bit, whatever `threads` is, on every machine that runs the same
 * build of the kernels. Blocks the calling thread. 8 bytes a rating and 4 (k + 1) a user and an item, k rounded up to a
 * multiple of 16, in shared memory, and the grouping of the ratings by user and by item.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes` or 4 GiB
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainMatrixFactorisation(
  ratings: Ratings,
  hyperparameters: Partial<MatrixFactorisationHyperparameters>,
  options: FitOptions & KernelChoice,
): SvdModel {
  const settings = completeHyperparameters<MatrixFactorisationHyperparameters>(
    matrixFactorisationHyperparameters,
    hyperparameters,
  );
  const { factorCount, epochs, initStdDev, regularisation, threads } = settings;
  const { kernels = compileKernels() } = options;
  const stop = new StopCheck(options.shouldStop);
  const random = seededRandom(options.seed);
  const steps = stepSizes(settings);
  const parameters = trainInBlocks(ratings, {
    factorCount,
    threads,
    steps,
    nextFactor: () => initStdDev * random.normal(),
    start: warmRows(options.warmStart as SvdModel | undefined, ratings, 'matrix-factorisation', factorCount),
    kernels,
    maxBytes: options.maxBytes,
    onWork: (work) => stop.after(work),
    onEpoch: (epoch, squares, read) => {
      if (!Number.isFinite(squares)) throw new TrainingDivergedError(epoch);
      const trainRmse = Math.sqrt(squares / ratings.length);
      options.onEpoch?.({ epoch, epochs, trainRmse, snapshot: () => modelAfter(epoch, read()) });
    },
  });
  if (!isFinite(parameters)) throw new TrainingDivergedError(epochs);
  return modelAfter(epochs, parameters);

  function modelAfter(epoch: number, learnt: FactorParameters): SvdModel {
    const walked = steps.slice(0, epoch).reduce((sum, { learningRate }) => sum + learningRate, 0);
    return new SvdModel(
      ratings,
      learnt,
      { perUser: 1 / walked, perRating: regularisation },
      'matrix-factorisation',
      kernels?.build ?? 'plain',
    );
  }
}

function stepSizes(settings: MatrixFactorisationHyperparameters): SgdStep[] {
  const { epochs, learningRate, learningRateDecay, regularisation, biasRegularisation } = settings;
  return Array.from({ length: epochs }, (_, epoch) => {
    const size = learningRate * learningRateDecay ** epoch;
    return { learningRate: size, regularisation, biasLearningRate: size, biasRegularisation };
  });
}

function isFinite({ userBiases, itemBiases, userFactors, itemFactors }: FactorParameters): boolean {
  return [userBiases, itemBiases, userFactors, itemFactors].every((values) => values.every(Number.isFinite));
}
