import { DuplicateRatingError, EmptyRatingsError, InvalidRatingsError } from '../errors.js';
import type { RatingScale } from '../models/model.js';
import { IdIndex } from './id-index.js';

/** Ratings by external ids, a column each; row n of all columns is one rating. */
export interface RatingColumns {
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** When each was given, in Unix seconds; for models and splits that look at time. */
  readonly times?: ArrayLike<number>;
}

/**
 * Ratings grouped by one side (compressed sparse rows): those of row r are at offsets[r] … offsets[r + 1] − 1.
 * Groups are by index, and within a group the ratings keep the order in which they were given.
 */
export interface RatingGroups {
  /** [groupCount + 1] */
  readonly offsets: Int32Array;
  /** [n] index on the other side. */
  readonly others: Int32Array;
  /** [n] rating. */
  readonly values: Float32Array;
}

/**
 * Observed ratings, one for each pair of user and item, in the order given. Checked once, by `from`; not to be changed.
 *
 * Indices are dense, in order of first appearance (as the inner ids of Surprise). 12 bytes a rating, 4 more with
 * times, 8 more for each of the two groupings once asked for.
 */
export class Ratings {
  private groupsByUser: RatingGroups | null = null;
  private groupsByItem: RatingGroups | null = null;
  private mean: number | null = null;

  private constructor(
    readonly scale: RatingScale,
    /** External user ids ↔ user indices. */
    readonly users: IdIndex,
    /** External item ids ↔ item indices. */
    readonly items: IdIndex,
    /** [n] user index of each rating. */
    readonly userIndices: Int32Array,
    /** [n] item index of each rating. */
    readonly itemIndices: Int32Array,
    /** [n] ratings in rating units. */
    readonly values: Float32Array,
    /** [n] Unix seconds at which each rating was given; null where that is not known. */
    readonly times: Uint32Array | null,
  ) {}

  /**
   * @param columns  external ids and ratings; copied
   * @param scale    smallest and largest rating allowed
   * @throws EmptyRatingsError if there is no rating
   * @throws InvalidRatingsError if the columns differ in length, the scale is none, a rating is not on it, or
   *   a time is no number from 0 to 2³² − 1
   * @throws InvalidIdError if an id is no whole number from 0 to 2³¹ − 1
   * @throws DuplicateRatingError if a user rates an item twice
   */
  static from(columns: RatingColumns, scale: RatingScale): Ratings {
    checkLengths(columns);
    checkScale(scale);
    const values = checkedValues(columns.values, scale);
    const users = IdIndex.fromColumn(columns.users);
    const items = IdIndex.fromColumn(columns.items);
    const times = columns.times ? checkedTimes(columns.times) : null;
    const ratings = new Ratings(scale, users.index, items.index, users.indices, items.indices, values, times);
    ratings.checkPairs();
    return ratings;
  }

  /** How many ratings there are. */
  get length(): number {
    return this.values.length;
  }

  /** μ, the mean of all ratings. */
  get globalMean(): number {
    if (this.mean === null) {
      let sum = 0;
      for (let row = 0; row < this.values.length; row++) sum += this.values[row];
      this.mean = sum / this.values.length;
    }
    return this.mean;
  }

  /** By user index; `others` are item indices. Built when first asked for. */
  get byUser(): RatingGroups {
    return (this.groupsByUser ??= group(this.userIndices, this.itemIndices, this.values, this.users.size));
  }

  /** By item index; `others` are user indices. Built when first asked for. */
  get byItem(): RatingGroups {
    return (this.groupsByItem ??= group(this.itemIndices, this.userIndices, this.values, this.items.size));
  }

  /**
   * The ratings of some rows, with indices of their own: users and items that no longer occur are unknown to them.
   *
   * @param rows  positions in this, distinct, in the order wanted
   * @throws EmptyRatingsError if there are none
   * @throws RangeError if there is no such row
   */
  select(rows: ArrayLike<number>): Ratings {
    if (rows.length === 0) throw new EmptyRatingsError();
    const userIds = new Int32Array(rows.length);
    const itemIds = new Int32Array(rows.length);
    const values = new Float32Array(rows.length);
    const times = this.times && new Uint32Array(rows.length);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at];
      const value = this.values[row];
      if (value === undefined) {
        throw new RangeError(`Row ${row} is out of range, expected 0 to ${this.length - 1}`);
      }
      userIds[at] = this.users.ids[this.userIndices[row]]!;
      itemIds[at] = this.items.ids[this.itemIndices[row]]!;
      values[at] = value;
      if (times) times[at] = this.times[row];
    }
    const users = IdIndex.fromColumn(userIds);
    const items = IdIndex.fromColumn(itemIds);
    return new Ratings(this.scale, users.index, items.index, users.indices, items.indices, values, times);
  }

  private checkPairs(): void {
    const { offsets, others } = this.byUser;
    const lastUser = new Int32Array(this.items.size).fill(-1);
    for (let user = 0; user < this.users.size; user++) {
      for (let at = offsets[user]; at < offsets[user + 1]; at++) {
        const item = others[at];
        if (lastUser[item] === user)
          throw new DuplicateRatingError(this.users.idAt(user), this.items.idAt(item));
        lastUser[item] = user;
      }
    }
  }
}

function checkLengths({ users, items, values, times = users }: RatingColumns): void {
  if (users.length !== items.length || users.length !== values.length) {
    throw new InvalidRatingsError(
      `There are ${users.length} users, ${items.length} items and ${values.length} values, expected as many of each`,
    );
  }
  if (users.length !== times.length) {
    throw new InvalidRatingsError(
      `There are ${users.length} ratings and ${times.length} times, expected as many`,
    );
  }
  if (users.length === 0) throw new EmptyRatingsError();
}

function checkScale({ min, max }: RatingScale): void {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    throw new InvalidRatingsError(
      `The scale is from ${min} to ${max}, expected finite numbers, the first smaller`,
    );
  }
}

function checkedValues(values: ArrayLike<number>, { min, max }: RatingScale): Float32Array {
  const copy = new Float32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!(value >= min && value <= max)) {
      throw new InvalidRatingsError(`The rating in row ${row} is ${value}, expected ${min} to ${max}`);
    }
    copy[row] = value;
  }
  return copy;
}

function checkedTimes(times: ArrayLike<number>): Uint32Array {
  const copy = new Uint32Array(times.length);
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    if (!(time >= 0 && time < 2 ** 32)) {
      throw new InvalidRatingsError(
        `The time in row ${row} is ${time}, expected Unix seconds from 0 to 2³² − 1`,
      );
    }
    copy[row] = time;
  }
  return copy;
}

/** Counting sort by `keys`; stable, O(n). */
function group(keys: Int32Array, others: Int32Array, values: Float32Array, groupCount: number): RatingGroups {
  const offsets = new Int32Array(groupCount + 1);
  for (let row = 0; row < keys.length; row++) offsets[keys[row] + 1]++;
  for (let key = 0; key < groupCount; key++) offsets[key + 1] += offsets[key];
  const next = offsets.slice(0, groupCount);
  const grouped = { offsets, others: new Int32Array(keys.length), values: new Float32Array(keys.length) };
  for (let row = 0; row < keys.length; row++) {
    const at = next[keys[row]]++;
    grouped.others[at] = others[row]!;
    grouped.values[at] = values[row]!;
  }
  return grouped;
}
