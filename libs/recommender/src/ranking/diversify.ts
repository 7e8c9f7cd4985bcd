import { pickGreedily, scaleToUnit, type Margin } from './margin.js';

/** An entry of a ranked list. */
export interface Ranked {
  /** Only the order and relative distance of scores matter. */
  readonly score: number;
}

/**
 * Maximal marginal relevance: picks one entry after the other, each time the one with the greatest
 *
 *   (1 − diversity) · relevance − diversity · max over those picked of similarity
 *
 * where relevance is the score scaled to [0, 1] over `ranked`. The first is always the best; 0 leaves the order alone,
 * 1 looks at nothing but difference. Ties keep the given order.
 * Source: Carbonell & Goldstein 1998, "The use of MMR" (SIGIR), λ = 1 − diversity.
 *
 * O(count · ranked): give it a shortlist, not the catalogue.
 *
 * @param ranked      best first
 * @param similarity  of two entries, in [0, 1]
 * @param diversity   in [0, 1]
 * @throws RangeError if `diversity` is outside [0, 1]
 */
export function diversify<T extends Ranked>(
  ranked: readonly T[],
  similarity: (a: T, b: T) => number,
  diversity: number,
  count: number,
): T[] {
  if (!(diversity >= 0 && diversity <= 1)) throw new RangeError(`diversity is ${diversity}, expected 0 to 1`);
  if (diversity === 0 || ranked.length <= 1) return ranked.slice(0, count);
  const likeness = (row: number, other: number): number => similarity(ranked[row], ranked[other]);
  const margin = mmrMargin(scaleToUnit(ranked), likeness, diversity);
  return pickGreedily(ranked.length, count, margin).map((row) => ranked[row]);
}

/** The gain of `diversify`, by row. */
export function mmrMargin(
  relevance: Float64Array,
  similarity: (row: number, other: number) => number,
  diversity: number,
): Margin {
  const nearest = new Float64Array(relevance.length);
  return {
    of: (row) => (1 - diversity) * relevance[row] - diversity * nearest[row],
    take: (taken) => {
      for (let row = 0; row < nearest.length; row++) {
        nearest[row] = Math.max(nearest[row], similarity(row, taken));
      }
    },
  };
}
