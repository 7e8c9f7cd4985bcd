import type { Ratings } from '../data/ratings.js';
import { InvalidRatingsError, TrainingDivergedError } from '../errors.js';
import { NmfItemSums, updateItems, updateUsers, type NmfParameters } from '../kernels/nmf-epoch.js';
import { seededRandom } from '../random.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import type { FitOptions } from './model.js';
import { loadNmf, NmfModel } from './nmf-model.js';
import type { RegisteredKind } from './registry.js';
import { StopCheck } from './stop-check.js';

export interface NmfHyperparameters {
  readonly factorCount: number;
  readonly epochs: number;
  readonly userRegularisation: number;
  readonly itemRegularisation: number;
  readonly biased: boolean;
  readonly biasLearningRate: number;
  readonly biasRegularisation: number;
  readonly initLow: number;
  readonly initHigh: number;
}

export const nmfHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'factorCount',
    type: 'integer',
    default: 15,
    min: 1,
    max: 256,
    description: 'Factors of each user and item.',
  },
  {
    name: 'epochs',
    type: 'integer',
    default: 50,
    min: 1,
    max: 1000,
    description: 'Passes over the ratings.',
  },
  {
    name: 'userRegularisation',
    type: 'number',
    default: 0.06,
    min: 0,
    max: 10,
    search: { min: 0.01, max: 0.5, scale: 'log' },
    description: 'Pull of users’ factors towards 0 for each rating.',
  },
  {
    name: 'itemRegularisation',
    type: 'number',
    default: 0.06,
    min: 0,
    max: 10,
    search: { min: 0.01, max: 0.5, scale: 'log' },
    description: 'Pull of films’ factors towards 0 for each rating.',
  },
  {
    name: 'biased',
    type: 'boolean',
    default: false,
    description: 'Whether mean and biases are there beside the factors.',
  },
  {
    name: 'biasLearningRate',
    type: 'number',
    default: 0.005,
    min: 1e-6,
    max: 1,
    description: 'Step size of the biases.',
  },
  {
    name: 'biasRegularisation',
    type: 'number',
    default: 0.02,
    min: 0,
    max: 10,
    description: 'Pull of every step on the biases towards 0.',
  },
  {
    name: 'initLow',
    type: 'number',
    default: 0,
    min: 0,
    max: 10,
    description: 'Smallest factor at the start.',
  },
  {
    name: 'initHigh',
    type: 'number',
    default: 1,
    min: 1e-6,
    max: 10,
    description: 'Largest factor at the start.',
  },
];

/** Multiply–adds for each rating and factor: the estimate, and four sums. */
const WORK_PER_FACTOR = 5;
/** Ratings in one call of the kernel, so that a caller who wants to stop is heard. */
const RATINGS_PER_CALL = 50_000;

/**
 * Non-negative matrix factorisation (Luo et al. 2014; Surprise, NMF): r̂ = p_u·q_i with p, q ≥ 0, with `biased` μ + b_u +
 * b_i beside. Factors start from U(initLow, initHigh), users' before items', biases from 0. Defaults are Surprise's.
 *
 * 8 k bytes a user and 24 k an item while it trains, and the grouping of the ratings by user and by item.
 *
 * @throws HyperparameterError
 * @throws InvalidRatingsError if the scale goes below 0: non-negative factors cannot reach there
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 */
export function trainNmf(
  ratings: Ratings,
  hyperparameters: Partial<NmfHyperparameters>,
  options: FitOptions,
): NmfModel {
  const settings = completeHyperparameters<NmfHyperparameters>(nmfHyperparameters, hyperparameters);
  if (ratings.scale.min < 0) {
    throw new InvalidRatingsError(`The scale begins at ${ratings.scale.min}, expected 0 or more`);
  }
  const { epochs, factorCount, userRegularisation, biasRegularisation, biased } = settings;
  const stop = new StopCheck(options.shouldStop);
  const parameters = initialParameters(ratings, settings, options.seed);
  const sums = new NmfItemSums(parameters);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const squares = runEpoch(ratings, parameters, sums, settings, stop);
    if (!Number.isFinite(squares)) throw new TrainingDivergedError(epoch);
    options.onEpoch?.({ epoch, epochs, trainRmse: Math.sqrt(squares / ratings.length) });
  }
  const { userBiases, itemBiases, userFactors, itemFactors } = parameters;
  const learnt = [userBiases, itemBiases, userFactors, itemFactors].map((one) => Float32Array.from(one));
  if (!learnt.every((values) => values.every(Number.isFinite))) throw new TrainingDivergedError(epochs);
  return new NmfModel(
    ratings,
    {
      factorCount,
      globalMean: parameters.globalMean,
      userBiases: learnt[0],
      itemBiases: learnt[1],
      userFactors: learnt[2],
      itemFactors: learnt[3],
    },
    {
      unknown: biased ? null : ratings.globalMean,
      perRating: userRegularisation,
      biasPerRating: biasRegularisation,
    },
  );
}

function initialParameters(
  ratings: Ratings,
  { factorCount, initLow, initHigh, biased }: NmfHyperparameters,
  seed: number,
): NmfParameters {
  const random = seededRandom(seed);
  const factors = (rowCount: number): Float64Array =>
    new Float64Array(rowCount * factorCount).map(() => initLow + (initHigh - initLow) * random.uniform());
  return {
    factorCount,
    globalMean: biased ? ratings.globalMean : 0,
    userBiases: new Float64Array(ratings.users.size),
    itemBiases: new Float64Array(ratings.items.size),
    userFactors: factors(ratings.users.size),
    itemFactors: factors(ratings.items.size),
  };
}

/** Returns the sum of squared errors, all from the parameters before the epoch. */
function runEpoch(
  ratings: Ratings,
  parameters: NmfParameters,
  sums: NmfItemSums,
  settings: NmfHyperparameters,
  stop: StopCheck,
): number {
  const { byUser } = ratings;
  const userCount = ratings.users.size;
  const biasStep = {
    learningRate: settings.biased ? settings.biasLearningRate : 0,
    regularisation: settings.biasRegularisation,
  };
  let squares = 0;
  sums.clear();
  for (let first = 0; first < userCount;) {
    let end = first + 1;
    while (end < userCount && byUser.offsets[end + 1] - byUser.offsets[first] <= RATINGS_PER_CALL) end++;
    squares += updateUsers(byUser, parameters, sums, settings.userRegularisation, biasStep, first, end);
    stop.after((byUser.offsets[end] - byUser.offsets[first]) * parameters.factorCount * WORK_PER_FACTOR);
    first = end;
  }
  updateItems(ratings.byItem.offsets, parameters, sums, settings.itemRegularisation);
  return squares;
}

export const nmfKind: RegisteredKind = {
  kind: 'nmf',
  output: 'rating',
  title: 'NMF',
  description:
    'Factors that are never negative: films have more or less of a trait, people like it more or less.',
  hyperparameters: nmfHyperparameters,
  train: trainNmf,
  load: loadNmf,
};
