import { workerData } from 'node:worker_threads';
import { instantiateKernels } from '../kernels/wasm.js';
import type { EaseTask } from './ease-training.js';
import { runEaseThread } from './ease-share.js';
import { Gathering } from './gathering.js';
import { int32At } from './shared-layout.js';

// A helping thread of a training: it does its share, and whatever befalls it, nobody waits for it in vain.

const { index, plan, memory, module } = workerData as EaseTask;
const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
try {
  const kernels = module && instantiateKernels(module, memory);
  runEaseThread({ index, plan, memory, kernels, gathering });
} catch (error) {
  gathering.stop();
  throw error;
}
