import type { Ratings } from '../data/ratings.js';
import type { IncidenceLists } from '../kernels/gram-rows.js';

/** Who likes what: ratings from some rating on count 1, all others nothing. */
export interface Likes {
  /** [itemCount] how many users like each item, by item index. */
  readonly counts: Int32Array;
  /** [kept] item indices of the most liked items, most liked first, equal ones by index: their ranks are their places. */
  readonly keptItems: Int32Array;
  /** Ranks of the kept items that each user likes, ascending: those of user u at userOffsets[u] … userOffsets[u + 1] − 1. */
  readonly userOffsets: Int32Array;
  readonly likedRanks: Int32Array;
  /** [likes] the ratings they were, in rating units. */
  readonly likedRatings: Float32Array;
  readonly lists: IncidenceLists;
}

/** Multiply–adds that a rating is worth. */
const ROW_WORK = 20;

/**
 * The likes among the `maxItems` most liked items; items that nobody likes are not kept.
 *
 * @param onWork  called for each rating with its multiply–adds; it may throw
 */
export function likesOf(
  ratings: Ratings,
  positiveFrom: number,
  maxItems: number,
  onWork: (work: number) => void = () => undefined,
): Likes {
  const { userIndices, itemIndices, values } = ratings;
  const counts = new Int32Array(ratings.items.size);
  for (let row = 0; row < values.length; row++) if (values[row] >= positiveFrom) counts[itemIndices[row]]++;
  const keptItems = mostLiked(counts, maxItems);
  const rankOf = new Int32Array(counts.length).fill(-1);
  keptItems.forEach((item, rank) => (rankOf[item] = rank));
  const offsets = new Uint32Array(keptItems.length + 1);
  for (let rank = 0; rank < keptItems.length; rank++)
    offsets[rank + 1] = offsets[rank] + counts[keptItems[rank]];
  const rows = new Int32Array(offsets[keptItems.length]);
  const userOffsets = new Int32Array(ratings.users.size + 1);
  const next = offsets.slice(0, -1);
  for (let row = 0; row < values.length; row++) {
    onWork(ROW_WORK);
    const rank = rankOf[itemIndices[row]];
    if (rank < 0 || values[row] < positiveFrom) continue;
    rows[next[rank]++] = row;
    userOffsets[userIndices[row] + 1]++;
  }
  for (let user = 0; user < ratings.users.size; user++) userOffsets[user + 1] += userOffsets[user];
  return { counts, keptItems, userOffsets, ...listsOf(ratings, offsets, rows, userOffsets, onWork) };
}

/** @param rows  rows of the likes, by rank of their items */
function listsOf(
  { userIndices, values }: Ratings,
  offsets: Uint32Array,
  rows: Int32Array,
  userOffsets: Int32Array,
  onWork: (work: number) => void,
): Pick<Likes, 'likedRanks' | 'likedRatings' | 'lists'> {
  const likedRanks = new Int32Array(rows.length);
  const likedRatings = new Float32Array(rows.length);
  const begins = new Uint32Array(rows.length);
  const ends = new Uint32Array(rows.length);
  const next = userOffsets.slice(0, -1);
  for (let rank = 0; rank < offsets.length - 1; rank++) {
    for (let entry = offsets[rank]; entry < offsets[rank + 1]; entry++) {
      const user = userIndices[rows[entry]];
      const at = next[user]++;
      likedRanks[at] = rank;
      likedRatings[at] = values[rows[entry]];
      begins[entry] = userOffsets[user];
      ends[entry] = at;
    }
    onWork((offsets[rank + 1] - offsets[rank]) * ROW_WORK);
  }
  return { likedRanks, likedRatings, lists: { offsets, begins, ends, lists: Uint16Array.from(likedRanks) } };
}

function mostLiked(counts: Int32Array, maxItems: number): Int32Array {
  const liked = Array.from(counts.keys()).filter((item) => counts[item] > 0);
  liked.sort((a, b) => counts[b] - counts[a] || a - b);
  return Int32Array.from(liked.slice(0, maxItems));
}
