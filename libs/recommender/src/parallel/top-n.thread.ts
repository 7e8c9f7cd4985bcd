import { workerData } from 'node:worker_threads';
import { instantiateKernels } from '../kernels/wasm.js';
import { Gathering } from './gathering.js';
import { int32At } from './shared-layout.js';
import type { TopNTask } from './top-n-batch.js';
import { TopNShare } from './top-n-share.js';

// A helping thread: it finds its share of each block's lists until the caller needs no more.

const { index, plan, memory, module } = workerData as TopNTask;
const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
try {
  const share = new TopNShare(plan, memory, instantiateKernels(module, memory), index);
  while (gathering.meet()) {
    share.run();
    if (!gathering.meet()) break;
  }
} catch (error) {
  gathering.stop();
  throw error;
}
