import { workerData } from 'node:worker_threads';
import { instantiateKernels } from '../kernels/wasm.js';
import { Gathering } from './gathering.js';
import { runItemListsThread } from './item-lists-share.js';
import type { ItemListsTask } from './lists-threads.js';
import { int32At } from './shared-layout.js';

// A helping thread: it does its share, and whatever befalls it, nobody waits for it in vain.

const { index, plan, memory, module } = workerData as ItemListsTask;
const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
try {
  runItemListsThread({ index, plan, memory, kernels: instantiateKernels(module, memory), gathering });
} catch (error) {
  gathering.stop();
  throw error;
}
