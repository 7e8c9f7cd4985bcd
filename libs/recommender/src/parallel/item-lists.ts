import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Ratings } from '../data/ratings.js';
import { ThreadFailedError } from '../errors.js';
import { plainItemLists, type ItemLists, type ItemListSettings } from '../kernels/item-lists.js';
import { gridOf } from '../kernels/rating-grid.js';
import { compileBuild, instantiateKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { Gathering } from './gathering.js';
import {
  fillItemLists,
  limitOf,
  planItemLists,
  rankRatings,
  type ItemListsPlan,
  type RankedRatings,
} from './item-lists-plan.js';
import { runItemListsThread } from './item-lists-share.js';
import { float32At, int32At } from './shared-layout.js';

/** What a helping thread is started with. */
export interface ItemListsTask {
  readonly index: number;
  readonly plan: ItemListsPlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule;
}

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const threadFile = join(import.meta.dirname, '../../dist/parallel/item-lists.thread.js');
/** A helper holds little more than its instance of the kernels: the data lie in shared memory. */
const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 1 };
/** A helper that has not started by then is taken for dead. */
const START_TIMEOUT_MS = 60_000;
/** Users after whom packed sums are emptied: with fewer it would be done all the time. */
const LEAST_LIMIT = 64;
/** Entries hold an item's number in 24 bits. */
const MAX_ITEMS = 2 ** 24;

export interface ItemListsOptions extends ItemListSettings {
  /** The result does not depend on it. */
  readonly threads: number;
  /** False runs the plain TypeScript twin, in this thread only. Default: the kernel where it can run. */
  readonly compiled?: boolean;
  /** The most shared memory that may be used, in bytes. Default 4 GiB. */
  readonly maxBytes?: number | undefined;
  /** Called every few milliseconds; it may throw to end the work. */
  readonly onWork?: () => void;
  /** Told the share done, now and then. */
  readonly onProgress?: (ratio: number) => void;
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
  runThreads(plan, memory, module, options);
  return readLists(plan, memory, ranked);
}

function runThreads(
  plan: ItemListsPlan,
  memory: SharedMemory,
  module: WasmModule,
  { onWork, onProgress }: ItemListsOptions,
): void {
  const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
  const began = performance.now();
  const whileWaiting = (): void => {
    onWork?.();
    if (!gathering.hasMet && performance.now() - began > START_TIMEOUT_MS) {
      throw new ThreadFailedError(`A helping thread has not started within ${START_TIMEOUT_MS} ms`);
    }
  };
  try {
    for (let index = 1; index < plan.threads; index++) startHelper({ index, plan, memory, module });
    const kernels = instantiateKernels(module, memory);
    const finished = runItemListsThread(
      { index: 0, plan, memory, kernels, gathering },
      { whileWaiting, ...(onWork && { onWork }), ...(onProgress && { onProgress }) },
    );
    if (!finished) throw new ThreadFailedError('A helping thread failed');
  } finally {
    gathering.stop();
  }
}

function startHelper(workerData: ItemListsTask): void {
  const worker = new Worker(threadFile, { workerData, resourceLimits, stdin: false });
  // The caller learns of a failure by the gathering, since it may not come back to its event loop before.
  worker.on('error', () => undefined);
  worker.unref();
}

/** From ranks to item indices. */
function readLists(
  { itemCount, size, items, found }: ItemListsPlan,
  memory: SharedMemory,
  { order, rankOf }: RankedRatings,
): ItemLists {
  const ranks = int32At(memory, items);
  const byRank = float32At(memory, found);
  const lists = {
    indices: new Int32Array(itemCount * size),
    similarities: new Float32Array(itemCount * size),
  };
  for (let item = 0, to = 0; item < itemCount; item++) {
    const from = rankOf[item] * size;
    for (let at = from; at < from + size; at++, to++) {
      lists.indices[to] = ranks[at] < 0 ? -1 : order[ranks[at]];
      lists.similarities[to] = byRank[at];
    }
  }
  return lists;
}
