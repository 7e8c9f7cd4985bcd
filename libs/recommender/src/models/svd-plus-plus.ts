import type { Ratings } from '../data/ratings.js';
import { TrainingDivergedError } from '../errors.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import type { SvdPlusPlusStep } from '../kernels/svd-plus-plus-pass.js';
import { compileKernels } from '../kernels/wasm.js';
import { seededRandom } from '../random.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import type { KernelChoice } from './matrix-factorisation.js';
import type { FitOptions } from './model.js';
import type { RegisteredKind } from './registry.js';
import { StopCheck } from './stop-check.js';
import type { Trainer } from './svd.js';
import type { FoldInPenalties } from './svd-fold-in.js';
import { loadSvdPlusPlus, SvdPlusPlusModel } from './svd-plus-plus-model.js';
import { trainUserByUser } from './svd-plus-plus-training.js';

export interface SvdPlusPlusHyperparameters {
  readonly factorCount: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly learningRateDecay: number;
  readonly regularisation: number;
  readonly biasRegularisation: number;
  readonly initStdDev: number;
  readonly implicitPenalty: 'sum' | 'each';
}

/** The settings by which Surprise's SVDpp trains. */
export const surpriseSvdPlusPlus: SvdPlusPlusHyperparameters = {
  factorCount: 20,
  epochs: 20,
  learningRate: 0.007,
  learningRateDecay: 1,
  regularisation: 0.02,
  biasRegularisation: 0.02,
  initStdDev: 0.1,
  implicitPenalty: 'each',
};

/** Multiply–adds a rating of what runs between epochs, roughly. */
const BETWEEN_WORK = 40;

export const svdPlusPlusHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'factorCount',
    type: 'integer',
    default: 64,
    min: 1,
    max: 1024,
    description: 'Factors of each user and item.',
    search: { min: 16, max: 128, scale: 'log' },
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
    default: 0.024,
    min: 1e-6,
    max: 1,
    description: 'Step size of the first epoch.',
    search: { min: 0.01, max: 0.08, scale: 'log' },
  },
  {
    name: 'learningRateDecay',
    type: 'number',
    default: 0.89,
    min: 0.01,
    max: 1,
    description: 'Step size of an epoch relative to the one before.',
    search: { min: 0.75, max: 0.98, scale: 'linear' },
  },
  {
    name: 'regularisation',
    type: 'number',
    default: 0.05,
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
    name: 'implicitPenalty',
    type: 'choice',
    default: 'sum',
    choices: ['sum', 'each'],
    description:
      'What the regularisation holds near 0: the sum of a user’s implicit factors, or each of them.',
  },
];

/**
 * SVD++ by stochastic gradient descent (Koren 2008; Surprise, SVDpp): SVD that also learns from which items a user has
 * rated, whatever the ratings. Factors start from N(0, initStdDev), users', items', then implicit ones, biases from 0; then
 * `epochs` passes, user by user in order of first appearance, each user's ratings in the order given. By
 * `surpriseSvdPlusPlus` it is Surprise's SVDpp up to rounding and random numbers, in time that grows with the number of
 * ratings instead of the squares of users' numbers: see `svdPlusPlusPass`.
 *
 * The same seed and ratings give the same model, bit for bit, on every machine that runs the same build of the kernels.
 * One thread, the caller's. 8 bytes a rating and 4 k a user and 8 k an item, k rounded up to a multiple of 16, and the
 * grouping of the ratings by user.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes` or 4 GiB
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 */
export function trainSvdPlusPlus(
  ratings: Ratings,
  hyperparameters: Partial<SvdPlusPlusHyperparameters>,
  options: FitOptions & KernelChoice,
): SvdPlusPlusModel {
  const settings = completeHyperparameters<SvdPlusPlusHyperparameters>(
    svdPlusPlusHyperparameters,
    hyperparameters,
  );
  const { parameters, implicitFactors, penalties, trainedBy } = fitSvdPlusPlus(ratings, settings, options);
  return new SvdPlusPlusModel(ratings, parameters, implicitFactors, penalties, trainedBy);
}

export interface FittedSvdPlusPlus {
  /** `userFactors` hold all that a user is: p_u + |N(u)|^−½ Σ y_j. */
  readonly parameters: FactorParameters;
  readonly implicitFactors: Float32Array;
  readonly penalties: FoldInPenalties;
  readonly trainedBy: Trainer;
}

/**
 * The parameters of `trainSvdPlusPlus`.
 *
 * @param betweenEpochs  as in `SvdPlusPlusTraining`, with the step size of the biases
 */
export function fitSvdPlusPlus(
  ratings: Ratings,
  settings: SvdPlusPlusHyperparameters,
  options: FitOptions & KernelChoice,
  betweenEpochs?: (biasLearningRate: number, errors: Float32Array, targets: Float32Array) => void,
): FittedSvdPlusPlus {
  const { factorCount, epochs, initStdDev, regularisation } = settings;
  const { kernels = compileKernels() } = options;
  const stop = new StopCheck(options.shouldStop);
  const random = seededRandom(options.seed);
  const steps = stepSizes(settings);
  const { tastes, itemFactors, implicitFactors, userBiases, itemBiases } = trainUserByUser(ratings, {
    factorCount,
    steps,
    nextFactor: () => initStdDev * random.normal(),
    kernels,
    maxBytes: options.maxBytes,
    onWork: (work) => stop.after(work),
    ...(betweenEpochs && {
      betweenEpochs: (step: SvdPlusPlusStep, errors: Float32Array, targets: Float32Array) => {
        betweenEpochs(step.biasLearningRate, errors, targets);
        stop.after(ratings.length * BETWEEN_WORK);
      },
    }),
    onEpoch: (epoch, squares) => {
      if (!Number.isFinite(squares)) throw new TrainingDivergedError(epoch);
      options.onEpoch?.({ epoch, epochs, trainRmse: Math.sqrt(squares / ratings.length) });
    },
  });
  const learnt = [tastes, itemFactors, implicitFactors, userBiases, itemBiases];
  if (!learnt.every((values) => values.every(Number.isFinite))) throw new TrainingDivergedError(epochs);
  const walked = steps.reduce((sum, { learningRate }) => sum + learningRate, 0);
  const globalMean = ratings.globalMean;
  return {
    parameters: { factorCount, globalMean, userBiases, itemBiases, userFactors: tastes, itemFactors },
    implicitFactors,
    penalties: { perUser: 1 / walked, perRating: regularisation },
    trainedBy: kernels?.build ?? 'plain',
  };
}

function stepSizes(settings: SvdPlusPlusHyperparameters): SvdPlusPlusStep[] {
  const { epochs, learningRate, learningRateDecay, ...penalties } = settings;
  const { regularisation, biasRegularisation, implicitPenalty } = penalties;
  return Array.from({ length: epochs }, (_, epoch) => {
    const size = learningRate * learningRateDecay ** epoch;
    return {
      learningRate: size,
      regularisation,
      biasLearningRate: size,
      biasRegularisation,
      implicitPenalty,
    };
  });
}

export const svdPlusPlusKind: RegisteredKind = {
  kind: 'svd-plus-plus',
  output: 'rating',
  title: 'SVD++',
  description: 'SVD that also learns from which films somebody rated, whatever the ratings.',
  hyperparameters: svdPlusPlusHyperparameters,
  train: trainSvdPlusPlus,
  load: loadSvdPlusPlus,
};
