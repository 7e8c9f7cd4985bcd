import { bootstrapTest, seededRandom, wilcoxonSignedRank } from '@marquee/recommender';
import { evidenceOf, whatIsMissing } from './evidence.js';
import { defaultPromotionPolicy } from './promotion-policy.js';

const trials = 800;
const level = 0.05;

/** Shares of users in the difference of two equal models: symmetric around 0, and much larger for users with many ratings. */
function sharesOf(users: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: users }, () => Math.exp(random.normal()) * random.normal());
}

/** How often each test of the policy says that one of two equal models is better, over so many users. */
function falsePromotions(users: number): { bootstrap: number; wilcoxon: number } {
  let [bootstrap, wilcoxon] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const shares = sharesOf(users, 1 + trial);
    if (bootstrapTest(shares, { seed: 7 + trial, resamples: 299 }).pValue <= level) bootstrap++;
    const { pValue, positiveRankSum, usedPairs } = wilcoxonSignedRank(shares);
    const isUp = positiveRankSum > (usedPairs * (usedPairs + 1)) / 4;
    if ((isUp ? pValue / 2 : 1 - pValue / 2) <= level) wilcoxon++;
  }
  return { bootstrap: bootstrap / trials, wilcoxon: wilcoxon / trials };
}

describe('the least number of held-out users', () => {
  // Three standard errors of a share of 5 % in 800 trials.
  const most = level + 3 * Math.sqrt((level * (1 - level)) / trials);

  it.each([defaultPromotionPolicy.minHeldOutUsers, 30])(
    'keeps false promotions at the level of the test from %d users on',
    (users) => {
      const { bootstrap, wilcoxon } = falsePromotions(users);
      expect(Math.max(bootstrap, wilcoxon)).toBeLessThanOrEqual(most);
    },
  );

  it('is needed: over 2 users a bootstrap is wrong far more often', () => {
    expect(falsePromotions(2).bootstrap).toBeGreaterThan(4 * level);
  });
});

describe('evidenceOf', () => {
  it('says which of users and ratings are too few', () => {
    const missing = (users: number, ratings: number): string =>
      whatIsMissing(evidenceOf({ users, ratings }, defaultPromotionPolicy));
    expect(missing(2, 300)).toBe('2 held-out users, at least 20 are needed');
    expect(missing(30, 3)).toBe('3 held-out ratings, at least 200 are needed');
    expect(missing(30, 300)).toBe('');
  });
});
