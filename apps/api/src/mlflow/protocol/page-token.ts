import { ValidationFailedError } from '../../platform/http/validation.js';

/** A token of the next page that counts how many came before; opaque to callers. */
export function offsetToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64url');
}

/**
 * @returns 0 without a token
 * @throws ValidationFailedError when it is none of `offsetToken`
 */
export function offsetOf(token: string | undefined): number {
  if (!token) return 0;
  try {
    const { offset } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { offset?: unknown };
    if (Number.isSafeInteger(offset) && (offset as number) > 0 && (offset as number) < 2 ** 31)
      return offset as number;
  } catch {
    // falls through to the one error below
  }
  throw new ValidationFailedError([{ pointer: '/page_token', detail: 'Invalid page token' }]);
}

/** Cuts the row more that was asked for to see whether there is a next page. */
export function offsetPage<T>(
  rows: readonly T[],
  offset: number,
  limit: number,
): { items: T[]; nextPageToken: string | undefined } {
  const items = rows.slice(0, limit);
  return { items, nextPageToken: rows.length > limit ? offsetToken(offset + limit) : undefined };
}
