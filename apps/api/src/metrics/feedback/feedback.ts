import type { FeedbackType } from '../../events.js';

export const feedbackTypes: readonly FeedbackType[] = ['impression', 'click', 'rating', 'not-interested'];
/** A rating of at least this is a positive one. */
export const positiveFrom = 4;

/** Something that somebody did with a film, as it is told. */
export interface FeedbackEvent {
  type: FeedbackType;
  movieId: number;
  /** The list that showed it; null: none of ours. */
  recommendationId: string | null;
  /** null: an anonymous caller. */
  userId: number | null;
  /** Of a rating, in stars. */
  value: number | null;
  at: Date;
}

/** What became of one row of a batch. */
export interface FeedbackResult {
  index: number;
  status: 'stored' | 'duplicate' | 'rejected';
  reason: string | null;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const largestId = 2 ** 31 - 1;
/** Clocks of callers may be ahead by this. */
const clockSkewMs = 300_000;

/** @returns the event, or why it is none */
export function readFeedback(row: unknown, now: Date): FeedbackEvent | string {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return 'expected an object with type and movieId';
  const {
    type,
    movieId,
    recommendationId = null,
    userId = null,
    value = null,
    at = null,
  } = row as Record<string, unknown>;
  if (!feedbackTypes.includes(type as FeedbackType)) return `type must be one of ${feedbackTypes.join(', ')}`;
  if (!isId(movieId)) return `movieId must be a whole number from 1 to ${largestId}`;
  if (userId !== null && !isId(userId)) return `userId must be a whole number from 1 to ${largestId}`;
  if (recommendationId !== null && !(typeof recommendationId === 'string' && uuid.test(recommendationId))) {
    return 'recommendationId must be a UUID';
  }
  if (type === 'rating' ? !isRating(value) : value !== null) {
    return type === 'rating'
      ? 'value must be a rating from 0.5 to 5 in half steps'
      : 'only a rating has a value';
  }
  const time = at === null ? now : readTime(at, now);
  if (time === null) return 'at must be a time from 1970 to now, such as 2026-05-01T20:15:00Z';
  return {
    type: type as FeedbackType,
    movieId,
    recommendationId: recommendationId?.toLowerCase() ?? null,
    userId,
    value: value as number | null,
    at: time,
  };
}

/** By which an event is known again: of a list once, of none by its time. */
export function keyOf({ recommendationId, movieId, type, userId, at }: FeedbackEvent): string {
  return recommendationId
    ? `${recommendationId}/${movieId}/${type}`
    : `${userId}/${movieId}/${type}/${at.toISOString()}`;
}

function readTime(at: unknown, now: Date): Date | null {
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(at)) return null;
  const ms = Date.parse(at);
  return ms >= 0 && ms <= now.getTime() + clockSkewMs ? new Date(Math.min(ms, now.getTime())) : null;
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= largestId;
}

function isRating(value: unknown): boolean {
  return typeof value === 'number' && value >= 0.5 && value <= 5 && Number.isInteger(value * 2);
}
