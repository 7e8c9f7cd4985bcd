import { countPositives, orderByCount, placesIn } from '../data/positives.js';
import type { Ratings } from '../data/ratings.js';
import { mixBits } from '../data/row-hash.js';
import { WALK_WORDS, type PositiveBlock } from '../kernels/bpr-walk.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { GATHERING_WORDS } from './gathering.js';
import { int32At, SharedLayout, type Place } from './shared-layout.js';

/** Parts of the items, in two halves of a pair for each part of the users. */
export const ITEM_PARTS = 8;
export const USER_PARTS = ITEM_PARTS / 2;
/** Walks of one step share neither users nor items, so that there is work for one thread each. */
export const MAX_BPR_THREADS = USER_PARTS;
/** Factors of a row are rounded up to a cache line. */
const ROW_FLOATS = 16;

/** Where everything lies that training by walks needs. Plain data: threads are handed a copy. */
export interface BprPlan {
  readonly threads: number;
  readonly epochs: number;
  readonly rowLength: number;
  readonly learningRate: number;
  readonly regularisation: number;
  /** 32 bits that all random draws depend on. */
  readonly seed: number;
  /** [USER_PARTS + 1] first user of each part; users are numbered as in the ratings. */
  readonly userStarts: readonly number[];
  /** [ITEM_PARTS + 1] first item of each part; items are numbered anew, see `itemOrder`. */
  readonly itemStarts: readonly number[];
  /** [USER_PARTS × ITEM_PARTS] the offsets of a `PositiveBlock`. */
  readonly offsets: readonly Place[];
  /** Item of each positive. */
  readonly items: Place;
  readonly userFactors: Place;
  readonly itemFactors: Place;
  readonly itemBiases: Place;
  /** [itemCount], a thread each. */
  readonly marks: readonly Place[];
  /** [WALK_WORDS], a thread each. */
  readonly walks: readonly Place[];
  readonly gathering: Place;
}

export interface BprSettings {
  readonly factorCount: number;
  readonly epochs: number;
  readonly threads: number;
  readonly learningRate: number;
  readonly regularisation: number;
  readonly positiveFrom: number;
  readonly seed: number;
}

export interface PlannedBpr {
  readonly plan: BprPlan;
  readonly layout: SharedLayout;
  /** [itemCount] index in the ratings of the item with each new number. */
  readonly itemOrder: Int32Array;
  /** [userCount] positives of each user, by index. */
  readonly userCounts: Int32Array;
}

export function planBpr(ratings: Ratings, settings: BprSettings): PlannedBpr {
  const layout = new SharedLayout();
  const counts = countPositives(ratings, settings.positiveFrom);
  const rowLength = Math.ceil(settings.factorCount / ROW_FLOATS) * ROW_FLOATS;
  const userStarts = cutUsers(counts.ofUser, counts.total);
  const { itemOrder, itemStarts } = dealItems(counts.ofItem);
  const [userCount, itemCount] = [ratings.users.size, ratings.items.size];
  const plan: BprPlan = {
    threads: settings.threads,
    epochs: settings.epochs,
    rowLength,
    learningRate: settings.learningRate,
    regularisation: settings.regularisation,
    seed: settings.seed,
    userStarts,
    itemStarts,
    offsets: Array.from({ length: USER_PARTS * ITEM_PARTS }, (_, block) => {
      const part = Math.floor(block / ITEM_PARTS);
      return layout.add(userStarts[part + 1] - userStarts[part] + 1);
    }),
    items: layout.add(counts.total),
    userFactors: layout.add(userCount * rowLength),
    itemFactors: layout.add(itemCount * rowLength),
    itemBiases: layout.add(itemCount),
    marks: Array.from({ length: settings.threads }, () => layout.add(itemCount)),
    walks: Array.from({ length: settings.threads }, () => layout.add(WALK_WORDS)),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, layout, itemOrder, userCounts: counts.ofUser };
}

