import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JobContext } from '../../platform/jobs/job.js';
import type { SnapshotMessage, SnapshotTask, SnapshotTaskName, SnapshotTasks } from './snapshot-tasks.js';

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const workerFile = join(import.meta.dirname, '../../../dist/ingestion/snapshots/snapshot.worker.js');

const tellEveryMs = 100;

/**
 * Does a task in a thread of its own.
 *
 * @param context  aborting its signal ends the thread at once
 * @throws the reason of the signal; otherwise what the thread died of
 */
export async function runSnapshotThread<Name extends SnapshotTaskName>(
  name: Name,
  given: SnapshotTasks[Name]['given'],
  context: Pick<JobContext, 'signal' | 'progress'> & { niceness: number },
): Promise<SnapshotTasks[Name]['answer']> {
  const { signal, niceness } = context;
  signal.throwIfAborted();
  const workerData = { name, niceness, ...given } as unknown as SnapshotTask;
  const worker = new Worker(workerFile, { workerData });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  const progress = progressOf(context);
  try {
    return await new Promise<SnapshotTasks[Name]['answer']>((resolve, reject) => {
      worker.on('message', (message: SnapshotMessage) => {
        if (message.type === 'progress') progress(message);
        else resolve(message.answer);
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the snapshot thread ended with code ${code}`)));
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

function progressOf(
  context: Pick<JobContext, 'progress'>,
): (message: Extract<SnapshotMessage, { type: 'progress' }>) => void {
  const startedAt = performance.now();
  let toldAt = -Infinity;
  return ({ phase, done, total }) => {
    const now = performance.now();
    if (now - toldAt < tellEveryMs) return;
    toldAt = now;
    const ratio = total === 0 ? null : done / total;
    const seconds = (now - startedAt) / 1000;
    context.progress({
      phase,
      done,
      total,
      ratio,
      ratePerSecond: Math.round(done / seconds),
      remainingSeconds: ratio === null || ratio < 0.05 ? null : Math.round((seconds * (1 - ratio)) / ratio),
    });
  };
}
