import type { Margin } from './margin.js';

/** Keeps the divergence finite where a list lacks a genre altogether; Steck's value. */
const SMOOTHING = 0.01;

/** Shares by genre row of an item; together 1, or none where it has no genres. */
export type GenreRows = ArrayLike<number>;

/**
 * What of their liking somebody gives to each genre: p(g) = Σ_i w_i · p(g | i) / Σ_i w_i, where p(g | i) is shared equally
 * among the genres of item i.
 *
 * @param items  genre rows and weight ≥ 0 of each item
 * @returns [genreCount], adding up to 1; null where no item has both a genre and a weight
 */
export function genreShares(
  items: readonly { readonly genres: GenreRows; readonly weight: number }[],
  genreCount: number,
): Float64Array | null {
  const shares = new Float64Array(genreCount);
  let total = 0;
  for (const { genres, weight } of items) {
    if (genres.length === 0 || !(weight > 0)) continue;
    total += weight;
    addShares(shares, genres, weight);
  }
  return total > 0 ? shares.map((share) => share / total) : null;
}

/**
 * How far the genres of a list are from those that somebody likes:
 *
 *   KL(p ‖ q̃) = Σ_g p(g) · ln(p(g) / q̃(g)),   q̃ = (1 − α) · q + α · p,  α = 0.01
 *
 * 0 = the same shares, in nats; at most ln(1 / α) ≈ 4.6. q = 0 everywhere, of an empty list, is that greatest value.
 * Source: Steck 2018, "Calibrated recommendations" (RecSys), eq. 3 to 5.
 */
export function calibrationDivergence(liked: ArrayLike<number>, listed: ArrayLike<number>): number {
  let divergence = 0;
  for (let genre = 0; genre < liked.length; genre++) {
    const p = liked[genre];
    if (p > 0) divergence += p * Math.log(p / ((1 - SMOOTHING) * listed[genre] + SMOOTHING * p));
  }
  return divergence;
}

/**
 * The gain of a list in calibration by each row: minus the divergence of the list with that row. Submodular for the
 * list, so greedy picking is within 1 − 1/e of the best (Steck 2018, section 4).
 *
 * @param liked      p, see `genreShares`
 * @param genresOf   genre rows of a row; a row without genres leaves the list's shares alone
 */
export function calibrationMargin(liked: Float64Array, genresOf: (row: number) => GenreRows): Margin {
  const sums = new Float64Array(liked.length);
  let count = 0;
  const listed = new Float64Array(liked.length);
  return {
    of: (row) => {
      const genres = genresOf(row);
      const total = count + (genres.length > 0 ? 1 : 0);
      if (total === 0) return -calibrationDivergence(liked, listed.fill(0));
      for (let genre = 0; genre < listed.length; genre++) listed[genre] = sums[genre] / total;
      addShares(listed, genres, 1 / total);
      return -calibrationDivergence(liked, listed);
    },
    take: (row) => {
      const genres = genresOf(row);
      if (genres.length > 0) count++;
      addShares(sums, genres, 1);
    },
  };
}

function addShares(shares: Float64Array, genres: GenreRows, weight: number): void {
  for (let at = 0; at < genres.length; at++) shares[genres[at]] += weight / genres.length;
}
