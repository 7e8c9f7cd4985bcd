import { inspect } from 'node:util';
import type { Logger } from './logger.js';

/** More faults than this within a minute are no accident of one request. */
const mostFaults = 20;
const windowMs = 60_000;

/**
 * Logs errors that nothing caught, with what they are, and lets the process live: a mistake in one request must not end all
 * others. When they do not stop, the process is of no use any more and asks to be stopped.
 */
export class ProcessFaults {
  private recent: number[] = [];

  /** @param giveUp  called once, when there are too many */
  constructor(
    private readonly logger: Logger,
    private readonly giveUp: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  note(event: 'process.unhandled-rejection' | 'process.uncaught-exception', reason: unknown): void {
    const now = this.now();
    this.recent = [...this.recent.filter((at) => now - at < windowMs), now];
    if (this.recent.length > mostFaults) {
      if (this.recent.length === mostFaults + 1) this.giveUp();
      return;
    }
    this.logger.error({
      event,
      message: 'An error that nothing expected; the process goes on.',
      err: reason instanceof Error ? reason : new Error(inspect(reason)),
    });
  }
}
