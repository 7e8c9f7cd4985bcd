import type { Ratings } from '../data/ratings.js';
import type { ItemRating } from '../models/model.js';
import { seededRandom, type Random } from '../random.js';

/** Somebody whom no model has met: what they tell of themselves, and what is to be found. */
export interface HeldOutUser {
  readonly userId: number;
  /** What the model is told: it folds this in. */
  readonly history: readonly ItemRating[];
  /** Ids of the items to be found, at least one. */
  readonly heldOutItems: readonly number[];
}

export interface HeldOutUsersSplit {
  /** All positive ratings of the users to learn from. */
  readonly trainSet: Ratings;
  /** For choosing settings. */
  readonly validationUsers: readonly HeldOutUser[];
  /** For the figures that are told. */
  readonly testUsers: readonly HeldOutUser[];
}

export interface HeldOutUsersOptions {
  /** So many users for validation, and as many for the test; 10,000 of each in the papers' ml-20m. */
  readonly heldOutUsers: number;
  readonly seed: number;
  /** Ratings from this on are positive, all others are left out. Default 4. */
  readonly positiveFrom?: number;
  /** Users with fewer positive ratings are left out. Default 5. */
  readonly minPositives?: number;
  /** The share of a held-out user's positive ratings that is to be found, in (0, 1). Default 0.2. */
  readonly heldOutShare?: number;
}

/**
 * The split of the papers on Mult-VAE, EASE and iALS ("strong generalisation"): users are held out whole; of each of them a
 * random part is folded in, and the rest is to be found.
 *
 *   1. Keep ratings ≥ `positiveFrom`, then users with at least `minPositives` of them.
 *   2. Of these, in random order, the first `heldOutUsers` are for validation, the next for the test, all others train.
 *   3. Of a held-out user, only items of the train set count. ⌊share · n⌋ of the n that are left are to be found.
 *
 * A held-out user of whom nothing is left to be found is left out. Source: Liang, Krishnan, Hoffman & Jebara 2018,
 * "Variational autoencoders for collaborative filtering", section 4, and the notebook published with it; their draws differ.
 *
 * @throws EmptyRatingsError if nobody is left to learn from
 * @throws RangeError if `heldOutUsers` is no positive whole number, or the share is not between 0 and 1
 */
export function splitHeldOutUsers(ratings: Ratings, options: HeldOutUsersOptions): HeldOutUsersSplit {
  const { heldOutUsers, seed, positiveFrom = 4, minPositives = 5, heldOutShare = 0.2 } = options;
  if (!(Number.isInteger(heldOutUsers) && heldOutUsers > 0)) {
    throw new RangeError(`heldOutUsers is ${heldOutUsers}, expected a whole number from 1 on`);
  }
  if (!(heldOutShare > 0 && heldOutShare < 1)) {
    throw new RangeError(`heldOutShare is ${heldOutShare}, expected between 0 and 1`);
  }
  const random = seededRandom(seed);
  const groupOf = drawGroups(ratings, positiveFrom, minPositives, heldOutUsers, random);
  const trainRows: number[] = [];
  for (let row = 0; row < ratings.length; row++) {
    if (ratings.values[row] >= positiveFrom && groupOf[ratings.userIndices[row]] === TRAIN)
      trainRows.push(row);
  }
  const trainSet = ratings.select(trainRows);
  const { byUser, users, items } = ratings;
  const heldOut = (group: number): HeldOutUser[] => {
    const found: HeldOutUser[] = [];
    for (let user = 0; user < users.size; user++) {
      if (groupOf[user] !== group) continue;
      const positives: ItemRating[] = [];
      for (let at = byUser.offsets[user]; at < byUser.offsets[user + 1]; at++) {
        const itemId = items.idAt(byUser.others[at]);
        const rating = byUser.values[at];
        if (rating >= positiveFrom && trainSet.items.has(itemId)) positives.push({ itemId, rating });
      }
      const count = Math.floor(heldOutShare * positives.length);
      if (count === 0) continue;
      shuffle(positives, random);
      found.push({
        userId: users.idAt(user),
        history: positives.slice(count),
        heldOutItems: positives.slice(0, count).map(({ itemId }) => itemId),
      });
    }
    return found;
  };
  return { trainSet, validationUsers: heldOut(VALIDATION), testUsers: heldOut(TEST) };
}

const [LEFT_OUT, TRAIN, VALIDATION, TEST] = [0, 1, 2, 3];

function drawGroups(
  { users, userIndices, values }: Ratings,
  positiveFrom: number,
  minPositives: number,
  heldOutUsers: number,
  random: Random,
): Uint8Array {
  const positives = new Int32Array(users.size);
  for (let row = 0; row < values.length; row++)
    if (values[row] >= positiveFrom) positives[userIndices[row]]++;
  const drawn = Array.from(positives.keys()).filter((user) => positives[user] >= minPositives);
  shuffle(drawn, random);
  const groupOf = new Uint8Array(users.size).fill(LEFT_OUT);
  drawn.forEach((user, place) => {
    groupOf[user] = place < heldOutUsers ? VALIDATION : place < 2 * heldOutUsers ? TEST : TRAIN;
  });
  return groupOf;
}

/** Fisher and Yates. */
function shuffle<T>(values: T[], random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [values[last], values[other]] = [values[other], values[last]];
  }
}
