import type { JobContext } from '../../platform/jobs/job.js';

/** Reading takes about as long as what comes after it: keys, indexes and statistics. */
const readingShare = 0.5;
const tellEveryMs = 200;

/** Tells how far an import is. */
export class ImportProgress {
  private readonly startedAt = performance.now();
  private toldAt = -Infinity;
  private bytesRead = 0;

  /** @param bytesTotal  of all files that will be read, uncompressed */
  constructor(
    private readonly context: Pick<JobContext, 'progress'>,
    private readonly bytesTotal: number,
  ) {}

  /** @param ratingsRead  so far */
  read(phase: string, bytes: number, ratingsRead: number): void {
    this.bytesRead += bytes;
    const now = performance.now();
    if (now - this.toldAt < tellEveryMs) return;
    this.toldAt = now;
    const rate = Math.round(ratingsRead / ((now - this.startedAt) / 1000));
    this.context.progress({
      phase,
      done: this.bytesRead,
      total: this.bytesTotal,
      ...this.share(this.bytesTotal === 0 ? 0 : (this.bytesRead / this.bytesTotal) * readingShare),
      ratePerSecond: rate,
      message: `${ratingsRead.toLocaleString('en')} ratings, ${rate.toLocaleString('en')} a second`,
    });
  }

  /** @param done  0 to 1, of what comes after reading */
  settle(phase: string, done: number): void {
    this.context.progress({
      phase,
      done: this.bytesTotal,
      total: this.bytesTotal,
      ...this.share(readingShare + done * (1 - readingShare)),
      message: null,
    });
  }

  private share(share: number): { ratio: number; remainingSeconds: number | null } {
    const ratio = Math.min(1, share);
    const elapsed = (performance.now() - this.startedAt) / 1000;
    return { ratio, remainingSeconds: ratio < 0.02 ? null : Math.round((elapsed / ratio) * (1 - ratio)) };
  }
}
