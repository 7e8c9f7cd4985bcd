import type { GenreVectors } from '../data/genre-vectors.js';
import type { LikedMatrix } from './liked-matrix.js';

/** What shapes the similarity; see `ItemNeighbours`. */
export interface SimilaritySettings {
  readonly neighboursPerItem: number;
  readonly minCoRatings: number;
  readonly shrinkage: number;
  /** λ: the share of the co-liking expected by chance that is taken off. */
  readonly chanceDiscount: number;
  /** α: ½ is the cosine; above it, popular neighbours are held back less. */
  readonly popularityExponent: number;
  /** γ: how much agreement of genres raises a similarity. */
  readonly genreAgreement: number;
}

/** [itemCount × neighboursPerItem] row-major, best first; −1 and 0 where an item has fewer. */
export interface NeighbourLists {
  readonly indices: Int32Array;
  readonly similarities: Float32Array;
}

/**
 * The neighbour lists of all items, one item's row of co-liking at a time, so memory beyond the matrix is one row.
 *
 *   C_ij   = Σ_u w_ui w_uj / n_u                      over users who rated both
 *   E_ij   = m_i m_j / Σ m                             what C_ij would be by chance, m_i = Σ_j C_ij (i = j included)
 *   sim_ij = (C_ij − λ E_ij) / (C_ii^α C_jj^(1−α)) · n_ij / (n_ij + β) · (1 + γ cos(genres_i, genres_j))
 *
 * with n_ij the users who rated both, β the shrinkage. Pairs below `minCoRatings` or with sim_ij ≤ 0 are left out;
 * equal similarities are in the order of item indices.
 *
 * O(Σ_u n_u²) plus a pass over all pairs of items.
 *
 * @param afterRow  called after each item; throws to stop
 */
export function neighbourLists(
  matrix: LikedMatrix,
  genres: GenreVectors | null,
  settings: SimilaritySettings,
  afterRow: (itemIndex: number) => void,
): NeighbourLists {
  const itemCount = matrix.itemOffsets.length - 1;
  const size = settings.neighboursPerItem;
  const lists = {
    indices: new Int32Array(itemCount * size).fill(-1),
    similarities: new Float32Array(itemCount * size),
  };
  const { mass, norms } = massAndNorms(matrix);
  const totalMass = mass.reduce((sum, value) => sum + value, 0);
  const ownPower = norms.map((norm) => norm ** settings.popularityExponent);
  const otherPower = norms.map((norm) => norm ** (1 - settings.popularityExponent));
  /** Co-liking and count of users of the current item with each other item, side by side for the cache. */
  const row = new Float32Array(2 * itemCount);
  const profile = new Float64Array(genres?.genres.length ?? 0);
  for (let item = 0; item < itemCount; item++) {
    accumulateRow(matrix, item, row);
    row[2 * item + 1] = 0;
    profile.fill(0);
    genres?.addTo(profile, item, settings.genreAgreement);
    const discount = totalMass > 0 ? (settings.chanceDiscount * mass[item]!) / totalMass : 0;
    const similarityTo = (other: number): number => {
      const count = row[2 * other + 1]!;
      const excess = row[2 * other]! - discount * mass[other]!;
      if (count < settings.minCoRatings || excess <= 0) return 0;
      const similarity =
        (excess / (ownPower[item]! * otherPower[other]!)) * (count / (count + settings.shrinkage));
      return genres ? similarity * (1 + genres.dot(profile, other)) : similarity;
    };
    selectRow(lists, item * size, size, itemCount, similarityTo);
    row.fill(0);
    afterRow(item);
  }
  return lists;
}

/** Adds up C_ij and n_ij of one item i into `row` [2 × itemCount], which must be zero. */
function accumulateRow(matrix: LikedMatrix, item: number, row: Float32Array): void {
  const { userOffsets, itemsOfUser, weightsOfUser, itemOffsets, usersOfItem, scaledWeightsOfItem } = matrix;
  for (let at = itemOffsets[item]!; at < itemOffsets[item + 1]!; at++) {
    const user = usersOfItem[at]!;
    const weight = scaledWeightsOfItem[at]!;
    const end = userOffsets[user + 1]!;
    for (let entry = userOffsets[user]!; entry < end; entry++) {
      const slot = 2 * itemsOfUser[entry]!;
      row[slot]! += weight * weightsOfUser[entry]!;
      row[slot + 1]!++;
    }
  }
}

/** m_i = Σ_j C_ij and C_ii of every item, without forming C. */
function massAndNorms(matrix: LikedMatrix): { mass: Float64Array; norms: Float64Array } {
  const itemCount = matrix.itemOffsets.length - 1;
  const userCount = matrix.userOffsets.length - 1;
  const mass = new Float64Array(itemCount);
  const norms = new Float64Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    const start = matrix.userOffsets[user]!;
    const end = matrix.userOffsets[user + 1]!;
    let total = 0;
    for (let at = start; at < end; at++) total += matrix.weightsOfUser[at]!;
    for (let at = start; at < end; at++) {
      const weight = matrix.weightsOfUser[at]!;
      mass[matrix.itemsOfUser[at]!]! += (weight * total) / (end - start);
      norms[matrix.itemsOfUser[at]!]! += (weight * weight) / (end - start);
    }
  }
  return { mass, norms };
}

/** Writes the best `size` items by `similarityTo` to `lists` from `start` on, by insertion into the sorted row. */
function selectRow(
  lists: NeighbourLists,
  start: number,
  size: number,
  itemCount: number,
  similarityTo: (other: number) => number,
): void {
  const { indices, similarities } = lists;
  let count = 0;
  for (let other = 0; other < itemCount; other++) {
    const similarity = Math.fround(similarityTo(other));
    if (similarity <= 0 || (count === size && similarity <= similarities[start + size - 1]!)) continue;
    let at = count < size ? count++ : size - 1;
    while (at > 0 && similarities[start + at - 1]! < similarity) {
      similarities[start + at] = similarities[start + at - 1]!;
      indices[start + at] = indices[start + at - 1]!;
      at--;
    }
    similarities[start + at] = similarity;
    indices[start + at] = other;
  }
}
