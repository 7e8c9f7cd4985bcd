/** Steps of the scale from its least to its greatest rating. */
export type RatingScale = 'half-stars' | 'whole-stars';

const greatestId = 2 ** 31 - 1;
/** The last second of the year 9999, in seconds since 1970. */
const greatestTimestamp = 253_402_300_799;

export function isId(value: number): boolean {
  return value >= 1 && value <= greatestId && Number.isInteger(value);
}

export function isOnScale(rating: number, scale: RatingScale): boolean {
  if (scale === 'whole-stars') return rating >= 1 && rating <= 5 && Number.isInteger(rating);
  return rating >= 0.5 && rating <= 5 && Number.isInteger(rating * 2);
}

/** Seconds since 1970; fractions are allowed, times before are not. */
export function isTimestamp(value: number): boolean {
  return value >= 0 && value <= greatestTimestamp;
}

/** Digits, perhaps a sign, perhaps a fraction: what the files use. `1e3`, `0x1` and blanks are no numbers here. */
export function parseNumber(text: string): number | null {
  return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text.trim()) ? Number(text) : null;
}

/** @returns why these four values are no rating, or null when they are one */
export function ratingFault(
  userId: number,
  movieId: number,
  rating: number,
  timestamp: number,
  scale: RatingScale,
): string | null {
  if (!isId(userId)) return `userId ${userId} is no whole number from 1 to ${greatestId}`;
  if (!isId(movieId)) return `movieId ${movieId} is no whole number from 1 to ${greatestId}`;
  if (!isOnScale(rating, scale))
    return `rating ${rating} is off the scale (${scale === 'whole-stars' ? '1 to 5 in whole steps' : '0.5 to 5 in half steps'})`;
  if (!isTimestamp(timestamp)) return `timestamp ${timestamp} is no time in seconds since 1970`;
  return null;
}
