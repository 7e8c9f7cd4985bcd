import type { GenreVectors } from '../data/genre-vectors.js';

/**
 * How well the genres of each item fit what somebody likes, in [−1, 1]:
 *
 *   t_j = Σ_i liking_i · cos(genres_i, genres_j) / Σ_i |liking_i|        over the rated items i
 *
 * 0 for everything without a history.
 *
 * @param history  item index and liking of each rated item
 * @param out      [itemCount], overwritten
 */
export function genreTaste(
  history: readonly (readonly [item: number, liking: number])[],
  genres: GenreVectors,
  out: Float32Array = new Float32Array(genres.itemCount),
): Float32Array {
  const profile = new Float64Array(genres.genres.length);
  let total = 0;
  for (const [item, weight] of history) {
    genres.addTo(profile, item, weight);
    total += Math.abs(weight);
  }
  if (total > 0) for (let genre = 0; genre < profile.length; genre++) profile[genre] /= total;
  for (let item = 0; item < out.length; item++) out[item] = genres.dot(profile, item);
  return out;
}
