/**
 * Spreads the bits of an unsigned 32-bit integer so that near inputs give unrelated outputs; one to one.
 *
 * Source: the finaliser of MurmurHash3 (Appleby, public domain), fmix32.
 */
export function mixBits(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1) that depends on nothing but a pair of ids and the seed. */
export function pairFraction(userId: number, itemId: number, seed: number): number {
  return mixBits(mixBits(mixBits(seed) ^ userId) ^ Math.imul(itemId, 0x9e3779b1)) / 2 ** 32;
}
