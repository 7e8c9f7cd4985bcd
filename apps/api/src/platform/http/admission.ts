import { OverloadedError } from './request.errors.js';

interface Waiting {
  settle: (admitted: boolean) => void;
  /** Whether the caller has hung up meanwhile. */
  isGone: () => boolean;
}

/**
 * Lets a bounded number of requests work at once and a bounded number wait, in order; the rest is turned away at once.
 * What is turned away costs next to nothing, so that probes are answered in time however many knock.
 */
export class Admission {
  private working = 0;
  private readonly waiting = new Set<Waiting>();

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
   * @param isGone  whether the caller has hung up: its place in the queue goes to another
   * @returns a function that gives the place back; calling it again does nothing
   * @throws OverloadedError when too many wait already, or the caller has gone
   */
  async enter(isGone: () => boolean = () => false): Promise<() => void> {
    if (this.working < this.most) this.working += 1;
    else {
      if (this.waiting.size >= this.mostWaiting) this.forgetGone();
      if (this.waiting.size >= this.mostWaiting || !(await this.turn(isGone))) throw new OverloadedError();
    }
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

  private turn(isGone: () => boolean): Promise<boolean> {
    return new Promise((settle) => this.waiting.add({ settle, isGone }));
  }

  private forgetGone(): void {
    for (const one of this.waiting) {
      if (!one.isGone()) continue;
      this.waiting.delete(one);
      one.settle(false);
    }
  }

  /** Hands the place on after whatever else the event loop has to do: a queue of quick work must not keep probes waiting. */
  private leave(): void {
    if (this.waiting.size === 0) this.working -= 1;
    else setImmediate(() => this.handOn());
  }

  /** Hands a place on to whoever has waited longest and is still there. */
  private handOn(): void {
    for (const next of this.waiting) {
      this.waiting.delete(next);
      const isGone = next.isGone();
      next.settle(!isGone);
      if (!isGone) return;
    }
    this.working -= 1;
  }
}
