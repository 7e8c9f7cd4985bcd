import type { Ratings } from '../data/ratings.js';
import { itemNorms, rankItems, type ItemListSettings, type ItemRanks } from '../kernels/item-lists.js';
import type { RatingGrid } from '../kernels/rating-grid.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { forEachVisit, LANES, planLists, type ListsPlan } from './lists-plan.js';
import { float64At, int32At, SharedLayout, type Place } from './shared-layout.js';

/** Words of a visit. */
const VISIT_WORDS = 3;
/** The largest values of fields of packed sums: see assembly/co-ratings.ts. */
const [MAX_COUNT, MAX_FIRST, MAX_HALF] = [2 ** 13 - 1, 2 ** 19 - 1, 2 ** 16 - 1];

/** As numbered and packed in assembly/co-ratings.ts. */
const kinds = {
  msd: { kind: 0, words: 1 },
  cosine: { kind: 1, words: 2 },
  pearson: { kind: 2, words: 3 },
  'full-cosine': { kind: 3, words: 1 },
} as const;

/** Lists by ratings: see assembly/co-ratings.ts. */
export interface ItemListsPlan extends ListsPlan {
  readonly source: 'ratings';
  readonly kind: number;
  readonly words: number;
  readonly codeCount: number;
  /** Users after whom packed sums are emptied. */
  readonly limit: number;
  readonly unit: number;
  readonly increments: Place;
  readonly norms: Place;
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
  const layout = new SharedLayout();
  const shape = {
    entryCount: ratings.length,
    entryWords: 1,
    visitWords: VISIT_WORDS,
    sumVectors: words,
    totalVectors: 2 * words,
    scratchVectors: 16 * words,
  };
  const plan: ItemListsPlan = {
    ...planLists(layout, ranked, ratings.users.size, { ...rest, threads }, shape),
    source: 'ratings',
    kind,
    words,
    codeCount: grid.codeCount,
    limit: limitOf(similarity, grid),
    unit: grid.step ** 2,
    increments: layout.add(LANES * 16 * 16 * words * LANES),
    norms: layout.add(ratings.items.size + LANES, 8),
  };
  return { plan, layout };
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
  const visits = int32At(memory, plan.visits);
  forEachVisit(
    plan,
    offsets,
    (entry) => list[entry] >>> 8,
    (visit, user, first, end) => {
      visits[visit * VISIT_WORDS] = offsets[user];
      visits[visit * VISIT_WORDS + 1] = first;
      visits[visit * VISIT_WORDS + 2] = end;
    },
  );
  fillIncrements(int32At(memory, plan.increments), plan, similarity, grid);
  if (similarity !== 'full-cosine') return;
  const norms = itemNorms(ratings);
  float64At(memory, plan.norms).set(Float64Array.from(ranked.order, (item) => norms[item]));
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
