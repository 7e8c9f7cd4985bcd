import type { Ratings } from '../data/ratings.js';
import type { PredictionWithDeviation } from '../models/bayesian-mf-model.js';
import { normalQuantile } from './normal-distribution.js';

/** A model that says how far off its predictions may be. */
export interface PredictsWithDeviation {
  predictWithDeviation(userId: number, itemId: number): PredictionWithDeviation;
}

/** How often held-out ratings lie where the model says. */
export interface Calibration {
  /** Central intervals r̂ ± Φ⁻¹((1 + nominal) / 2) σ̂ and the share of ratings within: equal when calibrated. */
  readonly intervals: readonly { readonly nominal: number; readonly observed: number }[];
  /** Mean of (r − r̂)² / σ̂²: 1 when calibrated, more when the model is too sure of itself. */
  readonly meanSquaredZ: number;
  /** Mean σ̂, in rating units. */
  readonly meanDeviation: number;
  readonly ratings: number;
}

const NOMINAL = [0.5, 0.8, 0.9, 0.95];
/** Rows that are looked at: shares are then known to 0.002. */
const MOST_ROWS = 100_000;

/**
 * Coverage of the intervals that predicted deviations stand for, over evenly spaced held-out ratings, 100,000 at most.
 * Source: Gneiting, Balabdaoui & Raftery 2007, "Probabilistic forecasts, calibration and sharpness".
 *
 * @param check  called every few hundred ratings; it may throw to end it
 */
export function calibration(
  model: PredictsWithDeviation,
  testSet: Ratings,
  check: () => void = () => undefined,
): Calibration {
  const widths = NOMINAL.map((nominal) => normalQuantile((1 + nominal) / 2));
  const within = NOMINAL.map(() => 0);
  const step = Math.max(1, Math.ceil(testSet.length / MOST_ROWS));
  let squares = 0;
  let deviations = 0;
  let count = 0;
  for (let row = 0; row < testSet.length; row += step) {
    if (count++ % 256 === 0) check();
    const userId = testSet.users.idAt(testSet.userIndices[row]);
    const itemId = testSet.items.idAt(testSet.itemIndices[row]);
    const { rating, deviation } = model.predictWithDeviation(userId, itemId);
    const z = Math.abs(testSet.values[row] - rating) / deviation;
    widths.forEach((width, at) => (within[at] += z <= width ? 1 : 0));
    squares += z * z;
    deviations += deviation;
  }
  return {
    intervals: NOMINAL.map((nominal, at) => ({ nominal, observed: within[at] / count })),
    meanSquaredZ: squares / count,
    meanDeviation: deviations / count,
    ratings: count,
  };
}
