import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { JobCancelledError } from '../platform/jobs/jobs.errors.js';
import type { TrainingMessage, TrainingTask } from './training-messages.js';

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const workerFile = join(import.meta.dirname, '../../dist/training/training.worker.js');

/** After this long a thread that does not stop by itself is ended. */
const graceMs = 600;

/** The thread ended before its task: out of memory, or killed. The same task may succeed another time. */
export class TrainingThreadDiedError extends Error {}

/**
 * Runs a task in a thread of its own and hands over its messages one after the other.
 *
 * @param signal  aborting it stops the thread within about a second
 * @throws JobCancelledError when `signal` aborted; otherwise what the thread died of
 */
export async function runTrainingThread(
  task: Omit<TrainingTask, 'stop'>,
  signal: AbortSignal,
  onMessage: (message: TrainingMessage) => Promise<void> | void,
): Promise<void> {
  if (signal.aborted) throw new JobCancelledError();
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerFile, { workerData: { ...task, stop } satisfies TrainingTask });
  let handled: Promise<void> = Promise.resolve();
  let grace: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    Atomics.store(stop, 0, 1);
    grace = setTimeout(() => void worker.terminate(), graceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: TrainingMessage) => {
        handled = handled.then(() => onMessage(message));
        handled.catch(reject);
      });
      worker.on('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new TrainingThreadDiedError('The training thread ran out of memory.')
            : error,
        ),
      );
      worker.on('exit', (code) =>
        code === 0
          ? resolve()
          : reject(new TrainingThreadDiedError(`The training thread ended with code ${code}.`)),
      );
    });
    await handled;
  } catch (error) {
    throw signal.aborted ? new JobCancelledError() : error;
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
  if (signal.aborted) throw new JobCancelledError();
}
