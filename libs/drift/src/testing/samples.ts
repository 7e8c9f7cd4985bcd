const { imul, floor, min, max } = Math;

/**
 * Uniform numbers in [0, 1) from a 32-bit linear congruential generator (Numerical Recipes' constants):
 * the generator behind the reference values, reproducible in any language.
 */
export function uniforms(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** scale·u + offset. */
export function continuous(seed: number, count: number, scale = 1, offset = 0): Float64Array {
  return uniforms(seed, count).map((u) => scale * u + offset);
}

/** Half-star ratings, 0.5 to 5; `shift` moves taste, 0.05 by half a star for half of the ratings. */
export function ratings(seed: number, count: number, shift = 0): Float64Array {
  return uniforms(seed, count).map((u) => min(5, max(0.5, floor((0.9 * u + 0.1 + shift) * 10) / 2)));
}

/** 10·u^power. */
export function skewed(seed: number, count: number, power = 2): Float64Array {
  return uniforms(seed, count).map((u) => 10 * u ** power);
}

/** Whole numbers 0 … kinds − 1, crowded towards 0 when `power` > 1. */
export function labels(seed: number, count: number, kinds: number, power = 1): Int32Array {
  return Int32Array.from(uniforms(seed, count), (u) => floor(kinds * u ** power));
}

/** 1 with the given chance, else 0. */
export function coinTosses(seed: number, count: number, chance: number): Int32Array {
  return Int32Array.from(uniforms(seed, count), (u) => (u < chance ? 1 : 0));
}

/** `value`, `count` times. */
export function repeated(value: number, count: number): Float64Array {
  return new Float64Array(count).fill(value);
}
