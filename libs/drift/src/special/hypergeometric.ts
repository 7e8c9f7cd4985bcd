import type { Random } from '../random.js';
import { stirlingError } from './stirling.js';

const { exp, floor, log, max, min, PI } = Math;

const LOG_ROOT_TWO_PI = 0.5 * log(2 * PI);
const FIRST_BY_FORMULA = 256;

const smallLogFactorials = new Float64Array(FIRST_BY_FORMULA);
for (let n = 2; n < FIRST_BY_FORMULA; n++) smallLogFactorials[n] = smallLogFactorials[n - 1] + log(n);

/** ln n! for a whole number n ≥ 0, to about 1e-15 relative. */
export function logFactorial(n: number): number {
  if (n < FIRST_BY_FORMULA) return smallLogFactorials[n];
  return LOG_ROOT_TWO_PI + (n + 0.5) * log(n) - n + stirlingError(n);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * How many of `marked` balls there are among `draws` of `total`, at random: by inversion, outwards from the mode,
 * in about as many steps as the standard deviation.
 */
export function drawHypergeometric(random: Random, total: number, marked: number, draws: number): number {
  const unmarked = total - marked;
  const lowest = max(0, draws - unmarked);
  const highest = min(draws, marked);
  if (lowest === highest) return lowest;
  const mode = floor(((draws + 1) * (marked + 1)) / (total + 2));
  let left = random();
  let above = exp(logChoose(marked, mode) + logChoose(unmarked, draws - mode) - logChoose(total, draws));
  let below = above;
  left -= above;
  for (let up = mode, down = mode; left > 0 && (up < highest || down > lowest);) {
    if (up < highest) {
      above *= ((marked - up) * (draws - up)) / ((up + 1) * (unmarked - draws + up + 1));
      up++;
      left -= above;
      if (left <= 0) return up;
    }
    if (down > lowest) {
      below *= (down * (unmarked - draws + down)) / ((marked - down + 1) * (draws - down + 1));
      down--;
      left -= below;
      if (left <= 0) return down;
    }
    if (above + below < 1e-20) break;
  }
  return mode;
}
