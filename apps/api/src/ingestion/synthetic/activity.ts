import type { Random } from '@marquee/recommender';

/** Spread of the logarithm of activity: in ml-20m the mean is 144 and the median 68. */
const spread = 1.38;
const leastInMl20m = 20;

/**
 * How many films each person rates: a floor plus a log-normal part, so that most rate few and few rate thousands.
 *
 * @param most  what one person may rate
 * @returns counts from 1 to `most` that sum up to `total`
 */
export function activityCounts(users: number, total: number, most: number, random: Random): Int32Array {
  const floor = Math.min(leastInMl20m, Math.max(1, Math.floor(total / users / 2)));
  const weights = Float64Array.from({ length: users }, () => Math.exp(spread * random.normal()));
  const sum = weights.reduce((one, other) => one + other, 0);
  const rest = total - floor * users;
  const counts = Int32Array.from(weights, (weight) =>
    Math.min(most, floor + Math.floor((rest * weight) / sum)),
  );
  settle(counts, total, most, random);
  return counts;
}

/** Hands out what rounding and the limit have left, one rating at a time. */
function settle(counts: Int32Array, total: number, most: number, random: Random): void {
  let missing = total - counts.reduce((one, other) => one + other, 0);
  let user = random.integer(counts.length);
  while (missing > 0) {
    if (counts[user] < most) {
      counts[user] += 1;
      missing -= 1;
    }
    user = (user + 1) % counts.length;
  }
}
