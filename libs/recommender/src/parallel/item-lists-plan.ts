import type { Ratings } from '../data/ratings.js';
import { itemNorms, rankItems, type ItemListSettings, type ItemRanks } from '../kernels/item-lists.js';
import type { RatingGrid } from '../kernels/rating-grid.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { GATHERING_WORDS } from './gathering.js';
import { float64At, int32At, SharedLayout, type Place } from './shared-layout.js';

/** Items of a group: the lanes of a vector. */
const LANES = 4;
/** Bytes of the packed sums of a block: they are to stay in a processor's second or third cache. */
const BLOCK_BYTES = 3 * 2 ** 20;
/** Items that a thread merges at a time. */
export const MERGE_ITEMS = 256;
/** Words of a visit, of a group's counts, and of a key. */
const [VISIT_WORDS, COUNT_WORDS, KEY_WORDS] = [3, 2, 2];
/** The largest values of fields of packed sums: see assembly/co-ratings.ts. */
const [MAX_COUNT, MAX_FIRST, MAX_HALF] = [2 ** 13 - 1, 2 ** 19 - 1, 2 ** 16 - 1];

/** As numbered and packed in assembly/co-ratings.ts. */
const kinds = {
  msd: { kind: 0, words: 1 },
  cosine: { kind: 1, words: 2 },
  pearson: { kind: 2, words: 3 },
  'full-cosine': { kind: 3, words: 1 },
} as const;

/** One thread's sums, and the lists of all items as far as it has found them. */
export interface ItemListsRoom {
  readonly sums: Place;
  readonly totals: Place;
  readonly counts: Place;
  readonly scratch: Place;
  readonly lists: Place;
  readonly lengths: Place;
}

/** Where everything lies. Plain data: threads are handed a copy. */
export interface ItemListsPlan extends Omit<ItemListSettings, 'similarity'> {
  readonly threads: number;
  readonly kind: number;
  readonly words: number;
  readonly codeCount: number;
  /** Users after whom packed sums are emptied. */
  readonly limit: number;
  readonly unit: number;
  readonly itemCount: number;
  /** First rank of each block, and the number of items. */
  readonly blocks: readonly number[];
  /** First visit of each block, and the number of visits. */
  readonly visitsOf: readonly number[];
  readonly list: Place;
  readonly visits: Place;
  readonly increments: Place;
  readonly norms: Place;
  readonly floors: Place;
  readonly rooms: readonly ItemListsRoom[];
  /** Next block, and next piece to be merged. */
  readonly turns: Place;
  readonly items: Place;
  readonly found: Place;
  readonly gathering: Place;
}

/** The ratings in the order of ranks, and within an item in the order given. */
export interface RankedRatings extends ItemRanks {
  readonly users: Int32Array;
  readonly codes: Uint8Array;
}

export function rankRatings(ratings: Ratings, { step, base }: RatingGrid): RankedRatings {
  const { itemIndices, userIndices, values } = ratings;
  const ranks = rankItems(itemIndices, ratings.items.size);
  const next = new Int32Array(ranks.order.length);
  for (let rank = 0, start = 0; rank < next.length; rank++) {
    next[ranks.order[rank]] = start;
    start += ranks.counts[ranks.order[rank]];
  }
  const users = new Int32Array(values.length);
  const codes = new Uint8Array(values.length);
  const [scale, shift] = [1 / step, 0.5 - base];
  for (let row = 0; row < values.length; row++) {
    const to = next[itemIndices[row]]++;
    users[to] = userIndices[row];
    codes[to] = values[row] * scale + shift;
  }
  return { ...ranks, users, codes };
}

export function planItemLists(
  ratings: Ratings,
  ranked: RankedRatings,
  grid: RatingGrid,
  settings: ItemListSettings,
  threads: number,
): { plan: ItemListsPlan; layout: SharedLayout } {
  const { similarity, ...rest } = settings;
  const { kind, words } = kinds[similarity];
  const itemCount = ratings.items.size;
  const blocks = blocksOf(itemCount, words);
  const visitsOf = countVisits(ranked, blocks, ratings.users.size);
  const layout = new SharedLayout();
  const groups = blocks.slice(1).map((end, block) => Math.ceil((end - blocks[block]) / LANES));
  const vectors = Math.max(...groups.map((count, block) => count * groupLength(blocks[block + 1])));
  const room = (): ItemListsRoom => ({
    sums: layout.add(vectors * words * LANES),
    totals: layout.add(vectors * words * 2 * LANES),
    counts: layout.add(Math.max(...groups) * COUNT_WORDS),
    scratch: layout.add(Math.max(16 * words * LANES, (settings.size + 1) * KEY_WORDS)),
    lists: layout.add(itemCount * 2 * settings.size * KEY_WORDS),
    lengths: layout.add(itemCount),
  });
  const plan: ItemListsPlan = {
    ...rest,
    minSupport: Math.max(1, settings.minSupport),
    threads,
    kind,
    words,
    codeCount: grid.codeCount,
    limit: limitOf(similarity, grid),
    unit: grid.step ** 2,
    itemCount,
    blocks,
    visitsOf,
    list: layout.add(ratings.length + 1),
    visits: layout.add(visitsOf.at(-1)! * VISIT_WORDS),
    increments: layout.add(LANES * 16 * 16 * words * LANES),
    norms: layout.add(itemCount + LANES, 8),
    floors: layout.add(itemCount + LANES),
    rooms: Array.from({ length: threads }, room),
    turns: layout.add(2),
    items: layout.add(itemCount * settings.size),
    found: layout.add(itemCount * settings.size),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, layout };
}

