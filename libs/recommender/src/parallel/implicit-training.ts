import type { Ratings } from '../data/ratings.js';
import { ThreadFailedError } from '../errors.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { Gathering } from './gathering.js';
import { startHelpingThreads, watchHelpingThreads } from './helping-threads.js';
import { fillImplicit, planImplicit, type ImplicitPlan, type ImplicitSettings } from './implicit-plan.js';
import { runImplicitThread } from './implicit-share.js';
import { float32At, int32At } from './shared-layout.js';

/** What a helping thread is started with, and its index. */
export interface ImplicitTask {
  readonly plan: ImplicitPlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule | null;
}

export interface ImplicitOptions {
  /** The next value of an item's factor at the start, items by index. */
  readonly nextFactor: () => number;
  /** The kernels to use; null runs the plain TypeScript twin, in this thread only. */
  readonly kernels: CompiledKernels | null;
  /** The most shared memory that may be used, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Called often, with the multiply–adds done since; it may throw to end the training. */
  readonly onWork: (work: number) => void;
  /** Called after each epoch, 1-based; it may throw. */
  readonly onEpoch: (epoch: number) => void;
}

/** Factors by index in the ratings. */
export interface ImplicitFactors {
  /** [userCount × factorCount] */
  readonly userFactors: Float32Array;
  /** [itemCount × factorCount] */
  readonly itemFactors: Float32Array;
}

/**
 * Implicit alternating least squares with helping threads over one shared memory: users, then items, `epochs` times. Blocks
 * the thread that calls it, which does its share of the work. The result does not depend on `threads`.
 *
 * @throws ModelTooLargeError before anything is allocated, if it needs more than `maxBytes` or 4 GiB
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainImplicitly(
  ratings: Ratings,
  settings: ImplicitSettings,
  { nextFactor, kernels, maxBytes, onWork, onEpoch }: ImplicitOptions,
): ImplicitFactors {
  const { factorCount } = settings;
  const threads = kernels ? settings.threads : 1;
  const planned = planImplicit(ratings, { ...settings, threads });
  const { plan, layout, userOrder, itemOrder } = planned;
  const what = `Training ${ratings.users.size} users and ${ratings.items.size} items by ${factorCount} factors over ${plan.users.others.length} positives`;
  const memory = layout.allocate(what, maxBytes);
  fillImplicit(planned, memory, ratings, settings);
  const [userRows, itemRows] = [plan.users, plan.items].map((side) => float32At(memory, side.rows));
  const first = Float32Array.from({ length: itemOrder.length * factorCount }, nextFactor);
  forEachRow(itemOrder, factorCount, plan.rowLength, (factors, row) => {
    itemRows.set(first.subarray(factors, factors + factorCount), row);
  });
  const gathering = new Gathering(int32At(memory, plan.gathering), threads);
  const module = kernels && kernels.module;
  try {
    startHelpingThreads('implicit.thread.js', threads, { plan, memory, module } satisfies ImplicitTask);
    const finished = runImplicitThread(
      { index: 0, plan, memory, kernels: module && instantiateKernels(module, memory), gathering },
      { onWork, onEpoch, whileWaiting: watchHelpingThreads(gathering, onWork) },
    );
    if (!finished) throw new ThreadFailedError('A helping thread failed');
  } finally {
    gathering.stop();
  }
  const read = (order: Int32Array, rows: Float32Array): Float32Array => {
    const all = new Float32Array(order.length * factorCount);
    forEachRow(order, factorCount, plan.rowLength, (factors, row) => {
      all.set(rows.subarray(row, row + factorCount), factors);
    });
    return all;
  };
  return { userFactors: read(userOrder, userRows), itemFactors: read(itemOrder, itemRows) };
}

/** Where a row's factors lie among those by index, and where among the padded rows by number. */
function forEachRow(
  order: Int32Array,
  factorCount: number,
  rowLength: number,
  visit: (factorsStart: number, rowStart: number) => void,
): void {
  order.forEach((index, number) => visit(index * factorCount, number * rowLength));
}
