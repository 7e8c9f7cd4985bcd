/** What a list gains by each row next, given the rows that it has. */
export interface Margin {
  /** The gain by a row that was not taken. */
  of(row: number): number;
  /** Puts a row on the list. */
  take(row: number): void;
}

/** Takes one row after the other, each time the one that gains most; equal gains by lower row. O(rows · count). */
export function pickGreedily(rowCount: number, count: number, margin: Margin): number[] {
  const taken = new Uint8Array(rowCount);
  const picked: number[] = [];
  while (picked.length < Math.min(count, rowCount)) {
    const best = bestOpen(taken, margin);
    taken[best] = 1;
    picked.push(best);
    margin.take(best);
  }
  return picked;
}

function bestOpen(taken: Uint8Array, margin: Margin): number {
  let best = taken.indexOf(0);
  let greatest = -Infinity;
  for (let row = best; row < taken.length; row++) {
    if (taken[row]) continue;
    const gain = margin.of(row);
    if (gain > greatest) {
      best = row;
      greatest = gain;
    }
  }
  return best;
}

/** Two gains together: (1 − weight) · first + weight · second. */
export function blended(first: Margin, second: Margin, weight: number): Margin {
  return {
    of: (row) => (1 - weight) * first.of(row) + weight * second.of(row),
    take: (row) => {
      first.take(row);
      second.take(row);
    },
  };
}

/** The gain is the relevance of the row, whatever is on the list: the order by score. */
export function relevanceMargin(relevance: ArrayLike<number>): Margin {
  return { of: (row) => relevance[row], take: () => undefined };
}

/** Scores, best first, scaled to [0, 1]: the best is 1, the last 0; all 1 where they are equal. */
export function scaleToUnit(ranked: readonly { readonly score: number }[]): Float64Array {
  if (ranked.length === 0) return new Float64Array(0);
  const best = ranked[0].score;
  const range = best - ranked[ranked.length - 1].score;
  return Float64Array.from(ranked, ({ score }) => (range > 0 ? 1 - (best - score) / range : 1));
}
