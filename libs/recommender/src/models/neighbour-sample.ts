import type { Ratings } from '../data/ratings.js';
import type { CoRatingGroups } from '../kernels/co-ratings.js';
import type { Levels } from './knn-centring.js';
import type { TwoSides } from './similarity-matrix.js';

/**
 * The users who may be neighbours, as rows of their own: `sides` and `raters` are those of all users without the others.
 * Similarities are computed for one user at a time, with these rows only, so nothing grows with the square of the users.
 */
export interface NeighbourSample {
  /** By user: their row, −1 of those who are no neighbours. */
  readonly rowOf: Int32Array;
  /** For similarities: ratings, or what is left of them without the baseline. */
  readonly sides: TwoSides;
  /** By item: who of the sample rated it, and how. */
  readonly raters: CoRatingGroups & { readonly values: Float32Array };
  /** Of the sample's rows. */
  readonly levels: Levels;
}

/** @param size  that many users with the most ratings; of equally many, those who appear first */
export function sampleNeighbours(
  ratings: Ratings,
  sides: TwoSides,
  levels: Levels,
  size: number,
): NeighbourSample {
  const { offsets } = ratings.byUser;
  const ratingsOf = (user: number): number => offsets[user + 1] - offsets[user];
  const users = Int32Array.from({ length: ratings.users.size }, (_, user) => user)
    .sort((a, b) => ratingsOf(b) - ratingsOf(a) || a - b)
    .subarray(0, size)
    .sort();
  const rowOf = new Int32Array(ratings.users.size).fill(-1);
  users.forEach((user, row) => (rowOf[user] = row));
  return {
    rowOf,
    sides: {
      rowCount: users.length,
      byRow: rowsOf(sides.byRow, users),
      byColumn: amongRows(sides.byColumn, rowOf),
    },
    raters: amongRows(ratings.byItem, rowOf),
    levels: {
      centres: Float64Array.from(users, (user) => levels.centres[user]),
      spreads: Float64Array.from(users, (user) => levels.spreads[user]),
    },
  };
}

/** The groups of some users, in their order. */
function rowsOf(groups: CoRatingGroups, users: Int32Array): CoRatingGroups {
  const offsets = new Int32Array(users.length + 1);
  users.forEach((user, row) => {
    offsets[row + 1] = offsets[row] + groups.offsets[user + 1] - groups.offsets[user];
  });
  const others = new Int32Array(offsets[users.length]);
  const values = groups.values.slice(0, others.length);
  users.forEach((user, row) => {
    const [begin, end] = [groups.offsets[user], groups.offsets[user + 1]];
    others.set(groups.others.subarray(begin, end), offsets[row]);
    values.set(groups.values.subarray(begin, end), offsets[row]);
  });
  return { offsets, others, values };
}

/** The groups without those who have no row, the others by their rows. */
function amongRows<Values extends Float32Array | Float64Array>(
  groups: CoRatingGroups & { readonly values: Values },
  rowOf: Int32Array,
): CoRatingGroups & { readonly values: Values } {
  const offsets = new Int32Array(groups.offsets.length);
  for (let group = 0; group + 1 < offsets.length; group++) {
    let count = 0;
    for (let at = groups.offsets[group]; at < groups.offsets[group + 1]; at++)
      if (rowOf[groups.others[at]] >= 0) count++;
    offsets[group + 1] = offsets[group] + count;
  }
  const others = new Int32Array(offsets[offsets.length - 1]);
  const values = groups.values.slice(0, others.length) as Values;
  for (let at = 0, out = 0; at < groups.others.length; at++) {
    const row = rowOf[groups.others[at]];
    if (row < 0) continue;
    others[out] = row;
    values[out++] = groups.values[at];
  }
  return { offsets, others, values };
}
