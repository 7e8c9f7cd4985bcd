import type { ArrivedRating } from '../../events.js';

/** A rating that waits to be judged. */
export interface Arrival extends ArrivedRating {
  /** When it was written. */
  arrivedAt: Date;
}

export interface ArrivalCounts {
  /** All that came. */
  arrived: number;
  /** For which there was no room; those that a sample leaves out are not among them. */
  dropped: number;
}

/**
 * Ratings that wait to be judged, bounded: a single rating always gets in while there is room, of many at once an even
 * sample does, and what finds no room is dropped and counted.
 */
export class ArrivalQueue {
  private waiting: Arrival[] = [];
  private counts: ArrivalCounts = { arrived: 0, dropped: 0 };

  /**
   * @param capacity  ratings that wait at the most
   * @param largestSample  of one arrival of many ratings
   */
  constructor(
    private readonly capacity: number,
    private readonly largestSample: number,
  ) {}

  get length(): number {
    return this.waiting.length;
  }

  /** @returns how many were dropped */
  add(ratings: readonly ArrivedRating[], total: number, arrivedAt: Date): number {
    const wanted = evenSample(ratings, this.largestSample);
    const taken = evenSample(wanted, Math.max(0, this.capacity - this.waiting.length));
    for (const rating of taken) this.waiting.push({ ...rating, arrivedAt });
    const dropped = wanted.length - taken.length;
    this.counts.arrived += total;
    this.counts.dropped += dropped;
    return dropped;
  }

  /** The first `count` that wait, which then wait no longer. */
  take(count: number): Arrival[] {
    return this.waiting.splice(0, count);
  }

  /** What came since this was asked last. */
  takeCounts(): ArrivalCounts {
    const counts = this.counts;
    this.counts = { arrived: 0, dropped: 0 };
    return counts;
  }
}

/** Every so manieth element: `count` of them, or all where there are not so many. */
export function evenSample<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]);
}
