import type { Ratings } from '../data/ratings.js';
import { plainItemLists, type ItemLists, type ItemListSettings } from '../kernels/item-lists.js';
import { gridOf } from '../kernels/rating-grid.js';
import { compileBuild } from '../kernels/wasm.js';
import { fillItemLists, limitOf, planItemLists, rankRatings } from './item-lists-plan.js';
import { readLists, runListsThreads, type ListsHooks } from './lists-threads.js';

/** Users after whom packed sums are emptied: with fewer it would be done all the time. */
const LEAST_LIMIT = 64;
/** Entries hold an item's number in 24 bits. */
const MAX_ITEMS = 2 ** 24;

export interface ItemListsOptions extends ItemListSettings, ListsHooks {
  /** The result does not depend on it. */
  readonly threads: number;
  /** False runs the plain TypeScript twin, in this thread only. Default: the kernel where it can run. */
  readonly compiled?: boolean;
  /** The most shared memory that may be used, in bytes. Default 4 GiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * The nearest items of every item, by all pairs of items that somebody rated both, without ever holding the matrix of
 * similarities; of equally near ones the more often rated first. Only similarities above 0 are kept.
 *
 * O(Σ_u n_u² / 2). Shared memory: 4 bytes a rating, 12 for each user and block of items (some 2 a rating), and for each
 * thread 16 bytes a place in a list and 9 MiB. Ratings that lie on no grid of at most 16 values go to the plain twin.
 *
 * @throws ModelTooLargeError before any is allocated, if that is more than `maxBytes` or 4 GiB
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function nearestItems(ratings: Ratings, options: ItemListsOptions): ItemLists {
  const { compiled = true, onWork, onProgress, similarity, size, minSupport, shrinkage } = options;
  const settings = { similarity, size, minSupport, shrinkage };
  const module = compiled ? compileBuild('simd128') : null;
  const grid = module && gridOf(ratings.values);
  if (!module || !grid || limitOf(similarity, grid) < LEAST_LIMIT || ratings.items.size > MAX_ITEMS) {
    return plainItemLists(ratings, settings, (item) => {
      onWork?.();
      onProgress?.((item + 1) / ratings.items.size);
    });
  }
  const ranked = rankRatings(ratings, grid);
  onWork?.();
  const { plan, layout } = planItemLists(ratings, ranked, grid, settings, options.threads);
  const what = `Comparing ${ratings.items.size} items over ${ratings.length} ratings`;
  const memory = layout.allocate(what, options.maxBytes);
  fillItemLists(plan, memory, ratings, ranked, grid, similarity);
  onWork?.();
  runListsThreads(plan, memory, module, options);
  return readLists(plan, memory, ranked);
}
