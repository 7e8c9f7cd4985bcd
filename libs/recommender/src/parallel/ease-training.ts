import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { IllConditionedError, ThreadFailedError } from '../errors.js';
import type { IncidenceLists } from '../kernels/gram-rows.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { fillEase, planEase, type EasePlan, type EaseSettings } from './ease-plan.js';
import { runEaseThread } from './ease-share.js';
import { inverseResidual } from './ease-residual.js';
import { Gathering } from './gathering.js';
import { float32At, int32At } from './shared-layout.js';

/** What a helping thread is started with. */
export interface EaseTask {
  readonly index: number;
  readonly plan: EasePlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule | null;
}

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const threadFile = join(import.meta.dirname, '../../dist/parallel/ease.thread.js');
/** A helper holds little more than its instance of the kernels: the data lie in shared memory. */
const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 1 };
/** A helper that has not started by then is taken for dead. */
const START_TIMEOUT_MS = 60_000;
/** An inverse that is farther off than this would put items in another order. */
const LARGEST_RESIDUAL = 0.1;

export interface EaseOptions extends EaseSettings {
  readonly regularisation: number;
  /** The kernels to use; null runs the plain TypeScript twins, in this thread only. */
  readonly kernels: CompiledKernels | null;
  /** The most shared memory that may be used, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Called often, with the multiply–adds done since; it may throw to end the training. */
  readonly onWork: (work: number) => void;
  /** Called after each stage, 1-based; it may throw. */
  readonly onStage: (stage: number, stages: number) => void;
}

/** [itemCount × neighbourCount] for each item the items that foretell it, ascending, and their weights. */
export interface ItemWeights {
  readonly neighbours: Int32Array;
  readonly weights: Float32Array;
  /** Greatest error of the inverse in some columns: see `inverseResidual`. */
  readonly residual: number;
}

/**
 * The weights of EASE with helping threads over one shared memory. Blocks the thread that calls it, which does its share of
 * the work. The result does not depend on `threads`.
 *
 * @throws ModelTooLargeError before anything is allocated, if it needs more than `maxBytes` or 4 GiB
 * @throws IllConditionedError if single precision does not suffice to invert the Gram matrix
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainEaseWeights(lists: IncidenceLists, options: EaseOptions): ItemWeights {
  const { kernels, onWork, onStage, neighbourCount } = options;
  const threads = kernels ? options.threads : 1;
  const { plan, layout } = planEase(lists, { threads, neighbourCount });
  const what = `The Gram matrix of ${plan.itemCount} items with ${lists.lists.length} likes`;
  const memory = layout.allocate(what, options.maxBytes);
  fillEase(plan, memory, lists, options.regularisation);
  const gathering = new Gathering(int32At(memory, plan.gathering), threads);
  const module = kernels && kernels.module;
  let stage = 0;
  try {
    for (let index = 1; index < threads; index++) startHelper({ index, plan, memory, module });
    const finished = runEaseThread(
      { index: 0, plan, memory, kernels: module && instantiateKernels(module, memory), gathering },
      {
        onWork,
        onStage: () => onStage(++stage, plan.blockCount + 2),
        whileWaiting: watchHelpers(gathering, onWork),
      },
    );
    if (!finished) throw new ThreadFailedError('A helping thread failed');
  } finally {
    gathering.stop();
  }
  const residual = inverseResidual(plan, memory, options.regularisation, onWork);
  if (int32At(memory, plan.failed)[0] !== 0 || !(residual < LARGEST_RESIDUAL))
    throw new IllConditionedError(what);
  return {
    neighbours: int32At(memory, plan.neighbours).slice(),
    weights: float32At(memory, plan.weights).slice(),
    residual,
  };
}

function startHelper(workerData: EaseTask): void {
  const worker = new Worker(threadFile, { workerData, resourceLimits, stdin: false });
  // The caller learns of a failure by the gathering, since it may not come back to its event loop before.
  worker.on('error', () => undefined);
  worker.unref();
}

/** Called while waiting: hears whoever asks to stop, and gives up on helpers that never came to the first meeting. */
function watchHelpers(gathering: Gathering, onWork: (work: number) => void): () => void {
  const began = performance.now();
  return () => {
    onWork(Infinity);
    if (!gathering.hasMet && performance.now() - began > START_TIMEOUT_MS) {
      throw new ThreadFailedError(`A helping thread has not started within ${START_TIMEOUT_MS} ms`);
    }
  };
}
