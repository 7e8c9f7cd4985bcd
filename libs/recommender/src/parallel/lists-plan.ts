import type { ItemRanks } from '../kernels/item-lists.js';
import { GATHERING_WORDS } from './gathering.js';
import type { SharedLayout, Place } from './shared-layout.js';

/** Items of a group: the lanes of a vector. */
export const LANES = 4;
/** Bytes of the sums of a block: they are to stay in a processor's second or third cache. */
const BLOCK_BYTES = 3 * 2 ** 20;
/** Items that a thread merges at a time. */
export const MERGE_ITEMS = 256;
/** Words of a group's counts, and of a key. */
const [COUNT_WORDS, KEY_WORDS] = [2, 2];

/** One thread's sums, and the lists of all items as far as it has found them. */
export interface ListsRoom {
  readonly sums: Place;
  readonly totals: Place;
  readonly counts: Place;
  readonly scratch: Place;
  readonly lists: Place;
  readonly lengths: Place;
}

/** Where everything lies that finding the lists of all items needs. Plain data: threads are handed a copy. */
export interface ListsPlan {
  readonly threads: number;
  readonly itemCount: number;
  readonly size: number;
  readonly minSupport: number;
  readonly shrinkage: number;
  /** First rank of each block, and the number of items. */
  readonly blocks: readonly number[];
  /** First visit of each block, and the number of visits. */
  readonly visitsOf: readonly number[];
  readonly visitWords: number;
  readonly list: Place;
  readonly visits: Place;
  readonly floors: Place;
  readonly rooms: readonly ListsRoom[];
  /** Next block, and next piece to be merged. */
  readonly turns: Place;
  readonly items: Place;
  readonly found: Place;
  readonly gathering: Place;
}

/** What differs by what is summed. */
export interface ListsShape {
  readonly entryCount: number;
  readonly entryWords: number;
  readonly visitWords: number;
  /** Vectors of sums for an item and a group, and of totals. */
  readonly sumVectors: number;
  readonly totalVectors: number;
  readonly scratchVectors: number;
}

export interface ListsSettings {
  readonly threads: number;
  readonly size: number;
  readonly minSupport: number;
  readonly shrinkage: number;
}

/** @param users  of each rating, in the order of ranks */
export function planLists(
  layout: SharedLayout,
  ranked: ItemRanks & { readonly users: Int32Array },
  userCount: number,
  { threads, size, minSupport, shrinkage }: ListsSettings,
  shape: ListsShape,
): ListsPlan {
  const itemCount = ranked.order.length;
  const blocks = blocksOf(itemCount, shape.sumVectors);
  const visitsOf = countVisits(ranked, blocks, userCount);
  const groups = blocks.slice(1).map((end, block) => Math.ceil((end - blocks[block]) / LANES));
  const places = Math.max(...groups.map((count, block) => count * groupLength(blocks[block + 1])));
  const room = (): ListsRoom => ({
    sums: layout.add(places * shape.sumVectors * LANES),
    totals: layout.add(places * shape.totalVectors * LANES),
    counts: layout.add(Math.max(...groups) * COUNT_WORDS),
    scratch: layout.add(Math.max(shape.scratchVectors * LANES, (size + 1) * KEY_WORDS)),
    lists: layout.add(itemCount * 2 * size * KEY_WORDS),
    lengths: layout.add(itemCount),
  });
  return {
    threads,
    itemCount,
    size,
    minSupport: Math.max(1, minSupport),
    shrinkage,
    blocks,
    visitsOf,
    visitWords: shape.visitWords,
    list: layout.add((shape.entryCount + 1) * shape.entryWords),
    visits: layout.add(visitsOf.at(-1)! * shape.visitWords),
    floors: layout.add(itemCount + LANES),
    rooms: Array.from({ length: threads }, room),
    turns: layout.add(2),
    items: layout.add(itemCount * size),
    found: layout.add(itemCount * size),
    gathering: layout.add(GATHERING_WORDS),
  };
}

/** Items before the end of a block, in whole groups: one place for sums each. */
export function groupLength(blockEnd: number): number {
  return Math.ceil(blockEnd / LANES) * LANES;
}

/**
 * Tells every visit, users in order and each user's in the order of blocks.
 *
 * @param userOffsets  [userCount + 1] where each user's entries begin, these by ascending rank
 * @param rankAt       the rank of the item of an entry
 * @param onVisit      told the visit's number, and where the user's entries begin and those of the block do and end
 */
export function forEachVisit(
  { blocks, visitsOf, itemCount }: ListsPlan,
  userOffsets: Int32Array,
  rankAt: (entry: number) => number,
  onVisit: (visit: number, user: number, first: number, end: number) => void,
): void {
  const blockOf = new Int32Array(itemCount);
  for (let block = 0; block + 1 < blocks.length; block++)
    blockOf.fill(block, blocks[block], blocks[block + 1]);
  const next = Int32Array.from(visitsOf);
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    const end = userOffsets[user + 1];
    for (let first = userOffsets[user]; first < end;) {
      const block = blockOf[rankAt(first)];
      let after = first + 1;
      while (after < end && blockOf[rankAt(after)] === block) after++;
      onVisit(next[block]++, user, first, after);
      first = after;
    }
  }
}

function blocksOf(itemCount: number, sumVectors: number): number[] {
  const bytesOf = (first: number, end: number): number => (end - first) * groupLength(end) * 4 * sumVectors;
  const blocks = [0];
  for (let first = 0; first < itemCount; first = blocks.at(-1)!) {
    let end = first + LANES;
    while (end < itemCount && bytesOf(first, end + LANES) <= BLOCK_BYTES) end += LANES;
    blocks.push(Math.min(end, itemCount));
  }
  return blocks;
}

/** First visit of each block, and the number of all: of users with any rating of its items. */
function countVisits(
  { users, order, counts }: ItemRanks & { readonly users: Int32Array },
  blocks: readonly number[],
  userCount: number,
): number[] {
  const lastBlock = new Int32Array(userCount).fill(-1);
  const visitsOf = [0];
  for (let block = 0, at = 0; block + 1 < blocks.length; block++) {
    let visits = 0;
    for (let rank = blocks[block]; rank < blocks[block + 1]; rank++) {
      for (const end = at + counts[order[rank]]; at < end; at++) {
        if (lastBlock[users[at]] === block) continue;
        lastBlock[users[at]] = block;
        visits++;
      }
    }
    visitsOf.push(visitsOf[block] + visits);
  }
  return visitsOf;
}
