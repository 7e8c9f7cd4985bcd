import type { IdIndex } from '../data/id-index.js';
import type { Ratings } from '../data/ratings.js';
import { pairFraction } from '../data/row-hash.js';

/**
 * How much each user liked each item they rated, by user and by item.
 *
 *   w_ui = 1 / (1 + e^(−2 (r_ui − mean_u)))        in (0, 1), ½ at the user's own mean
 *
 * `byItem` carries w_ui / n_u, so that a user who rated n_u films says as much in all as one who rated few.
 */
export interface LikedMatrix {
  readonly userOffsets: Int32Array;
  readonly itemsOfUser: Int32Array;
  readonly weightsOfUser: Float32Array;
  readonly itemOffsets: Int32Array;
  readonly usersOfItem: Int32Array;
  readonly scaledWeightsOfItem: Float32Array;
}

/** How steeply liking rises with a rating above the user's mean, per rating unit. */
const STEEPNESS = 2;

/**
 * Builds the matrix. Of users with more than `maxRatingsPerUser` ratings about that many are kept, chosen by a hash of
 * user and item: the same ratings are kept whatever their order.
 *
 * @param items  the items of `ratings`, in the order that the matrix shall have
 */
export function likedMatrix(ratings: Ratings, items: IdIndex, maxRatingsPerUser: number): LikedMatrix {
  const means = userMeans(ratings);
  const rowOf = Int32Array.from(ratings.items.ids, (id) => items.indexOf(id));
  const rows = keptRows(ratings, maxRatingsPerUser);
  const userOffsets = offsetsOf(rows, (row) => ratings.userIndices[row], ratings.users.size);
  const itemOffsets = offsetsOf(rows, (row) => rowOf[ratings.itemIndices[row]], items.size);
  const matrix: LikedMatrix = {
    userOffsets,
    itemsOfUser: new Int32Array(rows.length),
    weightsOfUser: new Float32Array(rows.length),
    itemOffsets,
    usersOfItem: new Int32Array(rows.length),
    scaledWeightsOfItem: new Float32Array(rows.length),
  };
  const nextOfUser = userOffsets.slice(0, -1);
  const nextOfItem = itemOffsets.slice(0, -1);
  for (let kept = 0; kept < rows.length; kept++) {
    const row = rows[kept];
    const user = ratings.userIndices[row];
    const item = rowOf[ratings.itemIndices[row]];
    const weight = 1 / (1 + Math.exp(-STEEPNESS * (ratings.values[row] - means[user])));
    const atUser = nextOfUser[user]++;
    const atItem = nextOfItem[item]++;
    matrix.itemsOfUser[atUser] = item;
    matrix.weightsOfUser[atUser] = weight;
    matrix.usersOfItem[atItem] = user;
    matrix.scaledWeightsOfItem[atItem] = weight / (userOffsets[user + 1] - userOffsets[user]);
  }
  return matrix;
}

/** The rows of users with few ratings and a fixed sample of those of users with many. */
function keptRows(ratings: Ratings, maxRatingsPerUser: number): Int32Array {
  const { userIndices, itemIndices, users, items } = ratings;
  const counts = new Int32Array(users.size);
  for (let row = 0; row < ratings.length; row++) counts[userIndices[row]]++;
  const kept = new Int32Array(ratings.length);
  let count = 0;
  for (let row = 0; row < ratings.length; row++) {
    const user = userIndices[row];
    const share = maxRatingsPerUser / counts[user];
    if (share >= 1 || pairFraction(users.ids[user], items.ids[itemIndices[row]], 0) < share)
      kept[count++] = row;
  }
  return kept.subarray(0, count);
}

function userMeans({ userIndices, values, users }: Ratings): Float64Array {
  const counts = new Int32Array(users.size);
  const means = new Float64Array(users.size);
  for (let row = 0; row < values.length; row++) {
    counts[userIndices[row]]++;
    means[userIndices[row]] += values[row];
  }
  for (let user = 0; user < means.length; user++) means[user] /= counts[user] || 1;
  return means;
}

function offsetsOf(rows: Int32Array, keyOf: (row: number) => number, count: number): Int32Array {
  const offsets = new Int32Array(count + 1);
  for (let kept = 0; kept < rows.length; kept++) offsets[keyOf(rows[kept]) + 1]++;
  for (let key = 0; key < count; key++) offsets[key + 1] += offsets[key];
  return offsets;
}
