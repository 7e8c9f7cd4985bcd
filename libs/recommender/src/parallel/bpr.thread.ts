import { workerData } from 'node:worker_threads';
import { instantiateKernels } from '../kernels/wasm.js';
import { Gathering } from './gathering.js';
import { runBprThread } from './bpr-share.js';
import type { BprTask } from './bpr-training.js';
import { int32At } from './shared-layout.js';

// A helping thread of a training: it does its share, and whatever befalls it, nobody waits for it in vain.

const { index, plan, memory, module } = workerData as BprTask & { readonly index: number };
const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
try {
  runBprThread({
    index,
    plan,
    memory,
    kernels: module && instantiateKernels(module, memory),
    gathering,
  });
} catch (error) {
  gathering.stop();
  throw error;
}
