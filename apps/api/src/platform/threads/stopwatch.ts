import { readFileSync } from 'node:fs';

/** How far the system's account of a thread's time may be behind, ms: one tick of its timer. */
const tickMs = 4;

/**
 * Starts to measure how long this thread works.
 *
 * @returns a function that returns the milliseconds since: those on a processor where the system tells them (Linux), up to a tick
 *   more, and never more than have passed
 */
export function stopwatch(): () => number {
  const [startedAt, worked] = [performance.now(), processorMs()];
  return () => {
    const passed = performance.now() - startedAt;
    // Reading the account takes longer than a tick is worth where so little time has passed.
    if (worked === null || passed <= tickMs) return passed;
    return Math.min(passed, (processorMs() ?? Infinity) - worked + tickMs);
  };
}

/** Milliseconds that this thread has been on a processor; null where the system does not tell. */
function processorMs(): number | null {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return null;
  }
}
