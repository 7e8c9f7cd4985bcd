import type { Ratings } from '../data/ratings.js';
import type { PaddedFactors, RatingBlock } from '../kernels/sgd-block.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { GATHERING_WORDS } from './gathering.js';
import { float32At, float64At, int32At, SharedLayout, type Place } from './shared-layout.js';

/**
 * Users and items are each cut into so many parts. In step s of an epoch the users of part a meet the items of part
 * (a + s) mod PARTS: blocks of one step share neither users nor items, so that the result does not depend on which
 * thread does which block, nor on how many threads there are.
 */
export const PARTS = 8;
/** Two blocks are walked through in turn by one thread, so that there is work for half as many threads as parts. */
export const MAX_THREADS = PARTS / 2;
/** Factors of a row are rounded up to a cache line. */
const ROW_FLOATS = 16;
/** Words of a lane: see assembly/sgd.ts. */
export const LANE_WORDS = 16;

/** Where everything lies that training by blocks needs. Plain data: threads are handed a copy. */
export interface SgdPlan {
  readonly threads: number;
  readonly rowLength: number;
  /** [PARTS + 1] first user of each part; users are numbered as in the ratings. */
  readonly userStarts: readonly number[];
  /** [PARTS + 1] first item of each part; items are numbered anew, see `itemOrder`. */
  readonly itemStarts: readonly number[];
  /** [PARTS × PARTS] by user part, then item part: the offsets of a `RatingBlock`. */
  readonly offsets: readonly Place[];
  readonly items: Place;
  readonly values: Place;
  readonly userFactors: Place;
  readonly itemFactors: Place;
  readonly userBiases: Place;
  readonly itemBiases: Place;
  /** [2 × PARTS × PARTS] sums of squared errors: epochs in turn, step, user part. */
  readonly squares: Place;
  /** [threads × 2 × LANE_WORDS] */
  readonly lanes: Place;
  readonly gathering: Place;
}

/** A plan, the items in the order of their new numbers, and the memory that is needed. */
export interface PlannedSgd {
  readonly plan: SgdPlan;
  /** [itemCount] index in the ratings of the item with each new number. */
  readonly itemOrder: Int32Array;
  readonly layout: SharedLayout;
}

export function planSgd(ratings: Ratings, factorCount: number, threads: number): PlannedSgd {
  const layout = new SharedLayout();
  const rowLength = Math.ceil(factorCount / ROW_FLOATS) * ROW_FLOATS;
  const userStarts = cutEvenly(ratings.byUser.offsets);
  const { itemOrder, itemStarts } = orderItems(ratings.byItem.offsets);
  const userCount = ratings.users.size;
  const itemCount = ratings.items.size;
  const offsets = [];
  for (let block = 0; block < PARTS * PARTS; block++) {
    const part = Math.floor(block / PARTS);
    offsets.push(layout.add(userStarts[part + 1] - userStarts[part] + 1));
  }
  const plan: SgdPlan = {
    threads,
    rowLength,
    userStarts,
    itemStarts,
    offsets,
    items: layout.add(ratings.length),
    values: layout.add(ratings.length),
    userFactors: layout.add(userCount * rowLength),
    itemFactors: layout.add(itemCount * rowLength),
    userBiases: layout.add(userCount),
    itemBiases: layout.add(itemCount),
    squares: layout.add(2 * PARTS * PARTS, 8),
    lanes: layout.add(threads * 2 * LANE_WORDS),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, itemOrder, layout };
}

/** Cuts users into parts with about as many ratings each, keeping their order. */
function cutEvenly(offsets: Int32Array): number[] {
  const userCount = offsets.length - 1;
  const starts = [0];
  for (let part = 1, user = 0; part < PARTS; part++) {
    while (user < userCount && offsets[user] < (offsets[userCount] * part) / PARTS) user++;
    starts.push(user);
  }
  return [...starts, userCount];
}

