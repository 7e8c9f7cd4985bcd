import { MissingTimesError, NothingToHoldOutError } from '../errors.js';
import { seededRandom } from '../random.js';
import type { Ratings } from './ratings.js';
import { pairFraction } from './row-hash.js';

/** Ratings to learn from and ratings to be judged by. Each has indices of its own; ids join them. */
export interface Split {
  readonly trainSet: Ratings;
  readonly validationSet: Ratings;
}

export interface SplitOptions {
  /** About this share of the ratings is held out, in (0, 1). */
  readonly validationShare: number;
  readonly seed: number;
}

/**
 * Holds a rating out if a hash of its user, its item and the seed says so, and by nothing else: a rating has its side before
 * it is given, and keeps it whatever ratings come or go. No rating that is held out today was learnt from before, so models
 * trained at different times can be compared on what none of them has seen.
 *
 * A user whose ratings are all held out has none to learn from, and is unknown to a model of the train set.
 *
 * @throws NothingToHoldOutError if all ratings fall on one side
 * @throws RangeError if `validationShare` is not between 0 and 1
 */
export function splitByHash(ratings: Ratings, { validationShare, seed }: SplitOptions): Split {
  checkShare(validationShare);
  const { users, items, userIndices, itemIndices } = ratings;
  return divide(
    ratings,
    (row) => pairFraction(users.ids[userIndices[row]], items.ids[itemIndices[row]], seed) < validationShare,
  );
}

/**
 * Holds out a random share of the ratings; the same seed and ratings in the same order give the same split. Every user
 * keeps a rating to learn from.
 *
 * @throws NothingToHoldOutError if no user has two ratings
 * @throws RangeError if `validationShare` is not between 0 and 1
 */
export function splitRandom(ratings: Ratings, { validationShare, seed }: SplitOptions): Split {
  checkShare(validationShare);
  const random = seededRandom(seed);
  return keepOneOfEach(ratings, validationShare, () => random.uniform());
}

/**
 * Holds out the latest `count` ratings of each user, of users with few all but the first. Equal times count in the
 * order given.
 *
 * @param given  [n] when each rating was given, in any unit; the ratings' own times by default
 * @throws NothingToHoldOutError if no user has two ratings
 * @throws MissingTimesError if neither is there
 * @throws RangeError if there are not as many times as ratings
 */
export function splitLeaveLastOut(
  ratings: Ratings,
  given: ArrayLike<number> | null = ratings.times,
  count = 1,
): Split {
  const times = checkedTimes(ratings, given, 'Leaving the last rating out');
  const rowsOfUser = Array.from({ length: ratings.users.size }, (): number[] => []);
  for (let row = 0; row < ratings.length; row++) rowsOfUser[ratings.userIndices[row]].push(row);
  const heldOut = new Uint8Array(ratings.length);
  for (const rows of rowsOfUser) {
    rows.sort((a, b) => times[a] - times[b] || a - b);
    for (const row of rows.slice(Math.max(1, rows.length - count))) heldOut[row] = 1;
  }
  return divide(ratings, (row) => heldOut[row] === 1);
}

/**
 * Holds out what was rated at `time` or later. Users and items of the validation set may be unknown to the train set.
 *
 * @param given  [n] when each rating was given, in the unit of `time`; null for the ratings' own times, in Unix seconds
 * @throws NothingToHoldOutError if either side is empty
 * @throws MissingTimesError if neither is there
 * @throws RangeError if there are not as many times as ratings
 */
export function splitByTime(ratings: Ratings, given: ArrayLike<number> | null, time: number): Split {
  const times = checkedTimes(ratings, given ?? ratings.times, 'Splitting by time');
  return divide(ratings, (row) => times[row] >= time);
}

/**
 * `foldCount` splits, each rating held out in exactly one of them, at random by seed; the folds differ in size by one
 * at most. A user may be missing from a train set.
 *
 * @throws RangeError if there are not 2 to n folds
 */
export function kFolds(ratings: Ratings, { foldCount, seed }: { foldCount: number; seed: number }): Split[] {
  if (!(Number.isInteger(foldCount) && foldCount >= 2 && foldCount <= ratings.length)) {
    throw new RangeError(`There are to be ${foldCount} folds, expected 2 to ${ratings.length}`);
  }
  const random = seededRandom(seed);
  const foldOf = Int32Array.from({ length: ratings.length }, (_, row) => row % foldCount);
  for (let last = foldOf.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [foldOf[last], foldOf[other]] = [foldOf[other], foldOf[last]];
  }
  return Array.from({ length: foldCount }, (_, fold) => divide(ratings, (row) => foldOf[row] === fold));
}

/**
 * Holds out rows whose `fraction` in [0, 1), asked for once each in order, is below `share`; save the greatest of a
 * user that would lose all.
 */
function keepOneOfEach(ratings: Ratings, share: number, fraction: (row: number) => number): Split {
  const { userIndices, users } = ratings;
  const kept = new Int32Array(users.size);
  const greatest = new Int32Array(users.size).fill(-1);
  const counts = new Int32Array(users.size);
  const fractions = new Float64Array(ratings.length);
  let heldOutCount = 0;
  for (let row = 0; row < ratings.length; row++) {
    const user = userIndices[row];
    fractions[row] = fraction(row);
    counts[user]++;
    if (fractions[row] >= share) kept[user]++;
    else heldOutCount++;
    if (greatest[user] < 0 || fractions[row] > fractions[greatest[user]]) greatest[user] = row;
  }
  for (let user = 0; user < users.size; user++) {
    if (kept[user] > 0) continue;
    fractions[greatest[user]] = 1;
    heldOutCount--;
  }
  const least = heldOutCount > 0 ? -1 : leastRow(fractions, (row) => counts[userIndices[row]] > 1);
  return divide(ratings, (row) => fractions[row] < share || row === least);
}

function leastRow(fractions: Float64Array, eligible: (row: number) => boolean): number {
  let least = -1;
  for (let row = 0; row < fractions.length; row++) {
    if (eligible(row) && (least < 0 || fractions[row] < fractions[least])) least = row;
  }
  return least;
}

function divide(ratings: Ratings, heldOut: (row: number) => boolean): Split {
  const rows = new Int32Array(ratings.length);
  let train = 0;
  let validation = ratings.length;
  for (let row = 0; row < ratings.length; row++) {
    if (heldOut(row)) rows[--validation] = row;
    else rows[train++] = row;
  }
  if (train === 0 || validation === ratings.length) {
    throw new NothingToHoldOutError(ratings.length, ratings.length - train);
  }
  return {
    trainSet: ratings.select(rows.subarray(0, train)),
    validationSet: ratings.select(rows.subarray(train).reverse()),
  };
}

function checkShare(share: number): void {
  if (!(share > 0 && share < 1))
    throw new RangeError(`validationShare is ${share}, expected between 0 and 1`);
}

function checkedTimes(ratings: Ratings, times: ArrayLike<number> | null, what: string): ArrayLike<number> {
  if (!times) throw new MissingTimesError(what);
  if (times.length !== ratings.length) {
    throw new RangeError(`There are ${times.length} times, expected ${ratings.length}, one a rating`);
  }
  return times;
}
