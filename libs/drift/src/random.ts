const { imul } = Math;

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A stream of numbers that depends on nothing but `seed` (its lowest 32 bits). Not for secrets.
 * Bits: splitmix32, period 2³² (after Steele, Lea & Flood 2014), two words a number.
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  function word(): number {
    state = (state + 0x9e3779b9) | 0;
    let bits = state;
    bits = imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (bits ^ (bits >>> 15)) >>> 0;
  }
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}
