import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SgdStep } from '../kernels/sgd-block.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import type { SgdPlan } from './sgd-plan.js';

/** What a helping thread is started with. */
export interface HelperTask {
  readonly index: number;
  readonly plan: SgdPlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule | null;
  readonly steps: readonly SgdStep[];
}

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const threadFile = join(import.meta.dirname, '../../dist/parallel/helper.thread.js');

/** A helper holds little more than its instance of the kernels: the data lie in shared memory. */
const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 1 };

/**
 * Starts threads 1 … threads − 1 of a training. They end by themselves when the training is over or stopped, and do not
 * keep the process alive. On Linux they have the priority of the thread that starts them, as any new thread there.
 */
export function startHelpers(threads: number, task: Omit<HelperTask, 'index'>): void {
  for (let index = 1; index < threads; index++) {
    const worker = new Worker(threadFile, {
      workerData: { ...task, index } satisfies HelperTask,
      resourceLimits,
      stdin: false,
    });
    // The caller learns of a failure by the gathering, since it may not come back to its event loop before.
    worker.on('error', () => undefined);
    worker.unref();
  }
}
