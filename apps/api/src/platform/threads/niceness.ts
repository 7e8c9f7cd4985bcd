import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Has this thread stand back behind the others of its process: on Linux the scheduler lets one thread be nicer than its process.
 * Elsewhere the threads share the processors as equals.
 *
 * @param niceness  0 (not at all) to 19
 */
export function standBack(niceness: number): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').pop()), niceness);
  } catch {
    // There is no such thing here.
  }
}
