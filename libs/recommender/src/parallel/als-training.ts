import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Ratings } from '../data/ratings.js';
import { ThreadFailedError } from '../errors.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { fillAls, planAls, type AlsPlan, type AlsSettings } from './als-plan.js';
import { runAlsThread } from './als-share.js';
import type { WarmRows } from '../models/warm-start.js';
import { Gathering } from './gathering.js';
import { float32At, int32At } from './shared-layout.js';

/** What a helping thread is started with. */
export interface AlsTask {
  readonly index: number;
  readonly plan: AlsPlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule | null;
}

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const threadFile = join(import.meta.dirname, '../../dist/parallel/als.thread.js');
/** A helper holds little more than its instance of the kernels: the data lie in shared memory. */
const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 1 };
/** A helper that has not started by then is taken for dead. */
const START_TIMEOUT_MS = 60_000;

export interface AlsOptions extends AlsSettings {
  /** The next value of an item's factor at the start, items by index. */
  readonly nextFactor: () => number;
  /** The kernels to use; null runs the plain TypeScript twin, in this thread only. */
  readonly kernels: CompiledKernels | null;
  /** The most shared memory that may be used, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Called often, with the multiply–adds done since; it may throw to end the training. */
  readonly onWork: (work: number) => void;
  /** Where known items start, instead of drawn factors and biases of 0; users are solved first. */
  readonly start?: WarmRows | null;
  /**
   * Called after each epoch, 1-based, with the sum of squared errors over all ratings; it may throw. `read` copies the
   * factors as they are while it runs.
   */
  readonly onEpoch: (epoch: number, squares: number, read: () => FactorParameters) => void;
}

/**
 * Alternating least squares with helping threads over one shared memory: users, then items, `epochs` times. Blocks the
 * thread that calls it, which does its share of the work. The result does not depend on `threads`.
 *
 * @throws ModelTooLargeError before anything is allocated, if it needs more than `maxBytes` or 4 GiB
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainByLeastSquares(ratings: Ratings, options: AlsOptions): FactorParameters {
  const { factorCount, epochs, kernels, onWork, onEpoch, penaltyPerRow, penaltyPerRating } = options;
  const threads = kernels ? options.threads : 1;
  const { plan, layout } = planAls(ratings, {
    factorCount,
    epochs,
    threads,
    penaltyPerRow,
    penaltyPerRating,
  });
  const what = `Training ${ratings.users.size} users and ${ratings.items.size} items by ${factorCount} factors over ${ratings.length} ratings`;
  const memory = layout.allocate(what, options.maxBytes);
  fillAls(plan, memory, ratings);
  const items = float32At(memory, plan.items.rows);
  for (let item = 0; item < ratings.items.size; item++) {
    const row = item * plan.rowLength;
    const known = options.start?.item(item);
    if (known) {
      items.set(known.factors, row);
      items[row + factorCount] = known.bias;
    } else {
      for (let factor = 0; factor < factorCount; factor++) items[row + factor] = options.nextFactor();
    }
  }
  const read = (): FactorParameters => readParameters(plan, memory, ratings.globalMean);
  const gathering = new Gathering(int32At(memory, plan.gathering), threads);
  const module = kernels && kernels.module;
  try {
    for (let index = 1; index < threads; index++) startHelper({ index, plan, memory, module });
    const finished = runAlsThread(
      { index: 0, plan, memory, kernels: module && instantiateKernels(module, memory), gathering },
      {
        onWork,
        onEpoch: (epoch, squares) => onEpoch(epoch, squares, read),
        whileWaiting: watchHelpers(gathering, onWork),
      },
    );
    if (!finished) throw new ThreadFailedError('A helping thread failed');
  } finally {
    gathering.stop();
  }
  return read();
}

function startHelper(workerData: AlsTask): void {
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

function readParameters(plan: AlsPlan, memory: SharedMemory, globalMean: number): FactorParameters {
  const { factorCount, rowLength } = plan;
  const read = (rows: Float32Array): { factors: Float32Array; biases: Float32Array } => {
    const count = rows.length / rowLength;
    const factors = new Float32Array(count * factorCount);
    const biases = new Float32Array(count);
    for (let row = 0; row < count; row++) {
      const start = row * rowLength;
      factors.set(rows.subarray(start, start + factorCount), row * factorCount);
      biases[row] = rows[start + factorCount];
    }
    return { factors, biases };
  };
  const users = read(float32At(memory, plan.users.rows));
  const items = read(float32At(memory, plan.items.rows));
  return {
    factorCount,
    globalMean,
    userBiases: users.biases,
    itemBiases: items.biases,
    userFactors: users.factors,
    itemFactors: items.factors,
  };
}
