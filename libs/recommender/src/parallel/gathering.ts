/** Words that threads meet by, in shared memory. */
export const GATHERING_WORDS = 16;
const [ARRIVED, GENERATION, STOPPED] = [0, 1, 2];

/** Looks at a word before a thread lets itself be put to sleep: threads mostly arrive almost together. */
const SPINS = 2_000;
/** How long a thread sleeps at a time, in ms, before it looks after the others again. */
const NAP_MS = 20;

/** A barrier for threads, which any of them can break for good. */
export class Gathering {
  /**
   * @param words    [GATHERING_WORDS] in shared memory, 0 at the start
   * @param threads  how many meet
   */
  constructor(
    private readonly words: Int32Array,
    private readonly threads: number,
  ) {}

  /** Lets all threads go on their way: whoever waits, now or later, is told so. */
  stop(): void {
    Atomics.store(this.words, STOPPED, 1);
    Atomics.notify(this.words, GENERATION);
  }

  get isStopped(): boolean {
    return Atomics.load(this.words, STOPPED) !== 0;
  }

  /** Whether all threads have met at least once. */
  get hasMet(): boolean {
    return Atomics.load(this.words, GENERATION) !== 0;
  }

  /**
   * Waits until all threads have come here.
   *
   * @param whileWaiting  called about every 20 ms
   * @returns false if the gathering was stopped
   */
  meet(whileWaiting?: () => void): boolean {
    const generation = Atomics.load(this.words, GENERATION);
    if (Atomics.add(this.words, ARRIVED, 1) === this.threads - 1) {
      Atomics.store(this.words, ARRIVED, 0);
      Atomics.add(this.words, GENERATION, 1);
      Atomics.notify(this.words, GENERATION);
      return !this.isStopped;
    }
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(this.words, GENERATION) !== generation) return !this.isStopped;
    }
    while (Atomics.load(this.words, GENERATION) === generation) {
      if (this.isStopped) return false;
      if (Atomics.wait(this.words, GENERATION, generation, NAP_MS) === 'timed-out') whileWaiting?.();
    }
    return !this.isStopped;
  }
}
