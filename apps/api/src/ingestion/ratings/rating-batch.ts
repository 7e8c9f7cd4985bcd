import { createHash } from 'node:crypto';
import { isRating, largestId, parseRatedAt } from '../field-rules.js';
import type { RatingRow, RejectedRating } from './rating.js';

/** A row of a batch that can be written, if its film exists. */
export interface BatchRow extends RatingRow {
  index: number;
}

/**
 * Sorts the rows of a batch into those that can be written and those that cannot, and says why. Of a pair that comes
 * more than once the last row counts.
 */
export function readBatch(
  given: readonly unknown[],
  nowMs: number,
): { rows: BatchRow[]; rejected: RejectedRating[] } {
  const byPair = new Map<string, BatchRow>();
  const rejected: RejectedRating[] = [];
  given.forEach((row, index) => {
    const read = readRow(row, nowMs);
    if (typeof read === 'string') {
      rejected.push({ index, reason: read });
      return;
    }
    const pair = `${read.userId}/${read.movieId}`;
    const earlier = byPair.get(pair);
    if (earlier) {
      rejected.push({ index: earlier.index, reason: `the same user and film come again at index ${index}` });
    }
    byPair.set(pair, { ...read, index });
  });
  return { rows: [...byPair.values()], rejected };
}

/** The same for batches that say the same. */
export function hashBatch(given: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(given.map(canonical)))
    .digest('hex');
}

/** Whatever order the fields were written in. */
function canonical(row: unknown): unknown {
  if (!isRecord(row)) return row;
  return Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @returns the rating, or why it is none */
function readRow(row: unknown, nowMs: number): RatingRow | string {
  if (!isRecord(row)) return 'expected an object with userId, movieId and rating';
  const { userId, movieId, rating, ratedAt = null } = row;
  if (!isId(userId)) return `userId must be a whole number from 1 to ${largestId}`;
  if (!isId(movieId)) return `movieId must be a whole number from 1 to ${largestId}`;
  if (!isRating(rating)) return 'rating must be a number from 0.5 to 5 in half steps';
  if (ratedAt === null) return { userId, movieId, rating, ratedAt: null };
  const time = typeof ratedAt === 'string' ? parseRatedAt(ratedAt, nowMs) : null;
  return time === null
    ? 'ratedAt must be a time from 1970 to now, such as 2026-05-01T20:15:00Z'
    : { userId, movieId, rating, ratedAt: time };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= largestId;
}
