import { mixBits } from './data/row-hash.js';

/** A stream of pseudo-random numbers; drawing from it changes it. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /** Standard normal: mean 0, standard deviation 1. */
  normal(): number;
  /** Uniform whole number in [0, bound), bound from 1 to 2⁵³. */
  integer(bound: number): number;
}

const WARM_UP_DRAWS = 12;

/**
 * A stream that depends on nothing but `seed`, the same on every platform. Not for secrets.
 *
 * Bits: sfc32 (Doty-Humphrey, PractRand), period at least 2³², passes PractRand and BigCrush. Normal: Marsaglia's
 * polar method, two values a round.
 *
 * @param seed  a finite number; whole numbers up to 2⁵³ all give different streams
 * @throws RangeError if the seed is not finite
 */
export function seededRandom(seed: number): Random {
  if (!Number.isFinite(seed)) throw new RangeError(`The seed is ${seed}, expected a finite number`);
  const words = new Uint32Array(new Float64Array([seed]).buffer);
  let a = mixBits(words[0] ^ 0x9e3779b9);
  let b = mixBits(words[1] ^ 0x243f6a88);
  let c = mixBits(a ^ Math.imul(b, 0x85ebca6b));
  let counter = 1;
  let spare = NaN;

  function word(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }

  function uniform(): number {
    const high = word() >>> 5;
    return (high * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  }

  function normal(): number {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  }

  for (let draw = 0; draw < WARM_UP_DRAWS; draw++) word();
  return { uniform, normal, integer: (bound) => Math.floor(uniform() * bound) };
}
