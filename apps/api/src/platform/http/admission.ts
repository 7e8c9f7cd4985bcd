import { OverloadedError } from './request.errors.js';

/**
 * Lets a bounded number of requests work at once and a bounded number wait, in order; the rest is turned away at once.
 * What is turned away costs next to nothing, so that probes are answered in time however many knock.
 */
export class Admission {
  private working = 0;
  private readonly waiting = new Set<(admitted: boolean) => void>();

  /**
   * @param most         requests that work at once
   * @param mostWaiting  requests that wait for one of them to end
   */
  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  /**
   * Waits for a place.
   *
   * @param abandoned  aborted when the caller has gone: its place in the queue is given up
   * @returns a function that gives the place back; calling it again does nothing
   * @throws OverloadedError when too many wait already, or the caller has gone
   */
  async enter(abandoned?: AbortSignal): Promise<() => void> {
    if (this.working >= this.most) {
      if (this.waiting.size >= this.mostWaiting || !(await this.turn(abandoned))) throw new OverloadedError();
    } else this.working += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.leave();
    };
  }

  get load(): { working: number; waiting: number } {
    return { working: this.working, waiting: this.waiting.size };
  }

  private turn(abandoned?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        if (this.waiting.delete(settle)) resolve(false);
      };
      const settle = (admitted: boolean): void => {
        abandoned?.removeEventListener('abort', giveUp);
        resolve(admitted);
      };
      this.waiting.add(settle);
      abandoned?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Hands the place on to whoever has waited longest. */
  private leave(): void {
    for (const next of this.waiting) {
      this.waiting.delete(next);
      next(true);
      return;
    }
    this.working -= 1;
  }
}
