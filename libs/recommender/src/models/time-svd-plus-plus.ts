import type { Ratings } from '../data/ratings.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import type { KernelChoice } from './matrix-factorisation.js';
import type { FitOptions } from './model.js';
import type { RegisteredKind } from './registry.js';
import {
  fitSvdPlusPlus,
  svdPlusPlusHyperparameters,
  type SvdPlusPlusHyperparameters,
} from './svd-plus-plus.js';
import { TemporalFit, type CentredEffects } from './temporal-fit.js';
import { loadTimeSvdPlusPlus, TimeSvdPlusPlusModel } from './time-svd-plus-plus-model.js';

export interface TimeSvdPlusPlusHyperparameters extends SvdPlusPlusHyperparameters {
  readonly itemBinCount: number;
  readonly timeLearningRate: number;
  readonly driftRegularisation: number;
  readonly binRegularisation: number;
  readonly dayRegularisation: number;
}

export const timeSvdPlusPlusHyperparameters: readonly HyperparameterSpec[] = [
  ...svdPlusPlusHyperparameters,
  {
    name: 'itemBinCount',
    type: 'integer',
    default: 10,
    min: 1,
    max: 1000,
    description:
      'Parts of the time from the first to the last rating in which films have biases of their own.',
  },
  {
    name: 'timeLearningRate',
    type: 'number',
    default: 0.2,
    min: 0,
    max: 10,
    description: 'Step size of what changes with time, relative to that of all else.',
  },
  {
    name: 'driftRegularisation',
    type: 'number',
    default: 1,
    min: 0,
    max: 10,
    description: 'Pull of every step on users’ drifts towards 0.',
  },
  {
    name: 'binRegularisation',
    type: 'number',
    default: 5,
    min: 0,
    max: 10,
    description: 'Pull of every step on films’ biases of a part of the time towards 0.',
  },
  {
    name: 'dayRegularisation',
    type: 'number',
    default: 0.1,
    min: 0,
    max: 10,
    description: 'Pull of every step on users’ biases of a day towards 0.',
  },
];

/**
 * SVD++ by `trainSvdPlusPlus` whose biases change with time (Koren 2009): users drift and have good and bad days, items
 * are liked more or less in different parts of the time. After each pass over factors and biases one over the effects of
 * time follows, in plain TypeScript, from the errors of that pass. Where the ratings have no times, or one and the same,
 * it is SVD++, and its state says `timed: no`.
 *
 * The same seed and ratings give the same model, bit for bit, on every machine that runs the same build of the kernels.
 * Memory of `trainSvdPlusPlus`, 20 bytes a rating more, and 4 for each item and part of the time.
 *
 * @throws as `trainSvdPlusPlus`
 */
export function trainTimeSvdPlusPlus(
  ratings: Ratings,
  hyperparameters: Partial<TimeSvdPlusPlusHyperparameters>,
  options: FitOptions & KernelChoice,
): TimeSvdPlusPlusModel {
  const settings = completeHyperparameters<TimeSvdPlusPlusHyperparameters>(
    timeSvdPlusPlusHyperparameters,
    hyperparameters,
  );
  const { itemBinCount, timeLearningRate, driftRegularisation, binRegularisation, dayRegularisation } =
    settings;
  const fit = TemporalFit.of(ratings, itemBinCount);
  const betweenEpochs = (biasLearningRate: number, errors: Float32Array, targets: Float32Array): void => {
    const learningRate = timeLearningRate * biasLearningRate;
    fit?.pass({ learningRate, driftRegularisation, binRegularisation, dayRegularisation }, errors, targets);
  };
  const fitted = fitSvdPlusPlus(ratings, settings, options, fit ? betweenEpochs : undefined);
  const learnt = fit && fit.effects();
  const parameters = learnt ? asOfLatest(fitted.parameters, learnt) : fitted.parameters;
  return new TimeSvdPlusPlusModel(
    ratings,
    parameters,
    fitted.implicitFactors,
    learnt && learnt.effects,
    fitted.penalties,
    fitted.trainedBy,
  );
}

/** With the effects of the latest time in the biases. */
function asOfLatest(
  parameters: FactorParameters,
  { effects, userShifts, itemShifts }: CentredEffects,
): FactorParameters {
  const now = effects.parameters.lastTime;
  return {
    ...parameters,
    userBiases: parameters.userBiases.map(
      (bias, user) => bias + userShifts[user] + effects.ofUser(user, now),
    ),
    itemBiases: parameters.itemBiases.map(
      (bias, item) => bias + itemShifts[item] + effects.ofItem(item, now),
    ),
  };
}

export const timeSvdPlusPlusKind: RegisteredKind = {
  kind: 'time-svd-plus-plus',
  output: 'rating',
  title: 'timeSVD++',
  description:
    'SVD++ with people who drift and have good and bad days, and films that are liked more at some times.',
  hyperparameters: timeSvdPlusPlusHyperparameters,
  train: trainTimeSvdPlusPlus,
  load: loadTimeSvdPlusPlus,
};
