import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ThreadFailedError } from '../errors.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { Gathering } from './gathering.js';
import { GibbsOrder, type GibbsPlan, type SideName } from './gibbs-plan.js';
import { scatterOf } from './gibbs-scatter.js';
import { sampleShare, type GibbsThread } from './gibbs-share.js';
import { int32At } from './shared-layout.js';

/** What a helping thread is started with. */
export interface GibbsTask {
  readonly index: number;
  readonly plan: GibbsPlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule | null;
}

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const threadFile = join(import.meta.dirname, '../../dist/parallel/gibbs.thread.js');
/** A helper holds little more than its instance of the kernels: the data lie in shared memory. */
const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 1 };
/** A helper that has not started by then is taken for dead. */
const START_TIMEOUT_MS = 60_000;

/** The caller and its helping threads, which sample one side at a time. `close` ends the helpers. */
export class GibbsThreads {
  private readonly gathering: Gathering;
  private readonly order: GibbsOrder;
  private readonly thread: GibbsThread;
  private readonly began = performance.now();

  /**
   * @param kernels  null runs the plain TypeScript twin
   * @param onWork   called often, with the multiply–adds done since; it may throw to end the sampling
   */
  constructor(
    plan: GibbsPlan,
    memory: SharedMemory,
    kernels: CompiledKernels | null,
    private readonly onWork: (work: number) => void,
  ) {
    this.gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
    this.order = new GibbsOrder(plan, memory);
    const instance = kernels && instantiateKernels(kernels.module, memory);
    this.thread = { index: 0, plan, memory, kernels: instance, gathering: this.gathering };
    for (let index = 1; index < plan.threads; index++) {
      const workerData: GibbsTask = { index, plan, memory, module: kernels && kernels.module };
      const worker = new Worker(threadFile, { workerData, resourceLimits, stdin: false });
      // The caller learns of a failure by the gathering, since it may not come back to its event loop before.
      worker.on('error', () => undefined);
      worker.unref();
    }
  }

  /**
   * Samples all rows of a side; parameters as those of `GibbsOrder.give`.
   *
   * @throws ThreadFailedError if a helping thread fails or does not start
   */
  sample(side: SideName, keep: boolean, seed: number, noisePrecision: number, weightShape: number): void {
    this.order.give(side, keep, seed, noisePrecision, weightShape);
    this.meet();
    sampleShare(this.thread, this.onWork);
    this.meet();
  }

  /** Σ (row − mean)(row − mean)ᵀ over all rows of a side, [size × size], by the caller alone: a small part of the work. */
  scatter(side: SideName, mean: Float64Array): Float64Array {
    return scatterOf(this.thread, side, mean, this.onWork);
  }

  close(): void {
    this.gathering.stop();
  }

  private meet(): void {
    if (!this.gathering.meet(this.whileWaiting)) throw new ThreadFailedError('A helping thread failed');
  }

  private readonly whileWaiting = (): void => {
    this.onWork(Infinity);
    if (!this.gathering.hasMet && performance.now() - this.began > START_TIMEOUT_MS) {
      throw new ThreadFailedError(`A helping thread has not started within ${START_TIMEOUT_MS} ms`);
    }
  };
}
