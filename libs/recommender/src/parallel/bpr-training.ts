import type { Ratings } from '../data/ratings.js';
import { ThreadFailedError } from '../errors.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { fillBpr, planBpr, type BprPlan, type BprSettings } from './bpr-plan.js';
import { runBprThread } from './bpr-share.js';
import { Gathering } from './gathering.js';
import { startHelpingThreads, watchHelpingThreads } from './helping-threads.js';
import { float32At, int32At } from './shared-layout.js';

/** What a helping thread is started with, and its index. */
export interface BprTask {
  readonly plan: BprPlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule | null;
}

export interface BprOptions {
  /** The next value of a factor at the start: users' before items', by index. */
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

/** By index in the ratings. */
export interface BprParameters {
  /** [userCount × factorCount]; 0 for users without positives. */
  readonly userFactors: Float32Array;
  /** [itemCount × factorCount] */
  readonly itemFactors: Float32Array;
  /** [itemCount] */
  readonly itemBiases: Float32Array;
}

/**
 * Bayesian personalised ranking with helping threads over one shared memory. Blocks the thread that calls it, which does its
 * share of the work. The result does not depend on `threads`.
 *
 * @throws ModelTooLargeError before anything is allocated, if it needs more than `maxBytes` or 4 GiB
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainByTriples(ratings: Ratings, settings: BprSettings, options: BprOptions): BprParameters {
  const { kernels, onWork, onEpoch } = options;
  const { factorCount } = settings;
  const threads = kernels ? settings.threads : 1;
  const planned = planBpr(ratings, { ...settings, threads });
  const { plan, layout, itemOrder, userCounts } = planned;
  const what = `Training ${ratings.users.size} users and ${ratings.items.size} items by ${factorCount} factors over ${plan.items.length} positives`;
  const memory = layout.allocate(what, options.maxBytes);
  fillBpr(planned, memory, ratings, settings.positiveFrom);
  const userRows = float32At(memory, plan.userFactors);
  const itemRows = float32At(memory, plan.itemFactors);
  const fill = (rows: Float32Array, row: number, values: Float32Array): void => {
    for (let factor = 0; factor < factorCount; factor++) values[factor] = options.nextFactor();
    rows.set(values, row * plan.rowLength);
    onWork(factorCount * 20);
  };
  const values = new Float32Array(factorCount);
  userCounts.forEach((_, user) => fill(userRows, user, values));
  const itemStart = new Float32Array(itemRows.length);
  itemOrder.forEach((_, item) => fill(itemStart, item, values));
  itemOrder.forEach((item, number) => {
    const start = item * plan.rowLength;
    itemRows.set(itemStart.subarray(start, start + factorCount), number * plan.rowLength);
  });
  const gathering = new Gathering(int32At(memory, plan.gathering), threads);
  const module = kernels && kernels.module;
  try {
    startHelpingThreads('bpr.thread.js', threads, { plan, memory, module } satisfies BprTask);
    const finished = runBprThread(
      { index: 0, plan, memory, kernels: module && instantiateKernels(module, memory), gathering },
      { onWork, onEpoch, whileWaiting: watchHelpingThreads(gathering, onWork) },
    );
    if (!finished) throw new ThreadFailedError('A helping thread failed');
  } finally {
    gathering.stop();
  }
  const biases = float32At(memory, plan.itemBiases);
  const itemBiases = new Float32Array(itemOrder.length);
  const itemFactors = new Float32Array(itemOrder.length * factorCount);
  itemOrder.forEach((item, number) => {
    const start = number * plan.rowLength;
    itemFactors.set(itemRows.subarray(start, start + factorCount), item * factorCount);
    itemBiases[item] = biases[number]!;
  });
  const userFactors = new Float32Array(userCounts.length * factorCount);
  userCounts.forEach((count, user) => {
    const start = user * plan.rowLength;
    if (count > 0) userFactors.set(userRows.subarray(start, start + factorCount), user * factorCount);
  });
  return { userFactors, itemFactors, itemBiases };
}
