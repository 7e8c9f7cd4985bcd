import { servedCounts } from './coverage.js';

/**
 * How different the lists of different users are: 1 = nothing in common, 0 = all the same.
 *
 *   1 − Σ_i c_i (c_i − 1) / (k · U (U − 1))        c_i: how many of the U lists hold item i; k: mean length
 *
 * which for lists of one length is 1 − the mean over pairs of lists of |A ∩ B| / k.
 * Source: Zhou et al. 2010 (PNAS 107:4511), inter-user diversity; computed as in Evidently 0.7.
 *
 * @param lists  one list a user, without repeated items
 * @returns null with fewer than two lists or when all are empty
 */
export function personalization(lists: readonly (readonly number[])[]): number | null {
  const served = lists.reduce((sum, list) => sum + list.length, 0);
  if (lists.length < 2 || served === 0) return null;
  let shared = 0;
  for (const count of servedCounts(lists).values()) shared += count * (count - 1);
  return 1 - shared / (served * (lists.length - 1));
}
