import { normalQuantile } from '../normal-distribution.js';

/** A share and the interval for it; all null of nothing. */
export interface ShareInterval {
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Interval for a share by Wilson's score (1927), which stays within [0, 1] and holds at few trials and extreme shares:
 *
 *   (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
 *
 * It takes trials to be independent. Where one person makes many, it is too narrow; see `ratioDifference`.
 *
 * @param confidence  in (0, 1). Default 0.95
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): ShareInterval {
  if (trials === 0) return { share: null, low: null, high: null };
  const z = normalQuantile((1 + confidence) / 2);
  const p = successes / trials;
  const spread = z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  const middle = p + (z * z) / (2 * trials);
  const scale = 1 + (z * z) / trials;
  // A share of 0 or 1 is its own bound; rounding would put it beside.
  return {
    share: p,
    low: successes === 0 ? 0 : Math.max(0, (middle - spread) / scale),
    high: successes === trials ? 1 : Math.min(1, (middle + spread) / scale),
  };
}
