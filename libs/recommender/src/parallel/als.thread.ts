import { workerData } from 'node:worker_threads';
import { instantiateKernels } from '../kernels/wasm.js';
import type { AlsTask } from './als-training.js';
import { runAlsThread } from './als-share.js';
import { Gathering } from './gathering.js';
import { int32At } from './shared-layout.js';

// A helping thread of a training: it does its share, and whatever befalls it, nobody waits for it in vain.

const { index, plan, memory, module } = workerData as AlsTask;
const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
try {
  const kernels = module && instantiateKernels(module, memory);
  runAlsThread({ index, plan, memory, kernels, gathering });
} catch (error) {
  gathering.stop();
  throw error;
}
