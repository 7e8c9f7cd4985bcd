import type { Ratings } from './ratings.js';

/** How many positives there are: ratings that are taken for a sign of liking. */
export interface PositiveCounts {
  readonly total: number;
  /** [userCount] by user index. */
  readonly ofUser: Int32Array;
  /** [itemCount] by item index. */
  readonly ofItem: Int32Array;
}

/** @param positiveFrom  ratings of at least this are positives, in rating units */
export function countPositives(ratings: Ratings, positiveFrom: number): PositiveCounts {
  const { values, userIndices, itemIndices } = ratings;
  const ofUser = new Int32Array(ratings.users.size);
  const ofItem = new Int32Array(ratings.items.size);
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    if (!(values[row] >= positiveFrom)) continue;
    ofUser[userIndices[row]]++;
    ofItem[itemIndices[row]]++;
    total++;
  }
  return { total, ofUser, ofItem };
}

/** Indices, those with the most first, equal ones in order: what is used most then lies together in memory. */
export function orderByCount(counts: Int32Array): Int32Array {
  const order = Int32Array.from(counts, (_, index) => index);
  return order.sort((a, b) => counts[b] - counts[a] || a - b);
}

/** The place of each index in an order. */
export function placesIn(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((index, place) => (places[index] = place));
  return places;
}
