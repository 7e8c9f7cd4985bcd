import type { RatingGroups, Ratings } from '../data/ratings.js';
import { userBiasOf } from './baseline.js';
import { fitBiasesByAls, type Biases } from './biases.js';
import type { IndexedRating } from './indexed-model.js';
import { StopCheck } from './stop-check.js';

/** What is taken off a neighbour's rating before weighing, and added back for the one asked about. */
export type Centring = 'none' | 'mean' | 'z-score' | 'baseline';

/** Centre c and spread s of one user (or item): a rating r counts as (r − c) / s. */
export interface Level {
  readonly centre: number;
  readonly spread: number;
}

/** Levels of all that are compared: users, or items. */
export interface Levels {
  /** [rowCount] c, in rating units */
  readonly centres: Float64Array;
  /** [rowCount] s; 1 where nothing is divided */
  readonly spreads: Float64Array;
}

const ALS = { epochs: 10, userRegularisation: 15, itemRegularisation: 10 };

/** μ, b_u and b_i of Surprise's default baseline. */
export function defaultBiases(ratings: Ratings): Biases {
  return fitBiasesByAls(ratings, ALS, new StopCheck(undefined), { seed: 0 });
}

/** b_u of somebody with this history, by the formula of that baseline. */
export function defaultUserBias(history: readonly IndexedRating[], biases: Biases): number {
  return userBiasOf(history, biases, ALS.userRegularisation);
}

/**
 *   none       c = 0,         s = 1
 *   mean       c = mean,      s = 1
 *   z-score    c = mean,      s = standard deviation (÷ n); where it is 0, that of all ratings (1 if that is 0)
 *   baseline   c = b_row,     s = 1       (μ + b_column is common to all neighbours: it cancels)
 *
 * @param ownBiases  [rowCount] needed for the baseline
 */
export function levelsOf(
  centring: Centring,
  byRow: RatingGroups,
  overallSpread: number,
  ownBiases: Float64Array | null,
): Levels {
  const rowCount = byRow.offsets.length - 1;
  const levels = { centres: new Float64Array(rowCount), spreads: new Float64Array(rowCount).fill(1) };
  if (centring === 'baseline' && ownBiases) levels.centres.set(ownBiases);
  if (centring === 'none' || centring === 'baseline') return levels;
  for (let row = 0; row < rowCount; row++) {
    const values = byRow.values.subarray(byRow.offsets[row], byRow.offsets[row + 1]);
    const level = levelFrom(centring, values, overallSpread);
    levels.centres[row] = level.centre;
    levels.spreads[row] = level.spread;
  }
  return levels;
}

/** The level of somebody with these ratings, at least one; see `levelsOf`, whose baseline needs more than ratings. */
export function levelFrom(centring: Centring, values: ArrayLike<number>, overallSpread: number): Level {
  if (centring === 'none') return { centre: 0, spread: 1 };
  const { mean, deviation } = meanAndDeviation(values);
  return { centre: mean, spread: centring === 'z-score' ? deviation || overallSpread : 1 };
}

/** Mean and standard deviation (÷ n). */
export function meanAndDeviation(values: ArrayLike<number>): { mean: number; deviation: number } {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  const mean = sum / values.length;
  let squares = 0;
  for (let at = 0; at < values.length; at++) squares += (values[at] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
