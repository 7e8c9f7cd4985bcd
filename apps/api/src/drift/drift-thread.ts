import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Comparison, ComparisonTask } from './drift-comparison.js';

/** Threads load compiled JavaScript, also when this file is run from source by a test. */
const workerFile = join(import.meta.dirname, '../../dist/drift/drift.worker.js');

/** Compares in a thread of its own, so that requests are answered meanwhile. */
export async function compareInThread(task: ComparisonTask): Promise<Comparison> {
  const worker = new Worker(workerFile, { workerData: task });
  try {
    return await new Promise<Comparison>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the thread that compares ended with code ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
}
