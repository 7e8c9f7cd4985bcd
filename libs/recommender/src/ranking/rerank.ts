import { dppMargin } from './dpp.js';
import { mmrMargin, type Ranked } from './diversify.js';
import { calibrationMargin, type GenreRows } from './calibration.js';
import { blended, pickGreedily, relevanceMargin, scaleToUnit, type Margin } from './margin.js';

/** How a list is made varied: by maximal marginal relevance, as a determinantal point process, or not at all. */
export type RerankMethod = 'mmr' | 'dpp' | 'none';

export interface RerankSettings<T> {
  readonly method: RerankMethod;
  /** In [0, 1]: 0 = by score alone, 1 = as different as can be. */
  readonly diversity: number;
  /** In [0, 1]: how much the genres of the list should be in the shares of those that the person likes; 0 = not at all. */
  readonly calibration: number;
  /** Shares of the genres that the person likes; null where nothing is known. */
  readonly liked: Float64Array | null;
  readonly genresOf: (entry: T) => GenreRows;
  /** Of two entries, in [0, 1]: for 'mmr' any, for 'dpp' such that its matrix is positive semidefinite. */
  readonly similarity: (a: T, b: T) => number;
}

/**
 * Picks `count` entries of a shortlist, one after the other, each time the one with the greatest
 *
 *   (1 − calibration) · (what the method gains by it) − calibration · KL(liked genres ‖ genres of the list with it)
 *
 * See `diversify`, `dppMargin` and `calibrationMargin`. With both knobs at 0 the order stays as it is.
 *
 * @param ranked  best first
 * @throws RangeError if a knob is outside [0, 1]
 */
export function rerank<T extends Ranked>(
  ranked: readonly T[],
  settings: RerankSettings<T>,
  count: number,
): T[] {
  const { method, liked, genresOf } = settings;
  const diversity = method === 'none' ? 0 : inUnit('diversity', settings.diversity);
  const calibration = liked ? inUnit('calibration', settings.calibration) : 0;
  if ((diversity === 0 && calibration === 0) || ranked.length <= 1) return ranked.slice(0, count);
  const varied = methodMargin(ranked, settings, diversity);
  const margin =
    calibration > 0 && liked
      ? blended(
          varied,
          calibrationMargin(liked, (row) => genresOf(ranked[row])),
          calibration,
        )
      : varied;
  return pickGreedily(ranked.length, count, margin).map((row) => ranked[row]);
}

function methodMargin<T extends Ranked>(
  ranked: readonly T[],
  { method, similarity }: RerankSettings<T>,
  diversity: number,
): Margin {
  const relevance = scaleToUnit(ranked);
  const alike = (row: number, other: number): number => similarity(ranked[row], ranked[other]);
  if (method === 'none' || diversity === 0) return relevanceMargin(relevance);
  return (method === 'dpp' ? dppMargin : mmrMargin)(relevance, alike, diversity);
}

function inUnit(name: string, value: number): number {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} is ${value}, expected 0 to 1`);
  return value;
}
