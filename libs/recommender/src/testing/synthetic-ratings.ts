import { Ratings } from '../data/ratings.js';
import { seededRandom } from '../random.js';

/**
 * Half-star ratings with something to learn: generous and strict users, good and bad items, two tastes. Ids are far
 * apart; user n has the id 1000 + 7n, item n the id 2³¹ − 1 − 3n.
 */
export function syntheticRatings(userCount = 40, itemCount = 60, density = 0.4, seed = 7): Ratings {
  const random = seededRandom(seed);
  const columns = { users: [] as number[], items: [] as number[], values: [] as number[] };
  const quality = Array.from({ length: itemCount }, () => random.normal() * 0.6);
  for (let user = 0; user < userCount; user++) {
    const generosity = random.normal() * 0.4;
    for (let item = 0; item < itemCount; item++) {
      if (random.uniform() >= density) continue;
      const taste = user % 2 === item % 2 ? 0.7 : -0.7;
      const rating = 3.3 + generosity + quality[item] + taste + random.normal() * 0.3;
      columns.users.push(1000 + 7 * user);
      columns.items.push(2 ** 31 - 1 - 3 * item);
      columns.values.push(Math.min(5, Math.max(0.5, Math.round(rating * 2) / 2)));
    }
  }
  return Ratings.from(columns, { min: 0.5, max: 5 });
}
