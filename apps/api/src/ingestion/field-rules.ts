import { applyDecorators } from '@nestjs/common';
import { IsInt, IsString, Matches, Max, MaxLength, Min, ValidateBy } from 'class-validator';

export const largestId = 2 ** 31 - 1;
export const [lowestRating, highestRating, ratingStep] = [0.5, 5, 0.5];
/** Every rating there is, lowest first. */
export const ratingScale: readonly number[] = Array.from({ length: 10 }, (_, i) => (i + 1) * ratingStep);

/** The step of the scale that a rating is nearest to: imported ratings may be finer than half a star. */
function nearestStep(rating: number): number {
  const step = Math.round(rating / ratingStep) * ratingStep;
  return Math.min(highestRating, Math.max(lowestRating, step));
}

/** How many ratings there are of each step of the scale; those that are finer count for the nearest. */
export function countBySteps(counts: readonly { rating: number; count: number }[]): Map<number, number> {
  const steps = new Map(ratingScale.map((step) => [step, 0]));
  for (const { rating, count } of counts) {
    const step = nearestStep(rating);
    steps.set(step, (steps.get(step) ?? 0) + count);
  }
  return steps;
}

export const IsId = (): PropertyDecorator => applyDecorators(IsInt(), Min(1), Max(largestId));

/** Text with something to see in it. PostgreSQL keeps no NUL characters. */
export const IsPlainText = (maxLength: number, options: { each?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    IsString(options),
    MaxLength(maxLength, options),
    Matches(/\S/u, { ...options, message: '$property must not be empty' }),
    // eslint-disable-next-line no-control-regex -- the one character that a text column refuses
    Matches(/^[^\u0000]*$/u, { ...options, message: '$property must not have NUL characters' }),
  );

export function isRating(value: unknown): value is number {
  return typeof value === 'number' && ratingScale.includes(value);
}

/** Half a star to five stars in half steps. */
export const IsRating = (): PropertyDecorator =>
  ValidateBy({
    name: 'isRating',
    validator: {
      validate: isRating,
      defaultMessage: () => '$property must be a number from 0.5 to 5 in half steps',
    },
  });

/** Films are rated since they exist; clocks may be a day wrong. */
const earliestMs = Date.UTC(1970, 0, 1);
const toleranceMs = 86_400_000;

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

/** @returns the time, or null when the text is none that a rating can have: RFC 3339 from 1970 to now */
export function parseRatedAt(text: string, nowMs: number): Date | null {
  const ms = rfc3339.test(text) ? Date.parse(text) : NaN;
  return ms >= earliestMs && ms <= nowMs + toleranceMs ? new Date(ms) : null;
}

export const IsRatedAt = (): PropertyDecorator =>
  ValidateBy({
    name: 'isRatedAt',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseRatedAt(value, Date.now()) !== null,
      defaultMessage: () => '$property must be a time from 1970 to now, such as 2026-05-01T20:15:00Z',
    },
  });
