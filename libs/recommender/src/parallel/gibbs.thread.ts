import { workerData } from 'node:worker_threads';
import { instantiateKernels } from '../kernels/wasm.js';
import { Gathering } from './gathering.js';
import { sampleShare } from './gibbs-share.js';
import type { GibbsTask } from './gibbs-threads.js';
import { int32At } from './shared-layout.js';

// A thread that helps sampling: it does its share of whatever the caller orders, until the gathering is stopped.

const { index, plan, memory, module } = workerData as GibbsTask;
const gathering = new Gathering(int32At(memory, plan.gathering), plan.threads);
try {
  const kernels = module && instantiateKernels(module, memory);
  while (gathering.meet()) {
    sampleShare({ index, plan, memory, kernels, gathering });
    if (!gathering.meet()) break;
  }
} catch (error) {
  gathering.stop();
  throw error;
}