/** Items before the end of a block, in whole groups: one vector of sums each. */
export function groupLength(blockEnd: number): number {
  return Math.ceil(blockEnd / LANES) * LANES;
}

/** How many users' ratings the packed fields hold; 0 where they hold hardly any. */
export function limitOf(similarity: ItemListSettings['similarity'], grid: RatingGrid): number {
  const most = grid.codeCount - 1 + (hasBase(similarity) ? grid.base : 0);
  const square = Math.max(1, Math.max(most, hasBase(similarity) ? Math.abs(grid.base) : 0) ** 2);
  const first = Math.min(MAX_COUNT, Math.floor(MAX_FIRST / square));
  return kinds[similarity].words > 1 ? Math.min(first, Math.floor(MAX_HALF / square)) : first;
}

/** Differences and correlations do not depend on where the codes begin; sums of products do. */
function hasBase(similarity: ItemListSettings['similarity']): boolean {
  return similarity === 'cosine' || similarity === 'full-cosine';
}

function blocksOf(itemCount: number, words: number): number[] {
  const bytesOf = (first: number, end: number): number => (end - first) * groupLength(end) * 4 * words;
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
  { users, order, counts }: ItemRanks & { users: Int32Array },
  blocks: number[],
  userCount: number,
) {
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

/** Writes everything that the threads read. */
export function fillItemLists(
  plan: ItemListsPlan,
  memory: SharedMemory,
  ratings: Ratings,
  ranked: RankedRatings,
  grid: RatingGrid,
  similarity: ItemListSettings['similarity'],
): void {
  const list = int32At(memory, plan.list);
  const { offsets } = ratings.byUser;
  const next = offsets.slice(0, -1);
  for (let rank = 0, at = 0; rank < plan.itemCount; rank++) {
    const item = rank << 8;
    for (const end = at + ranked.counts[ranked.order[rank]]; at < end; at++) {
      list[next[ranked.users[at]]++] = item | (ranked.codes[at] << 4);
    }
  }
  fillVisits(plan, memory, list, offsets);
  fillIncrements(int32At(memory, plan.increments), plan, similarity, grid);
  if (similarity !== 'full-cosine') return;
  const norms = itemNorms(ratings);
  float64At(memory, plan.norms).set(Float64Array.from(ranked.order, (item) => norms[item]));
}

function fillVisits(plan: ItemListsPlan, memory: SharedMemory, list: Int32Array, offsets: Int32Array): void {
  const visits = int32At(memory, plan.visits);
  const blockOf = new Int32Array(plan.itemCount);
  for (let block = 0; block + 1 < plan.blocks.length; block++)
    blockOf.fill(block, plan.blocks[block], plan.blocks[block + 1]);
  const next = Int32Array.from(plan.visitsOf, (first) => first * VISIT_WORDS);
  for (let user = 0; user + 1 < offsets.length; user++) {
    const [begin, end] = [offsets[user], offsets[user + 1]];
    for (let first = begin; first < end;) {
      const block = blockOf[list[first] >>> 8];
      let after = first + 1;
      while (after < end && blockOf[list[after] >>> 8] === block) after++;
      visits[next[block]++] = begin;
      visits[next[block]++] = first;
      visits[next[block]++] = after;
      first = after;
    }
  }
}

/** What a rating `a` of a lane's item and a rating `b` of another add to their sums, for all of both. */
function fillIncrements(
  increments: Int32Array,
  { words, codeCount }: ItemListsPlan,
  similarity: ItemListSettings['similarity'],
  grid: RatingGrid,
): void {
  const base = hasBase(similarity) ? grid.base : 0;
  for (let lane = 0; lane < LANES; lane++) {
    for (let own = 0; own < codeCount; own++) {
      for (let other = 0; other < codeCount; other++) {
        const at = ((lane * 16 + own) * 16 + other) * words * LANES + lane;
        const [a, b] = [own + base, other + base];
        increments[at] = (1 << 19) + (similarity === 'msd' ? (a - b) ** 2 : a * b);
        if (words > 1) increments[at + LANES] = ((a * a) << 16) + b * b;
        if (words > 2) increments[at + 2 * LANES] = (a << 16) + b;
      }
    }
  }
}
