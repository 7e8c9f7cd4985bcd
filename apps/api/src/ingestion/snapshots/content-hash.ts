import { createHash } from 'node:crypto';
import { halvesOf, type RatingBlock } from './rating-block.js';
import { schemaVersion, type SnapshotPart } from './snapshot.js';

const rowBytes = 20;
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Hashes ratings in their canonical order, by user, then by film. There is one rating a user and film, so that this order is
 * one and the same whatever order the rows are stored in, and a plain SHA-256 of them depends on the content alone.
 *
 * A row is 20 bytes, little-endian: user id (int32), movie id (int32), rating (float32), microseconds since 1970 (int64).
 */
export class RatingsHash {
  private readonly hash = createHash('sha256');
  private rows = new Int32Array(0);

  /** @param block  what comes after the rows of the last call in the canonical order */
  update({ users, movies, ratings, times }: RatingBlock): void {
    if (!littleEndian) throw new Error('Content hashes need a little-endian machine.');
    const count = users.length;
    if (this.rows.length < count * 5) this.rows = new Int32Array(count * 5);
    const { rows } = this;
    const ratingBits = new Int32Array(ratings.buffer, ratings.byteOffset, count);
    const halves = halvesOf(times);
    for (let row = 0, at = 0; row < count; row++) {
      rows[at++] = users[row];
      rows[at++] = movies[row];
      rows[at++] = ratingBits[row];
      rows[at++] = halves[2 * row];
      rows[at++] = halves[2 * row + 1];
    }
    this.hash.update(new Uint8Array(rows.buffer, 0, count * rowBytes));
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

/** Hashes records in their canonical order: a line of JSON each. */
export class RecordsHash {
  private readonly hash = createHash('sha256');

  update(records: readonly (readonly unknown[])[]): void {
    this.hash.update(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

/** The id of a snapshot with these content hashes. */
export function snapshotId(contentHashes: Readonly<Record<SnapshotPart, string>>): string {
  const { ratings, movies, tags } = contentHashes;
  return createHash('sha256')
    .update(['marquee snapshot', schemaVersion, ratings, movies, tags].join('\n'))
    .digest('hex');
}
