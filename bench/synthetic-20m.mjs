import { seededRandom } from '@marquee/recommender';

/** The sizes of MovieLens 20M. */
export const ml20m = { userCount: 138_493, itemCount: 26_744, ratingCount: 20_000_263 };

const PLANTED_FACTORS = 8;
const MIN_RATINGS = 20;
const MAX_RATINGS = 9000;

/**
 * Half-star ratings of a given size, the same for the same seed: few users rate much and most little, few films are known
 * to many, and a rating is the mean, the user's and the film's biases, the product of planted factors and noise.
 *
 * @returns {{ users: Int32Array, items: Int32Array, values: Float32Array }} by user; ids are indices
 */
export function syntheticColumns({ userCount, itemCount, ratingCount }, seed = 20) {
  const random = seededRandom(seed);
  const normals = (length, spread) => Float32Array.from({ length }, () => spread * random.normal());
  const userFactors = normals(userCount * PLANTED_FACTORS, 0.4);
  const itemFactors = normals(itemCount * PLANTED_FACTORS, 0.4);
  const userBiases = normals(userCount, 0.4);
  const itemBiases = normals(itemCount, 0.45);
  const counts = ratingsPerUser(userCount, Math.min(MAX_RATINGS, itemCount), ratingCount, random);
  const drawItem = popularItems(itemCount, random);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const users = new Int32Array(total);
  const items = new Int32Array(total);
  const values = new Float32Array(total);
  const lastUser = new Int32Array(itemCount).fill(-1);
  let row = 0;
  for (let user = 0; user < userCount; user++) {
    for (let n = 0; n < counts[user]; n++) {
      let item = drawItem();
      for (let tries = 0; lastUser[item] === user; tries++)
        item = tries < 50 ? drawItem() : random.integer(itemCount);
      lastUser[item] = user;
      let rating =
        3.53 +
        userBiases[user] +
        itemBiases[item] +
        0.75 * (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2;
      for (let factor = 0; factor < PLANTED_FACTORS; factor++) {
        rating += userFactors[user * PLANTED_FACTORS + factor] * itemFactors[item * PLANTED_FACTORS + factor];
      }
      users[row] = user;
      items[row] = item;
      values[row++] = Math.min(5, Math.max(0.5, Math.round(rating * 2) / 2));
    }
  }
  return { users, items, values };
}

/** At least 20 each, the rest log-normal, so that all together are `ratingCount`. */
function ratingsPerUser(userCount, most, ratingCount, random) {
  const activity = Float64Array.from({ length: userCount }, () =>
    Math.min(60, Math.exp(1.35 * random.normal())),
  );
  const all = activity.reduce((sum, one) => sum + one, 0);
  const least = Math.min(MIN_RATINGS, Math.floor(ratingCount / userCount));
  const spare = ratingCount - least * userCount;
  const counts = Int32Array.from(activity, (one) => Math.min(most, least + Math.floor((one / all) * spare)));
  for (let left = ratingCount - counts.reduce((sum, one) => sum + one, 0); left > 0;) {
    const user = random.integer(userCount);
    if (counts[user] < most) {
      counts[user]++;
      left--;
    }
  }
  return counts;
}

/** Draws items by a popularity that falls with the rank: slowly at the head, then like 1 / rank, then exponentially. */
function popularItems(itemCount, random) {
  const order = Int32Array.from({ length: itemCount }, (_, item) => item);
  for (let last = itemCount - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  const weights = Float64Array.from(
    { length: itemCount },
    (_, rank) => Math.exp(-rank / 6000) / (rank + 60) + 2e-9,
  );
  const table = aliasTable(weights);
  return () => {
    const slot = random.integer(itemCount);
    return order[random.uniform() < table.shares[slot] ? slot : table.aliases[slot]];
  };
}

/** Walker's alias method: a draw in constant time. */
function aliasTable(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => (weight / total) * weights.length);
  const aliases = Int32Array.from(weights, (_, slot) => slot);
  const small = [];
  const large = [];
  shares.forEach((share, slot) => (share < 1 ? small : large).push(slot));
  while (small.length > 0 && large.length > 0) {
    const slot = small.pop();
    const donor = large[large.length - 1];
    aliases[slot] = donor;
    shares[donor] -= 1 - shares[slot];
    if (shares[donor] < 1) small.push(large.pop());
  }
  return { shares, aliases };
}
