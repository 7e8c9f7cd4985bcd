import type { ItemNeighbours } from '../models/item-neighbours.js';
import type { GenreVectors } from '../data/genre-vectors.js';

/** What of the likeness is of genres; the rest is of who likes the items. */
const GENRE_SHARE = 0.5;

/**
 * The likeness of items among a shortlist, in [0, 1], 1 on the diagonal: half the cosine of their genres, half that of
 * their neighbour lists. Both are matrices of inner products of unit vectors, so their mean is positive semidefinite,
 * as a determinantal point process needs it; neighbour similarities as they are would not be.
 *
 * Computed once for all pairs: O(n² · neighboursPerItem) for n items, memory n² floats.
 *
 * @param shortlist  item indices; those beyond the neighbours' items have no neighbours
 * @returns of two rows of the shortlist
 */
export function likenessWithin(
  shortlist: readonly number[],
  neighbours: ItemNeighbours,
  genres: GenreVectors,
): (row: number, other: number) => number {
  const size = shortlist.length;
  const likeness = new Float32Array(size * size);
  const lists = shortlist.map((item) => listOf(item, neighbours));
  const spread = new Float64Array(neighbours.items.size);
  for (let row = 0; row < size; row++) {
    const own = lists[row];
    own.indices.forEach((item, at) => (spread[item] = own.values[at]!));
    for (let other = 0; other <= row; other++) {
      const shared = dot(lists[other], spread);
      const kinds = genres.cosine(shortlist[row], shortlist[other]);
      const value = row === other ? 1 : GENRE_SHARE * kinds + (1 - GENRE_SHARE) * shared;
      likeness[row * size + other] = likeness[other * size + row] = value;
    }
    own.indices.forEach((item) => (spread[item] = 0));
  }
  return (row, other) => likeness[row * size + other];
}

interface UnitList {
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** An item's neighbour list as a vector of length 1; empty where it has none. */
function listOf(item: number, { indices, similarities, neighboursPerItem, items }: ItemNeighbours): UnitList {
  const start = item * neighboursPerItem;
  let end = start;
  if (item < items.size) while (end < start + neighboursPerItem && indices[end] >= 0) end++;
  const values = Float64Array.from(similarities.subarray(start, end));
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return { indices: indices.subarray(start, end), values: values.map((value) => value / norm) };
}

function dot({ indices, values }: UnitList, spread: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < indices.length; at++) sum += values[at] * spread[indices[at]];
  return sum;
}
