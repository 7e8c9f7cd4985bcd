import { parentPort, workerData } from 'node:worker_threads';
import { compareWindows, type ComparisonTask } from './drift-comparison.js';

// Statistics beside the event loop: one task, one answer.
parentPort?.postMessage(compareWindows(workerData as ComparisonTask));
