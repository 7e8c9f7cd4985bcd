import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ThreadFailedError } from '../errors.js';
import type { Gathering } from './gathering.js';

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const threadFolder = join(import.meta.dirname, '../../dist/parallel');
/** A helper holds little more than its instance of the kernels: the data lie in shared memory. */
const resourceLimits = { maxOldGenerationSizeMb: 64, stackSizeMb: 1 };
/** A helper that has not started by then is taken for dead. */
const START_TIMEOUT_MS = 60_000;

/**
 * Starts threads 1 … threads − 1 of a training, each with `task` and its index as `workerData`. They end by themselves when
 * the training is over or stopped, and do not keep the process alive. On Linux they have the priority of the thread that
 * starts them, as any new thread there.
 *
 * @param fileName  of the compiled thread, beside this file
 */
export function startHelpingThreads(fileName: string, threads: number, task: object): void {
  for (let index = 1; index < threads; index++) {
    const workerData = { ...task, index };
    const worker = new Worker(join(threadFolder, fileName), { workerData, resourceLimits, stdin: false });
    // The caller learns of a failure by the gathering, since it may not come back to its event loop before.
    worker.on('error', () => undefined);
    worker.unref();
  }
}

/**
 * What to call while waiting: it hears whoever asks to stop, and gives up on helpers that never came to the first meeting.
 *
 * @param onWork  asked with `Infinity`; it may throw
 */
export function watchHelpingThreads(gathering: Gathering, onWork: (work: number) => void): () => void {
  const began = performance.now();
  return () => {
    onWork(Infinity);
    if (!gathering.hasMet && performance.now() - began > START_TIMEOUT_MS) {
      throw new ThreadFailedError(`A helping thread has not started within ${START_TIMEOUT_MS} ms`);
    }
  };
}
