import type { Random } from '../random.js';

/** A list, and with which probability each entry was put at its place. */
export interface RotatedList<T> {
  readonly list: readonly T[];
  readonly propensities: readonly number[];
}

/**
 * The first `count` of `pool`, or, in a share `rate` of calls, `count` of them in random order. Whoever reads the log
 * knows the odds exactly, which a list that is always the same does not give:
 *
 *   P(entry at place j) = (1 − rate) · [entry is j-th of the pool] + rate / |pool|
 *
 * @param pool  best first, at least `count` long where there are as many
 * @param rate  in [0, 1]; 0 leaves the list as it is, with probabilities of 1
 * @throws RangeError if the rate is outside of [0, 1]
 */
export function rotate<T>(pool: readonly T[], count: number, rate: number, random: Random): RotatedList<T> {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`The rate is ${rate}, expected 0 to 1`);
  const rotates = rate > 0 && random.uniform() < rate;
  const order = rotates ? drawn(pool.length, count, random) : pool.slice(0, count).map((_, place) => place);
  return {
    list: order.map((at) => pool[at]),
    propensities: order.map((at, place) => placementProbability(at, place, pool.length, rate)),
  };
}

/** With which probability `rotate` puts the entry that is `at`-th of the pool, from 0, at a place. */
export function placementProbability(at: number, place: number, poolSize: number, rate: number): number {
  return (at === place ? 1 - rate : 0) + (rate === 0 ? 0 : rate / poolSize);
}

/** `count` of the first `size` whole numbers in random order (Fisher–Yates). */
function drawn(size: number, count: number, random: Random): number[] {
  const order = Array.from({ length: size }, (_, at) => at);
  for (let place = 0; place < Math.min(count, size); place++) {
    const other = place + random.integer(size - place);
    [order[place], order[other]] = [order[other], order[place]];
  }
  return order.slice(0, count);
}
