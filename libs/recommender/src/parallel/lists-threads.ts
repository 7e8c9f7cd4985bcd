import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ThreadFailedError } from '../errors.js';
import type { ItemLists, ItemRanks } from '../kernels/item-lists.js';
import { instantiateKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { Gathering } from './gathering.js';
import { runItemListsThread, type ItemListsThread } from './item-lists-share.js';
import type { ListsPlan } from './lists-plan.js';
import { float32At, int32At } from './shared-layout.js';

/** What a helping thread is started with. */
export interface ItemListsTask {
  readonly index: number;
  readonly plan: ItemListsThread['plan'];
  readonly memory: SharedMemory;
  readonly module: WasmModule;
}

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const threadFile = join(import.meta.dirname, '../../dist/parallel/item-lists.thread.js');
/** A helper holds little more than its instance of the kernels: the data lie in shared memory. */
const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 1 };
/** A helper that has not started by then is taken for dead. */
const START_TIMEOUT_MS = 60_000;
export interface ListsHooks {
  /** Called every few milliseconds; it may throw to end the work. */
  readonly onWork?: () => void;
  /** Told the share done, now and then. */
  readonly onProgress?: (ratio: number) => void;
}

/**
 * Blocks the thread that calls it, which does its share.
 *
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function runListsThreads(
  plan: ItemListsThread['plan'],
  memory: SharedMemory,
  module: WasmModule,
  { onWork, onProgress }: ListsHooks,
): void {
  const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
  const began = performance.now();
  let told = 0;
  const tell = (ratio: number): void => {
    told = ratio;
    onProgress?.(ratio);
  };
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
      { whileWaiting, onProgress: tell, ...(onWork && { onWork }) },
    );
    if (!finished) throw new ThreadFailedError('A helping thread failed');
    // The last block may have been a helper's.
    if (told < 1) tell(1);
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
export function readLists(
  { itemCount, size, items, found }: ListsPlan,
  memory: SharedMemory,
  { order, rankOf }: ItemRanks,
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
