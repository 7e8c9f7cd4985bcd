import type { Random } from '../random.js';
import type { Interval } from './search-space.js';

/** A density that can be drawn from. */
export interface ParzenEstimator {
  draw(random: Random): number;
  logDensity(place: number): number;
}

/** Draws within an interval before the nearest end is taken: its mass there is never below a third. */
const MAX_DRAWS = 200;
/** No kernel is narrower than this share of the interval. */
const SMALLEST_SHARE = 100;

/**
 * A mixture of normal distributions, each cut off at the ends of the interval, of equal weight: one around every place, as
 * wide as its farther neighbour is away, and a prior around the middle, as wide as the interval (Bergstra et al. 2011,
 * "Algorithms for hyper-parameter optimization"; widths are kept from 1 / min(100, n + 1) of the interval, n kernels, to
 * the whole of it, as in hyperopt and Optuna).
 */
export function numericParzen(places: readonly number[], { low, high }: Interval): ParzenEstimator {
  const width = high - low;
  const prior = (low + high) / 2;
  const means = [...places, prior].sort((a, b) => a - b);
  const narrowest = width / Math.min(SMALLEST_SHARE, means.length + 1);
  const kernels = means.map((mean, at) => {
    if (mean === prior && at === means.indexOf(prior)) return kernel(mean, width, low, high);
    // The outermost have one neighbour; the ends of the interval are none.
    const left = at > 0 ? mean - means[at - 1] : 0;
    const right = at < means.length - 1 ? means[at + 1] - mean : 0;
    return kernel(mean, Math.min(Math.max(left, right, narrowest), width), low, high);
  });
  return {
    draw(random) {
      const { mean, deviation } = kernels[random.integer(kernels.length)];
      for (let draw = 0; draw < MAX_DRAWS; draw++) {
        const place = mean + deviation * random.normal();
        if (place >= low && place <= high) return place;
      }
      return Math.min(Math.max(mean, low), high);
    },
    logDensity(place) {
      const sum = kernels.reduce((total, { mean, deviation, mass }) => {
        const distance = (place - mean) / deviation;
        return total + Math.exp(-0.5 * distance * distance) / (deviation * mass);
      }, 0);
      return Math.log(sum / kernels.length / Math.sqrt(2 * Math.PI));
    },
  };
}

interface Kernel {
  readonly mean: number;
  readonly deviation: number;
  /** Of the normal distribution within the interval. */
  readonly mass: number;
}

function kernel(mean: number, deviation: number, low: number, high: number): Kernel {
  const mass = normalShare((high - mean) / deviation) - normalShare((low - mean) / deviation);
  return { mean, deviation, mass: Math.max(mass, 1e-12) };
}

/** Shares of choices: how often each was seen, and one more of each. */
export function choiceParzen(seen: readonly number[], choiceCount: number): ParzenEstimator {
  const counts = new Float64Array(choiceCount).fill(1);
  for (const choice of seen) counts[choice]++;
  const total = seen.length + choiceCount;
  return {
    draw(random) {
      let left = random.uniform() * total;
      for (let choice = 0; choice < choiceCount; choice++) {
        left -= counts[choice];
        if (left < 0) return choice;
      }
      return choiceCount - 1;
    },
    logDensity: (choice) => Math.log(counts[choice] / total),
  };
}

/** Share of a standard normal distribution below `x`, to 1e-7 (Abramowitz & Stegun 26.2.17). */
export function normalShare(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return x >= 0 ? 1 - tail : tail;
}
