import type { Margin } from './margin.js';

/** Below it what is left of a row is rounding: it adds nothing new, but may still be taken, by relevance, at the end. */
const LEAST_VOLUME = 1e-10;

/**
 * The gain of a list as a determinantal point process sees it, by row:
 *
 *   (1 − diversity) · relevance_i + diversity · [ln det S(list + i) − ln det S(list)]
 *
 * Greedily taken, it maximises ln det L of the list for L_ij = q_i · S_ij · q_j with q_i = exp(α · relevance_i),
 * α = (1 − diversity) / (2 · diversity). det S is the squared volume that the items span: near duplicates have hardly any,
 * whichever of the list they are near to and also when no single one is near. 0 is the order by relevance, 1 looks at
 * nothing but difference.
 *
 * The gain in volume is d_i², kept up to date by a Cholesky factor that grows by a row each time an item is taken:
 * O(rows · taken) then, O(rows · count²) for a list, memory rows × count doubles.
 * Source: Chen, Zhang & Zhou 2018, "Fast greedy MAP inference for determinantal point process to improve recommendation
 * diversity" (NeurIPS), algorithm 1.
 *
 * @param similarity  S, symmetric, positive semidefinite, 1 on its diagonal
 * @param diversity   in [0, 1]
 */
export function dppMargin(
  relevance: ArrayLike<number>,
  similarity: (row: number, other: number) => number,
  diversity: number,
): Margin {
  const rowCount = relevance.length;
  /** d_i²: what of row i no taken row explains. */
  const volumes = new Float64Array(rowCount).fill(1);
  /** Columns of the Cholesky factor, [rowCount] each, one for each row taken. */
  const factors: Float64Array[] = [];
  return {
    of: (row) =>
      (1 - diversity) * relevance[row] +
      (diversity === 0 ? 0 : diversity * Math.log(Math.max(volumes[row], LEAST_VOLUME))),
    take: (taken) => {
      const volume = volumes[taken];
      if (volume <= LEAST_VOLUME) return;
      const column = new Float64Array(rowCount);
      const root = Math.sqrt(volume);
      for (let row = 0; row < rowCount; row++) {
        let inner = row === taken ? 1 : similarity(row, taken);
        for (const factor of factors) inner -= factor[row] * factor[taken];
        column[row] = inner / root;
        volumes[row] -= column[row] * column[row];
      }
      factors.push(column);
    },
  };
}
