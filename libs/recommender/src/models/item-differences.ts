import type { StopCheck } from './stop-check.js';
import { sortedByRow, type TwoSides } from './similarity-matrix.js';

/** How much better one item is rated than another, on average of those who rated both. */
export class ItemDifferences {
  private constructor(
    /** [itemCount (itemCount − 1) / 2] row-major below the diagonal, row minus column; NaN where nobody rated both. */
    private readonly triangle: Float64Array,
  ) {}

  /**
   *   dev_ij = Σ_u (r_ui − r_uj) / n_ij          over the n_ij users who rated both
   *
   * O(Σ_u n_u² / 2 + itemCount²).
   *
   * @throws FitCancelledError if the caller asks to stop
   */
  static compute(sides: TwoSides, stop: StopCheck, onProgress: (ratio: number) => void): ItemDifferences {
    const { rowCount, byRow } = sides;
    const byUser = sortedByRow(sides, stop);
    const triangle = new Float64Array((rowCount * (rowCount - 1)) / 2);
    const reached = byUser.offsets.slice(0, -1);
    const counts = new Float64Array(rowCount);
    const sums = new Float64Array(rowCount);
    for (let item = 0, out = 0; item < rowCount; out += item++) {
      counts.fill(0);
      sums.fill(0);
      for (let at = byRow.offsets[item]; at < byRow.offsets[item + 1]; at++) {
        const user = byRow.others[at];
        const rating = byRow.values[at];
        const end = reached[user]++;
        for (let before = byUser.offsets[user]; before < end; before++) {
          counts[byUser.others[before]]++;
          sums[byUser.others[before]] += rating - byUser.values[before];
        }
        stop.after((end - byUser.offsets[user]) * 4);
      }
      for (let other = 0; other < item; other++) triangle[out + other] = sums[other] / counts[other];
      stop.after(item * 2);
      onProgress(byRow.offsets[item + 1] / byRow.others.length);
    }
    return new ItemDifferences(triangle);
  }

  /** dev of `item` over `other`; NaN where nobody rated both, or they are one. */
  between(item: number, other: number): number {
    if (item === other) return NaN;
    return item > other
      ? this.triangle[(item * (item - 1)) / 2 + other]
      : -this.triangle[(other * (other - 1)) / 2 + item];
  }
}
