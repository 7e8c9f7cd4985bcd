import { decodeCursor } from '../platform/http/paging.js';
import { ValidationFailedError } from '../platform/http/validation.js';

/**
 * The whole numbers of a cursor.
 *
 * @param maxima  the greatest that each may be; the least is 0
 * @throws ValidationFailedError when the text is no cursor of this list
 */
export function decodeIntegers(cursor: string, maxima: readonly number[]): number[] {
  const key = decodeCursor(
    cursor,
    maxima.map(() => 'number' as const),
  ) as number[];
  if (key.every((part, i) => Number.isInteger(part) && part >= 0 && part <= maxima[i])) return key;
  throw new ValidationFailedError([{ pointer: '/cursor', detail: 'cursor is not one that this list gave' }]);
}
