import { mixBits } from './row-hash.js';

/**
 * The content of a set of rating rows in 16 hexadecimal digits: the same rows in any order give the same digits,
 * any change, addition or removal gives others (a chance meeting of two sets: 2⁻⁶⁴).
 *
 *   Σ h₁(row) mod 2³² ‖ Σ h₂(row) mod 2³², each mixed with the number of rows
 *
 * A sum, not an exclusive or, so that a row given twice does not vanish. No protection against forgery.
 *
 * @param users  [n] external user ids, whole numbers
 * @param items  [n] external item ids, whole numbers
 * @param values [n] ratings, compared as 32-bit floats
 * @param times  [n] whole seconds or milliseconds; left out, the fingerprint is of ratings without times
 * @throws RangeError if the columns differ in length
 */
export function dataFingerprint(
  users: ArrayLike<number>,
  items: ArrayLike<number>,
  values: ArrayLike<number>,
  times?: ArrayLike<number>,
): string {
  const count = users.length;
  for (const column of [items, values, ...(times ? [times] : [])]) {
    if (column.length !== count)
      throw new RangeError(`A column has ${column.length} rows, expected ${count}`);
  }
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  let low = 0;
  let high = 0;
  for (let row = 0; row < count; row++) {
    float[0] = values[row]!;
    let hash = mixBits(users[row] ^ 0x5bd1e995);
    hash = mixBits(hash ^ Math.imul(items[row], 0x9e3779b1));
    let other = mixBits(hash ^ bits[0]) ^ Math.imul(users[row], 0x27d4eb2f);
    if (times) {
      const time = times[row];
      other = mixBits(other ^ time) ^ Math.imul(Math.floor(time / 2 ** 32), 0x165667b1);
    }
    other = mixBits(other ^ Math.imul(items[row], 0x2c1b3c6d));
    hash = mixBits(hash ^ Math.imul(other, 0x297a2d39));
    low = (low + hash) | 0;
    high = (high + other) | 0;
  }
  const salt = mixBits(count ^ (times ? 0x7feb352d : 0x846ca68b));
  return hex(mixBits(low ^ salt)) + hex(mixBits(high ^ mixBits(salt)));
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