/**
 * Deals items out to the parts by popularity, there and back, so that parts have about as many ratings each; within a
 * part the most popular come first and lie together in memory.
 */
function orderItems(offsets: Int32Array): { itemOrder: Int32Array; itemStarts: number[] } {
  const itemCount = offsets.length - 1;
  const raters = (item: number): number => offsets[item + 1] - offsets[item];
  const byPopularity = Int32Array.from({ length: itemCount }, (_, item) => item);
  byPopularity.sort((a, b) => raters(b) - raters(a) || a - b);
  const itemOrder = new Int32Array(itemCount);
  const itemStarts = [0];
  let next = 0;
  for (let part = 0; part < PARTS; part++) {
    for (let rank = 0; rank < itemCount; rank++) {
      const turn = rank % (2 * PARTS);
      if ((turn < PARTS ? turn : 2 * PARTS - 1 - turn) === part) itemOrder[next++] = byPopularity[rank]!;
    }
    itemStarts.push(next);
  }
  return { itemOrder, itemStarts };
}

/** Writes the ratings into their blocks: users in order, each one's ratings by the items' new numbers. */
export function fillBlocks({ plan, itemOrder }: PlannedSgd, ratings: Ratings, memory: SharedMemory): void {
  const { userStarts, itemStarts } = plan;
  const offsets = plan.offsets.map((place) => int32At(memory, place));
  const partOfUser = new Uint8Array(ratings.users.size);
  for (let part = 0; part < PARTS; part++) partOfUser.fill(part, userStarts[part], userStarts[part + 1]);
  const forEachRating = (
    visit: (counts: Int32Array, row: number, item: number, value: number) => void,
  ): void => {
    const { offsets: raters, others, values } = ratings.byItem;
    for (let itemPart = 0; itemPart < PARTS; itemPart++) {
      for (let item = itemStarts[itemPart]; item < itemStarts[itemPart + 1]; item++) {
        const original = itemOrder[item];
        for (let at = raters[original]; at < raters[original + 1]; at++) {
          const user = others[at];
          const part = partOfUser[user];
          visit(offsets[part * PARTS + itemPart], user - userStarts[part], item, values[at]);
        }
      }
    }
  };
  forEachRating((counts, row) => counts[row + 1]++);
  let total = 0;
  const blockStarts = offsets.map((starts) => {
    const blockStart = (starts[0] = total);
    for (let row = 1; row < starts.length; row++) {
      total += starts[row];
      starts[row] = total;
    }
    return blockStart;
  });
  const items = int32At(memory, plan.items);
  const values = float32At(memory, plan.values);
  const mean = ratings.globalMean;
  forEachRating((next, row, item, value) => {
    const at = next[row]++;
    items[at] = item;
    values[at] = value - mean;
  });
  // While it filled, each row's start moved on to the start of the row after it.
  offsets.forEach((starts, block) => {
    starts.copyWithin(1, 0, starts.length - 1);
    starts[0] = blockStarts[block]!;
  });
}

/** The ratings of a part of the users for a part of the items. */
export function blockAt(
  plan: SgdPlan,
  memory: SharedMemory,
  userPart: number,
  itemPart: number,
): RatingBlock {
  return {
    firstUser: plan.userStarts[userPart],
    offsets: int32At(memory, plan.offsets[userPart * PARTS + itemPart]),
    items: int32At(memory, plan.items),
    values: float32At(memory, plan.values),
  };
}

export function factorsAt(plan: SgdPlan, memory: SharedMemory): PaddedFactors {
  return {
    rowLength: plan.rowLength,
    userFactors: float32At(memory, plan.userFactors),
    itemFactors: float32At(memory, plan.itemFactors),
    userBiases: float32At(memory, plan.userBiases),
    itemBiases: float32At(memory, plan.itemBiases),
  };
}

export function squaresAt(plan: SgdPlan, memory: SharedMemory): Float64Array {
  return float64At(memory, plan.squares);
}
