import type { Ratings } from '../data/ratings.js';

export const userCohorts = ['cold', 'medium', 'heavy'] as const;
export const itemCohorts = ['head', 'tail'] as const;
/** By how many ratings of a user there were to learn from. */
export type UserCohort = (typeof userCohorts)[number];
/** The head: the fewest items that hold most of the ratings that there were to learn from. */
export type ItemCohort = (typeof itemCohorts)[number];

export interface CohortOptions {
  /** A user with fewer ratings is cold. Default 20. */
  readonly coldBelow?: number;
  /** A user with at least so many is heavy. Default 100. */
  readonly heavyFrom?: number;
  /** The share of ratings that the items of the head hold, in (0, 1]. Default 0.8. */
  readonly headShare?: number;
}

/** Who belongs where, by the ratings that a model learnt from. */
export class Cohorts {
  readonly coldBelow: number;
  readonly heavyFrom: number;
  /** External ids of the items of the head. */
  readonly head: ReadonlySet<number>;

  /** @throws RangeError if an option is out of range */
  constructor(
    private readonly trainSet: Ratings,
    { coldBelow = 20, heavyFrom = 100, headShare = 0.8 }: CohortOptions = {},
  ) {
    if (!(coldBelow <= heavyFrom)) {
      throw new RangeError(`coldBelow is ${coldBelow}, expected at most heavyFrom, ${heavyFrom}`);
    }
    this.coldBelow = coldBelow;
    this.heavyFrom = heavyFrom;
    this.head = headOf(trainSet, headShare);
  }

  user(userId: number): UserCohort {
    const count = groupSize(this.trainSet.byUser.offsets, this.trainSet.users.indexOf(userId));
    return count < this.coldBelow ? 'cold' : count < this.heavyFrom ? 'medium' : 'heavy';
  }

  item(itemId: number): ItemCohort {
    return this.head.has(itemId) ? 'head' : 'tail';
  }

  /** How many users rated an item; 0 for an unknown one. */
  ratersOf(itemId: number): number {
    return groupSize(this.trainSet.byItem.offsets, this.trainSet.items.indexOf(itemId));
  }
}

/**
 * The items with most ratings, equal counts by item index, until they hold `share` of all.
 *
 * @returns external ids
 * @throws RangeError if the share is not in (0, 1]
 */
export function headOf(trainSet: Ratings, share: number): Set<number> {
  if (!(share > 0 && share <= 1)) throw new RangeError(`headShare is ${share}, expected above 0, up to 1`);
  const { offsets } = trainSet.byItem;
  const order = Array.from({ length: trainSet.items.size }, (_, item) => item);
  order.sort((a, b) => groupSize(offsets, b) - groupSize(offsets, a) || a - b);
  const head = new Set<number>();
  let held = 0;
  for (const item of order) {
    if (held >= share * trainSet.length) break;
    head.add(trainSet.items.idAt(item));
    held += groupSize(offsets, item);
  }
  return head;
}

function groupSize(offsets: Int32Array, group: number): number {
  return group < 0 ? 0 : offsets[group + 1] - offsets[group];
}
