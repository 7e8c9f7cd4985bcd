import type { ItemRanks } from '../kernels/item-lists.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { forEachVisit, LANES, planLists, type ListsPlan, type ListsSettings } from './lists-plan.js';
import { float32At, float64At, int32At, SharedLayout, type Place } from './shared-layout.js';

/** Words of an entry and of a visit. */
const [ENTRY_WORDS, VISIT_WORDS] = [2, 4];

/** Lists by likings: see assembly/co-likings.ts. */
export interface LikingListsPlan extends ListsPlan {
  readonly source: 'likings';
  readonly chance: number;
  readonly genreCount: number;
  readonly genreAgreement: number;
  readonly exact: Place;
  readonly rough: Place;
  readonly genres: Place;
}

/** Likings by user and by item; see `LikedMatrix`. */
export interface Likings {
  readonly userOffsets: Int32Array;
  readonly itemOffsets: Int32Array;
  readonly usersOfItem: Int32Array;
  /** Divided by how many items the user rated. */
  readonly scaledWeightsOfItem: Float32Array;
}

/** What is known of each item, by item index. */
export interface LikingItems {
  /** m_j, C_jj^−α and C_jj^−(1−α) */
  readonly mass: Float64Array;
  readonly ownScale: Float64Array;
  readonly otherScale: Float64Array;
  /** λ / Σ m */
  readonly chance: number;
  /** [itemCount × genreCount] unit vectors, genreCount a multiple of four; null for none */
  readonly genres: { readonly rows: Float32Array; readonly genreCount: number } | null;
  readonly genreAgreement: number;
}

/** Items by how often they are rated, and the users of all their likings in that order. */
export function rankLikings({ itemOffsets, usersOfItem }: Likings): ItemRanks & { users: Int32Array } {
  const counts = new Int32Array(itemOffsets.length - 1);
  for (let item = 0; item < counts.length; item++) counts[item] = itemOffsets[item + 1] - itemOffsets[item];
  const order = Int32Array.from(counts, (_, item) => item).sort((a, b) => counts[b] - counts[a] || a - b);
  const rankOf = new Int32Array(counts.length);
  const users = new Int32Array(usersOfItem.length);
  let to = 0;
  order.forEach((item, rank) => {
    rankOf[item] = rank;
    users.set(usersOfItem.subarray(itemOffsets[item], itemOffsets[item + 1]), to);
    to += counts[item];
  });
  return { counts, order, rankOf, users };
}

export function planLikingLists(
  likings: Likings,
  ranked: ItemRanks & { readonly users: Int32Array },
  { genres, chance, genreAgreement }: LikingItems,
  settings: ListsSettings,
): { plan: LikingListsPlan; layout: SharedLayout } {
  const layout = new SharedLayout();
  const shape = {
    entryCount: likings.usersOfItem.length,
    entryWords: ENTRY_WORDS,
    visitWords: VISIT_WORDS,
    sumVectors: 2,
    totalVectors: 0,
    scratchVectors: 2,
  };
  const itemCount = ranked.order.length;
  const plan: LikingListsPlan = {
    ...planLists(layout, ranked, likings.userOffsets.length - 1, settings, shape),
    source: 'likings',
    chance,
    genreCount: genres?.genreCount ?? 0,
    genreAgreement: genres ? genreAgreement : 0,
    exact: layout.add(3 * (itemCount + LANES), 8),
    rough: layout.add(3 * (itemCount + LANES)),
    genres: layout.add(itemCount * (genres?.genreCount ?? 0)),
  };
  return { plan, layout };
}

/** Writes everything that the threads read. */
export function fillLikingLists(
  plan: LikingListsPlan,
  memory: SharedMemory,
  likings: Likings,
  { order }: ItemRanks,
  items: LikingItems,
): void {
  const { userOffsets, itemOffsets, usersOfItem, scaledWeightsOfItem } = likings;
  const [entries, weights] = [int32At(memory, plan.list), float32At(memory, plan.list)];
  const next = userOffsets.slice(0, -1);
  order.forEach((item, rank) => {
    for (let at = itemOffsets[item]; at < itemOffsets[item + 1]; at++) {
      const to = next[usersOfItem[at]]++ * ENTRY_WORDS;
      entries[to] = rank << 8;
      weights[to + 1] = scaledWeightsOfItem[at];
    }
  });
  const [visits, rated] = [int32At(memory, plan.visits), float32At(memory, plan.visits)];
  forEachVisit(
    plan,
    userOffsets,
    (entry) => entries[entry * ENTRY_WORDS] >>> 8,
    (visit, user, first, end) => {
      const to = visit * VISIT_WORDS;
      visits[to] = userOffsets[user];
      visits[to + 1] = first;
      visits[to + 2] = end;
      rated[to + 3] = userOffsets[user + 1] - userOffsets[user];
    },
  );
  fillItems(plan, memory, order, items);
}

function fillItems(plan: LikingListsPlan, memory: SharedMemory, order: Int32Array, items: LikingItems): void {
  const [exact, rough] = [float64At(memory, plan.exact), float32At(memory, plan.rough)];
  [items.mass, items.ownScale, items.otherScale].forEach((values, which) => {
    const start = which * (plan.itemCount + LANES);
    order.forEach((item, rank) => {
      exact[start + rank] = values[item];
      rough[start + rank] = values[item];
    });
  });
  if (!items.genres) return;
  const { rows, genreCount } = items.genres;
  const genres = float32At(memory, plan.genres);
  order.forEach((item, rank) =>
    genres.set(rows.subarray(item * genreCount, (item + 1) * genreCount), rank * genreCount),
  );
}
