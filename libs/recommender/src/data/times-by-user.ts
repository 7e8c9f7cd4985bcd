import type { Ratings } from './ratings.js';

/** [n] the times of all ratings in the order of `byUser`, in Unix seconds; null where they have none. */
export function timesByUser({ times, userIndices, byUser }: Ratings): Uint32Array | null {
  if (!times) return null;
  const next = byUser.offsets.slice();
  const grouped = new Uint32Array(times.length);
  for (let row = 0; row < times.length; row++) grouped[next[userIndices[row]]++] = times[row];
  return grouped;
}