/** Cuts users into parts with about as many positives each, keeping their order. */
function cutUsers(counts: Int32Array, total: number): number[] {
  const starts = [0];
  let before = 0;
  counts.forEach((count, user) => {
    while (starts.length < USER_PARTS && before >= (total * starts.length) / USER_PARTS) starts.push(user);
    before += count;
  });
  while (starts.length <= USER_PARTS) starts.push(counts.length);
  return starts;
}

/** Deals items out to the parts by popularity, there and back; within a part the most popular lie together in memory. */
function dealItems(counts: Int32Array): { itemOrder: Int32Array; itemStarts: number[] } {
  const parts = Array.from({ length: ITEM_PARTS }, (): number[] => []);
  orderByCount(counts).forEach((item, rank) => {
    const turn = rank % (2 * ITEM_PARTS);
    parts[Math.min(turn, 2 * ITEM_PARTS - 1 - turn)].push(item);
  });
  const itemStarts = [0];
  for (const part of parts) itemStarts.push(itemStarts[itemStarts.length - 1] + part.length);
  return { itemOrder: Int32Array.from(parts.flat()), itemStarts };
}

/**
 * The pairs of parts of the items in an epoch: each part once, and over seven epochs each with every other (the circle
 * method of tournaments), so that all items come to be compared.
 */
export function pairsOf(epoch: number): readonly (readonly [number, number])[] {
  const others = ITEM_PARTS - 1;
  const round = epoch % others;
  return Array.from({ length: USER_PARTS }, (_, n) =>
    n === 0 ? [others, round] : [(round + n) % others, (round - n + others) % others],
  );
}

/** State of the random draws at the start of a walk. */
export function walkSeed({ seed }: BprPlan, epoch: number, step: number, userPart: number): number {
  return mixBits(mixBits(seed ^ mixBits(epoch)) + step * USER_PARTS + userPart);
}

/** The positives of a part of the users for a part of the items. */
export function positivesAt(
  plan: BprPlan,
  memory: SharedMemory,
  userPart: number,
  itemPart: number,
): PositiveBlock {
  const firstItem = plan.itemStarts[itemPart];
  const offsets = int32At(memory, plan.offsets[userPart * ITEM_PARTS + itemPart]);
  return { offsets, firstItem, itemCount: plan.itemStarts[itemPart + 1] - firstItem };
}

/** Writes the positives into their blocks: users in order, each one's by the items' new numbers. */
export function fillBpr(
  { plan, itemOrder }: PlannedBpr,
  memory: SharedMemory,
  ratings: Ratings,
  positiveFrom: number,
): void {
  const { userStarts, itemStarts } = plan;
  const numberOfItem = placesIn(itemOrder);
  const items = int32At(memory, plan.items);
  const { offsets, others, values } = ratings.byUser;
  const partOfItem = new Uint8Array(itemOrder.length);
  for (let part = 0; part < ITEM_PARTS; part++) partOfItem.fill(part, itemStarts[part], itemStarts[part + 1]);
  let next = 0;
  for (let userPart = 0; userPart < USER_PARTS; userPart++) {
    const [from, to] = [userStarts[userPart], userStarts[userPart + 1]];
    const blocks = Array.from({ length: ITEM_PARTS }, (_, itemPart) =>
      int32At(memory, plan.offsets[userPart * ITEM_PARTS + itemPart]),
    );
    const forEachPositive = (visit: (block: number, row: number, item: number) => void): void => {
      for (let user = from; user < to; user++) {
        for (let at = offsets[user]; at < offsets[user + 1]; at++) {
          const item = numberOfItem[others[at]];
          if (values[at] >= positiveFrom) visit(partOfItem[item], user - from, item);
        }
      }
    };
    forEachPositive((block, row) => blocks[block][row + 1]++);
    for (const starts of blocks) {
      starts[0] = next;
      for (let row = 1; row < starts.length; row++) starts[row] += starts[row - 1];
      next = starts[starts.length - 1]!;
    }
    const places = blocks.map((starts) => starts.slice());
    forEachPositive((block, row, item) => (items[places[block][row]++] = item));
    for (const starts of blocks) {
      for (let row = 0; row + 1 < starts.length; row++) items.subarray(starts[row], starts[row + 1]).sort();
    }
  }
}
