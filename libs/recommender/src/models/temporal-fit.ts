import type { Ratings } from '../data/ratings.js';
import { timesByUser } from '../data/times-by-user.js';
import { temporalPass, type TemporalProblem, type TemporalStep } from '../kernels/temporal-pass.js';
import { binOf, dayOf, deviationOf, TemporalEffects } from './temporal-effects.js';

/** The effects of time while they are learnt. 16 bytes a rating, and the effects. */
export class TemporalFit {
  private constructor(
    private readonly problem: TemporalProblem,
    private readonly effectsSoFar: Omit<
      TemporalEffects['parameters'],
      'binEffects' | 'drifts' | 'dayEffects'
    >,
  ) {}

  /** null where the ratings have no times, or one and the same. */
  static of(ratings: Ratings, binCount: number): TemporalFit | null {
    const times = timesByUser(ratings);
    if (!times) return null;
    let [firstTime, lastTime] = [Infinity, -Infinity];
    for (const time of times) {
      firstTime = Math.min(firstTime, time);
      lastTime = Math.max(lastTime, time);
    }
    if (firstTime === lastTime) return null;
    const { offsets, others, values } = ratings.byUser;
    const userTimes = spansOf(times, offsets);
    const { dayUsers, days, rows } = numberDays(times, offsets);
    const mean = ratings.globalMean;
    const deviations = new Float32Array(times.length);
    for (let user = 0; user < ratings.users.size; user++) {
      for (let at = offsets[user]; at < offsets[user + 1]; at++) {
        deviations[at] = deviationOf(times[at], userTimes[3 * user]);
      }
    }
    const problem: TemporalProblem = {
      offsets,
      deviations,
      bins: others.map((item, at) => item * binCount + binOf(times[at], firstTime, lastTime, binCount)),
      days: rows,
      drifts: new Float32Array(ratings.users.size),
      binEffects: new Float32Array(ratings.items.size * binCount),
      dayEffects: new Float32Array(days.length),
      centred: values.map((value) => value - mean),
    };
    return new TemporalFit(problem, { firstTime, lastTime, binCount, userTimes, dayUsers, days });
  }

  /** See `temporalPass`. */
  pass(step: TemporalStep, errors: Float32Array, targets: Float32Array): void {
    temporalPass(this.problem, step, errors, targets);
  }

  /**
   * What was learnt, as deviations: the mean of a user's days and of an item's bins over its ratings is to go to the
   * biases, so that an unseen day or an empty bin means the usual, not 0 on a scale that training left open.
   */
  effects(): CentredEffects {
    const { offsets, drifts, bins, days, binEffects, dayEffects } = this.problem;
    const { dayUsers, binCount } = this.effectsSoFar;
    const userShifts = new Float32Array(drifts.length);
    const itemSums = new Float64Array(binEffects.length / binCount);
    const itemRatings = new Int32Array(itemSums.length);
    const seen = new Uint8Array(binEffects.length);
    for (let user = 0; user < drifts.length; user++) {
      let sum = 0;
      for (let at = offsets[user]; at < offsets[user + 1]; at++) {
        const item = Math.floor(bins[at] / binCount);
        sum += dayEffects[days[at]];
        itemSums[item] += binEffects[bins[at]];
        itemRatings[item]++;
        seen[bins[at]] = 1;
      }
      userShifts[user] = sum / (offsets[user + 1] - offsets[user]);
    }
    const itemShifts = Float32Array.from(itemSums, (sum, item) => sum / itemRatings[item]);
    const effects = new TemporalEffects({
      ...this.effectsSoFar,
      drifts,
      binEffects: binEffects.map((effect, at) =>
        seen[at] ? effect - itemShifts[Math.floor(at / binCount)] : 0,
      ),
      dayEffects: dayEffects.map((effect, day) => effect - userShifts[dayUsers[day]]),
    });
    return { effects, userShifts, itemShifts };
  }
}

export interface CentredEffects {
  readonly effects: TemporalEffects;
  /** [userCount] and [itemCount] what is to be added to the biases. */
  readonly userShifts: Float32Array;
  readonly itemShifts: Float32Array;
}

/** [userCount × 3] mean, first and last time of each user. */
function spansOf(times: Uint32Array, offsets: Int32Array): Float64Array {
  const userCount = offsets.length - 1;
  const spans = new Float64Array(3 * userCount);
  for (let user = 0; user < userCount; user++) {
    const own = times.subarray(offsets[user], offsets[user + 1]);
    let [sum, first, last] = [0, own[0], own[0]];
    for (const time of own) {
      sum += time;
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
    spans.set([sum / own.length, first, last], 3 * user);
  }
  return spans;
}

/** Numbers the days of each user; `rows` has the number of each rating's. */
function numberDays(
  times: Uint32Array,
  offsets: Int32Array,
): { dayUsers: Int32Array; days: Int32Array; rows: Int32Array } {
  const rows = new Int32Array(times.length);
  const dayUsers: number[] = [];
  const days: number[] = [];
  for (let user = 0; user < offsets.length - 1; user++) {
    const numbers = new Map<number, number>();
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const day = dayOf(times[at]);
      let number = numbers.get(day);
      if (number === undefined) {
        number = days.length;
        numbers.set(day, number);
        dayUsers.push(user);
        days.push(day);
      }
      rows[at] = number;
    }
  }
  return { dayUsers: Int32Array.from(dayUsers), days: Int32Array.from(days), rows };
}
