import type { Ratings } from '../data/ratings.js';
import { TrainingDivergedError } from '../errors.js';
import type { FitOptions } from './model.js';
import type { StopCheck } from './stop-check.js';

/** How much users and items deviate from the mean: r̂ = μ + b_u + b_i, in rating units. */
export interface Biases {
  readonly globalMean: number;
  /** [userCount] b_u */
  readonly userBiases: Float64Array;
  /** [itemCount] b_i */
  readonly itemBiases: Float64Array;
}

export interface AlsSettings {
  readonly epochs: number;
  readonly userRegularisation: number;
  readonly itemRegularisation: number;
}

export interface SgdSettings {
  readonly epochs: number;
  readonly learningRate: number;
  readonly regularisation: number;
}

/**
 * Biases by alternating least squares, items before users in every epoch, from `start` (changed in place) or zero:
 *
 *   b_i = Σ_u (r − μ − b_u) / (λ_i + n_i)        b_u = Σ_i (r − μ − b_i) / (λ_u + n_u)
 *
 * Source: Koren, "Factor in the Neighbors" (2010), 2.1; Surprise, `baseline_als`.
 *
 * @throws FitCancelledError if the caller asks to stop
 */
export function fitBiasesByAls(
  ratings: Ratings,
  settings: AlsSettings,
  stop: StopCheck,
  options: FitOptions,
  start: Biases = zeroBiases(ratings),
): Biases {
  const biases = start;
  const { globalMean, userBiases, itemBiases } = biases;
  const { byItem, byUser } = ratings;
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    solveSide(byItem, globalMean, userBiases, settings.itemRegularisation, itemBiases, stop);
    solveSide(byUser, globalMean, itemBiases, settings.userRegularisation, userBiases, stop);
    options.onEpoch?.({ epoch, epochs: settings.epochs, trainRmse: trainRmse(ratings, biases, stop) });
  }
  return biases;
}

/**
 * Biases by stochastic gradient descent from `start` (changed in place) or zero, user by user, in the order of each user's ratings:
 *
 *   e = r − μ − b_u − b_i,   b_u += γ (e − λ b_u),   b_i += γ (e − λ b_i)        (Surprise, `baseline_sgd`)
 *
 * @throws TrainingDivergedError if an error stops being finite
 * @throws FitCancelledError if the caller asks to stop
 */
export function fitBiasesBySgd(
  ratings: Ratings,
  settings: SgdSettings,
  stop: StopCheck,
  options: FitOptions,
  start: Biases = zeroBiases(ratings),
): Biases {
  const { epochs, learningRate, regularisation } = settings;
  const biases = start;
  const { globalMean, userBiases, itemBiases } = biases;
  const { offsets, others, values } = ratings.byUser;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let squares = 0;
    for (let user = 0; user < userBiases.length; user++) {
      let userBias = userBiases[user];
      for (let at = offsets[user]; at < offsets[user + 1]; at++) {
        const itemBias = itemBiases[others[at]];
        const error = values[at] - (globalMean + userBias + itemBias);
        squares += error * error;
        userBias += learningRate * (error - regularisation * userBias);
        itemBiases[others[at]] = itemBias + learningRate * (error - regularisation * itemBias);
      }
      userBiases[user] = userBias;
      stop.after(2 * (offsets[user + 1] - offsets[user]));
    }
    if (!Number.isFinite(squares)) throw new TrainingDivergedError(epoch);
    options.onEpoch?.({ epoch, epochs, trainRmse: Math.sqrt(squares / ratings.length) });
  }
  return biases;
}

export function zeroBiases(ratings: Ratings): Biases {
  return {
    globalMean: ratings.globalMean,
    userBiases: new Float64Array(ratings.users.size),
    itemBiases: new Float64Array(ratings.items.size),
  };
}

/** One half of an epoch: `solved` from `fixed`. */
function solveSide(
  groups: Ratings['byUser'],
  globalMean: number,
  fixed: Float64Array,
  regularisation: number,
  solved: Float64Array,
  stop: StopCheck,
): void {
  const { offsets, others, values } = groups;
  for (let row = 0; row < solved.length; row++) {
    const [begin, end] = [offsets[row], offsets[row + 1]];
    let deviation = 0;
    for (let at = begin; at < end; at++) deviation += values[at] - globalMean - fixed[others[at]];
    solved[row] = deviation / (regularisation + end - begin);
    stop.after(end - begin);
  }
}

function trainRmse(
  ratings: Ratings,
  { globalMean, userBiases, itemBiases }: Biases,
  stop: StopCheck,
): number {
  const { userIndices, itemIndices, values } = ratings;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    squares += (values[row] - globalMean - userBiases[userIndices[row]] - itemBiases[itemIndices[row]]) ** 2;
    stop.after(1);
  }
  return Math.sqrt(squares / values.length);
}
