import { InvalidIdError } from '../errors.js';
import { mixBits } from './row-hash.js';

const MAX_ID = 2 ** 31 - 1;
const EMPTY = -1;

/**
 * External ids ↔ dense indices 0 … size − 1, both ways in constant time.
 *
 * Ids are whole numbers from 0 to 2³¹ − 1. The indices are in the order in which the ids were first met. Frozen once
 * built: 4 bytes an id for the way back, 8 to 16 for the way there (open addressing, at most half full).
 */
export class IdIndex {
  private constructor(
    /** [size] external id by index; not to be changed. */
    readonly ids: Int32Array,
    private readonly slots: Int32Array,
  ) {}

  /**
   * An index of ids that are distinct already, in the order given.
   *
   * @throws InvalidIdError if an id is out of range, no whole number, or met twice
   */
  static ofDistinct(ids: ArrayLike<number>): IdIndex {
    const { index, indices } = IdIndex.fromColumn(ids);
    if (index.size !== ids.length) {
      const row = indices.findIndex((value, at) => value !== at);
      throw new InvalidIdError(`Id ${ids[row]} is given more than once, expected distinct ids`);
    }
    return index;
  }

  /**
   * An index of all ids of a column, and the column by index.
   *
   * @param column  [n] external ids, repeated at will
   * @returns `indices` [n]
   * @throws InvalidIdError if an id is out of range or no whole number
   */
  static fromColumn(column: ArrayLike<number>): { index: IdIndex; indices: Int32Array } {
    const indices = new Int32Array(column.length);
    let ids = new Int32Array(1024);
    let slots = new Int32Array(2048).fill(EMPTY);
    let size = 0;
    for (let row = 0; row < column.length; row++) {
      const id = column[row];
      if (!(id >= 0 && id <= MAX_ID && Number.isInteger(id))) {
        throw new InvalidIdError(`Id ${id} in row ${row}, expected a whole number from 0 to ${MAX_ID}`);
      }
      let slot = slotOf(id, ids, slots);
      if (slots[slot] === EMPTY) {
        if (size === ids.length) {
          ids = grow(ids);
          slots = rehash(ids, size);
          slot = slotOf(id, ids, slots);
        }
        ids[size] = id;
        slots[slot] = size++;
      }
      indices[row] = slots[slot]!;
    }
    return { index: new IdIndex(ids.slice(0, size), slots), indices };
  }

  get size(): number {
    return this.ids.length;
  }

  has(id: number): boolean {
    return this.indexOf(id) !== EMPTY;
  }

  /** The index of an external id, −1 if it is unknown (or no valid id at all). */
  indexOf(id: number): number {
    return this.slots[slotOf(id, this.ids, this.slots)];
  }

  /**
   * The external id at an index.
   *
   * @throws RangeError if there is no such index
   */
  idAt(index: number): number {
    const id = this.ids[index];
    if (id === undefined)
      throw new RangeError(`Index ${index} is out of range, expected 0 to ${this.size - 1}`);
    return id;
  }
}

/** The slot that holds `id`, or the empty one where it would go; linear probing. */
function slotOf(id: number, ids: Int32Array, slots: Int32Array): number {
  const mask = slots.length - 1;
  let slot = mixBits(id) & mask;
  while (slots[slot] !== EMPTY && ids[slots[slot]] !== id) slot = (slot + 1) & mask;
  return slot;
}

function grow(ids: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(ids.length * 2);
  larger.set(ids);
  return larger;
}

function rehash(ids: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(ids.length * 2).fill(EMPTY);
  for (let index = 0; index < size; index++) slots[slotOf(ids[index], ids, slots)] = index;
  return slots;
}
