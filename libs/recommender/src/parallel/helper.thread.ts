import { workerData } from 'node:worker_threads';
import { instantiateKernels } from '../kernels/wasm.js';
import { Gathering } from './gathering.js';
import type { HelperTask } from './helpers.js';
import { runSgdThread } from './sgd-thread.js';
import { int32At } from './shared-layout.js';

// A helping thread of a training: it does its share, and whatever befalls it, nobody waits for it in vain.

const { index, plan, memory, module, steps } = workerData as HelperTask;
const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
try {
  const kernels = module && instantiateKernels(module, memory);
  runSgdThread({ index, plan, memory, kernels, gathering, steps });
} catch (error) {
  gathering.stop();
  throw error;
}
