import type { RetryPolicy } from './job-kinds.js';

/**
 * Wait before the attempt that follows attempt `n`: exponential back-off, capped, with "equal jitter" so that what failed
 * together does not come back together.
 *
 *   cap(n) = min(maxDelayMs, firstDelayMs · 2^(n−1));  delay = cap/2 + random · cap/2
 *
 * @param attempt  the attempt that failed, from 1
 * @param random   uniform in [0, 1)
 * @returns milliseconds, in [cap/2, cap)
 */
export function retryDelayMs(
  attempt: number,
  { firstDelayMs, maxDelayMs }: Pick<RetryPolicy, 'firstDelayMs' | 'maxDelayMs'>,
  random: number,
): number {
  const cap = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(cap / 2 + (random * cap) / 2);
}
