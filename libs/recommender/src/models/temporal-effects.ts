import type { Tensor } from './model.js';
import type { StateReader } from './state-reader.js';

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365.25 * DAY_SECONDS;
/** β: the further from a user's mean time, the less another day changes (Koren 2009, 3.2). */
const EXPONENT = 0.4;

/** The day of a time in Unix seconds, counted from 1970. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_SECONDS);
}

/** dev(t) = sign(t − t̄) |t − t̄|^β, in years to the power of β; times in Unix seconds. */
export function deviationOf(time: number, meanTime: number): number {
  const years = (time - meanTime) / YEAR_SECONDS;
  return Math.sign(years) * Math.abs(years) ** EXPONENT;
}

/** The bin of a time: the span from first to last in `binCount` equal parts; times beyond are in the outer ones. */
export function binOf(time: number, first: number, last: number, binCount: number): number {
  if (last <= first) return 0;
  const bin = Math.floor(((time - first) / (last - first)) * binCount);
  return Math.min(binCount - 1, Math.max(0, bin));
}

/** What was learnt about time, by index of user and item. */
export interface TemporalParameters {
  /** Of the training set, in Unix seconds. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly binCount: number;
  /** [itemCount × binCount] b_{i,Bin(t)}, row-major */
  readonly binEffects: Float32Array;
  /** [userCount] α_u */
  readonly drifts: Float32Array;
  /** [userCount × 3] mean, first and last time of each user, in Unix seconds, row-major */
  readonly userTimes: Float64Array;
  /** [n] user index and day of each effect of a day, and b_{u,t} itself */
  readonly dayUsers: Int32Array;
  readonly days: Int32Array;
  readonly dayEffects: Float32Array;
}

/** What time adds to the biases of users and items, in rating units. */
export class TemporalEffects {
  private readonly daysOfUser: Map<number, number>[];

  constructor(readonly parameters: TemporalParameters) {
    const { drifts, dayUsers, days, dayEffects } = parameters;
    this.daysOfUser = Array.from(drifts, () => new Map<number, number>());
    dayUsers.forEach((user, at) => this.daysOfUser[user].set(days[at], dayEffects[at]));
  }

  /**
   * α_u dev_u(t) + b_{u,t}; a day on which the user has rated nothing adds nothing, and the drift stands still before
   * the user's first rating and after the last. 0 for an unknown user (−1).
   */
  ofUser(userIndex: number, time: number): number {
    if (userIndex < 0) return 0;
    const { drifts, userTimes } = this.parameters;
    const [mean, first, last] = userTimes.subarray(3 * userIndex, 3 * userIndex + 3);
    const within = Math.min(last, Math.max(first, time));
    const day = this.daysOfUser[userIndex].get(dayOf(time)) ?? 0;
    return drifts[userIndex] * deviationOf(within, mean) + day;
  }

  /** b_{i,Bin(t)}; 0 for an unknown item (−1). */
  ofItem(itemIndex: number, time: number): number {
    if (itemIndex < 0) return 0;
    const { binEffects, binCount, firstTime, lastTime } = this.parameters;
    return binEffects[itemIndex * binCount + binOf(time, firstTime, lastTime, binCount)];
  }

  /** Values for `readTemporalEffects`. */
  state(): { tensors: Record<string, Tensor>; metadata: Record<string, string> } {
    const { firstTime, lastTime, binCount, ...arrays } = this.parameters;
    const userCount = arrays.drifts.length;
    const dayCount = arrays.days.length;
    return {
      tensors: {
        binEffects: { shape: [arrays.binEffects.length / binCount, binCount], data: arrays.binEffects },
        drifts: { shape: [userCount], data: arrays.drifts },
        userTimes: { shape: [userCount, 3], data: arrays.userTimes },
        dayUsers: { shape: [dayCount], data: arrays.dayUsers },
        days: { shape: [dayCount], data: arrays.days },
        dayEffects: { shape: [dayCount], data: arrays.dayEffects },
      },
      metadata: {
        firstTime: String(firstTime),
        lastTime: String(lastTime),
        binCount: String(binCount),
      },
    };
  }
}

/** @throws ModelStateError */
export function readTemporalEffects(
  reader: StateReader,
  userCount: number,
  itemCount: number,
): TemporalEffects {
  const lastDay = dayOf(2 ** 32);
  const firstTime = reader.integer('firstTime', 0, 2 ** 32 - 1);
  const binCount = reader.integer('binCount', 1);
  const dayCount = [reader.lengthOf('dayEffects'), 'days'] as const;
  return new TemporalEffects({
    firstTime,
    lastTime: reader.integer('lastTime', firstTime, 2 ** 32 - 1),
    binCount,
    binEffects: reader.float32('binEffects', [itemCount, 'items'], [binCount, 'bins']),
    drifts: reader.float32('drifts', [userCount, 'users']),
    userTimes: reader.float64('userTimes', [userCount, 'users'], [3, 'times']),
    dayUsers: reader.indices('dayUsers', userCount, dayCount),
    days: reader.indices('days', lastDay + 1, dayCount),
    dayEffects: reader.float32('dayEffects', dayCount),
  });
}
