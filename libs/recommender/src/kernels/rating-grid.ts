/** At most so many different ratings have a code: see assembly/co-ratings.ts. */
const MAX_CODES = 16;

/** Ratings as whole steps: rating = step (code + base), codes from 0 on. */
export interface RatingGrid {
  readonly step: number;
  readonly base: number;
  readonly codeCount: number;
}

/**
 * The grid that all values lie on, e.g. half stars.
 *
 * @returns null where there is none with at most 16 places whose ratings are whole multiples of the step
 */
export function gridOf(values: Float32Array): RatingGrid | null {
  const distinct = distinctValues(values);
  if (!distinct) return null;
  const [least] = distinct;
  let step = Infinity;
  for (let n = 1; n < distinct.length; n++) step = Math.min(step, distinct[n] - distinct[n - 1]);
  if (step === Infinity) step = least || 1;
  const codeCount = Math.round((distinct.at(-1)! - least) / step) + 1;
  const onGrid = distinct.every((value) => Number.isInteger(value / step));
  return onGrid && codeCount <= MAX_CODES ? { step, base: least / step, codeCount } : null;
}

/** In ascending order; null if there are too many. */
function distinctValues(values: Float32Array): number[] | null {
  const seen: number[] = [];
  // Most values are found where their bits say, without looking through the others.
  const lately = new Float32Array(1024).fill(NaN);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    const slot = (bits[row] >>> 19) & 1023;
    if (lately[slot] === value) continue;
    lately[slot] = value;
    if (seen.includes(value)) continue;
    if (seen.length === MAX_CODES) return null;
    seen.push(value);
  }
  return seen.sort((a, b) => a - b);
}
