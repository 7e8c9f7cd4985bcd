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
  const relevance = scaleToUnit(ranked);
  const nearest = new Float64Array(ranked.length);
  const open = new Set(ranked.keys());
  const picked: T[] = [];
  while (picked.length < count && open.size > 0) {
    const best = bestMargin(open, relevance, nearest, diversity);
    open.delete(best);
    picked.push(ranked[best]);
    for (const row of open) nearest[row] = Math.max(nearest[row], similarity(ranked[row], ranked[best]));
  }
  return picked;
}

function bestMargin(
  open: ReadonlySet<number>,
  relevance: Float64Array,
  nearest: Float64Array,
  diversity: number,
): number {
  let best = -1;
  let bestMargin = -Infinity;
  for (const row of open) {
    const margin = (1 - diversity) * relevance[row] - diversity * nearest[row];
    if (margin > bestMargin) {
      best = row;
      bestMargin = margin;
    }
  }
  return best;
}

function scaleToUnit(ranked: readonly Ranked[]): Float64Array {
  const best = ranked[0].score;
  const range = best - ranked[ranked.length - 1].score;
  return Float64Array.from(ranked, ({ score }) => (range > 0 ? 1 - (best - score) / range : 1));
}
