import { mixBits } from '../../data/row-hash.js';
import { seededRandom } from '../../random.js';

/** Places of lists that were shown, a row each. */
export interface LoggedPlaces {
  /** Whose list it was, 0-based without gaps: what a person does in one list goes with what they do in another. */
  readonly people: ArrayLike<number>;
  /** Probability with which the item was put at its place, in (0, 1]. */
  readonly propensities: ArrayLike<number>;
  /** Probability with which the policy to be judged would have put it there, in [0, 1]. */
  readonly targetProbabilities: ArrayLike<number>;
  /** What came of it: 1 for a click. */
  readonly rewards: ArrayLike<number>;
}

export interface OffPolicyOptions {
  readonly seed: number;
  /** Weights above it are cut there: less variance, some bias. Default: none is cut. */
  readonly clip?: number;
  /** Default 1,000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface ValueInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface OffPolicyEstimate {
  readonly places: number;
  readonly people: number;
  /** Mean reward a place of what was really shown. */
  readonly logged: ValueInterval;
  /** Σ w r / places; unbiased where nothing is cut and everything could have been shown. null without a place. */
  readonly ips: ValueInterval;
  /** Σ w r / Σ w; slightly biased, much steadier. null where no place has a weight. */
  readonly snips: ValueInterval | null;
  /** Of SNIPS over what was shown, people drawn together. */
  readonly difference: ValueInterval | null;
  /** (Σ w)² / Σ w²: as many places with equal weights would tell as much. */
  readonly effectiveSampleSize: number;
  /** Should be about 1; the lack is what the policy would show and the log never could. */
  readonly meanWeight: number;
  readonly greatestWeight: number;
  /** Share of weights that were cut. */
  readonly clippedShare: number;
}

interface Sums {
  readonly places: Float64Array;
  readonly rewards: Float64Array;
  readonly weights: Float64Array;
  readonly weighted: Float64Array;
}

/**
 * What a policy would have earned, from a log of another: inverse propensity scoring with the item-position model,
 *
 *   w = min(π(item at place) / p(item at place), clip),   IPS = Σ w r / places,   SNIPS = Σ w r / Σ w
 *
 * which takes what somebody does at a place to depend on the item and the place, not on what stands around it (Li,
 * Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay & Wen 2018, KDD; SNIPS: Swaminathan & Joachims 2015, NIPS; clipping:
 * Ionides 2008). Intervals: percentiles of a bootstrap that draws people, not places.
 *
 * @throws RangeError if there is no place, or a propensity is outside of (0, 1]
 */
export function offPolicyEstimate(log: LoggedPlaces, options: OffPolicyOptions): OffPolicyEstimate {
  const { clip = Infinity, resamples = 1000, confidence = 0.95, seed } = options;
  const places = log.rewards.length;
  if (places === 0) throw new RangeError('There are 0 places, expected at least 1');
  let [greatestWeight, clipped, squares] = [0, 0, 0];
  const sums = emptySums(1 + Array.from(log.people).reduce((most, person) => Math.max(most, person), 0));
  for (let at = 0; at < places; at++) {
    const propensity = log.propensities[at];
    if (!(propensity > 0 && propensity <= 1)) {
      throw new RangeError(`The propensity at ${at} is ${propensity}, expected above 0 and at most 1`);
    }
    const raw = log.targetProbabilities[at] / propensity;
    const weight = Math.min(raw, clip);
    if (raw > clip) clipped += 1;
    greatestWeight = Math.max(greatestWeight, weight);
    squares += weight * weight;
    addPlace(sums, log.people[at], weight, log.rewards[at]);
  }
  const totals = totalsOf(sums);
  const samples = resampledValues(sums, resamples, seed);
  const interval = (value: number, drawn: Float64Array): ValueInterval => ({
    value,
    ...percentiles(drawn, confidence),
  });
  const [logged, ips] = [totals.rewards / places, totals.weighted / places];
  const snips = totals.weights === 0 ? null : totals.weighted / totals.weights;
  return {
    places,
    people: sums.places.length,
    logged: interval(logged, samples.logged),
    ips: interval(ips, samples.ips),
    snips: snips === null ? null : interval(snips, samples.snips),
    difference: snips === null ? null : interval(snips - logged, samples.difference),
    effectiveSampleSize: squares === 0 ? 0 : totals.weights ** 2 / squares,
    meanWeight: totals.weights / places,
    greatestWeight,
    clippedShare: clipped / places,
  };
}

function emptySums(people: number): Sums {
  return {
    places: new Float64Array(people),
    rewards: new Float64Array(people),
    weights: new Float64Array(people),
    weighted: new Float64Array(people),
  };
}

function addPlace(
  { places, rewards, weights, weighted }: Sums,
  person: number,
  weight: number,
  reward: number,
): void {
  places[person] += 1;
  rewards[person] += reward;
  weights[person] += weight;
  weighted[person] += weight * reward;
}

function totalsOf(sums: Sums): { rewards: number; weights: number; weighted: number } {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return { rewards: sum(sums.rewards), weights: sum(sums.weights), weighted: sum(sums.weighted) };
}

type Resampled = Record<'logged' | 'ips' | 'snips' | 'difference', Float64Array>;

/** As many people as there are, drawn with replacement, `resamples` times; by hashing a counter as `bootstrapMean` does. */
function resampledValues(sums: Sums, resamples: number, seed: number): Resampled {
  const random = seededRandom(seed);
  const people = sums.places.length;
  const names = ['logged', 'ips', 'snips', 'difference'] as const;
  const drawn = Object.fromEntries(names.map((name) => [name, new Float64Array(resamples)])) as Resampled;
  for (let sample = 0; sample < resamples; sample++) {
    let counter = random.integer(2 ** 32) | 0;
    let [places, rewards, weights, weighted] = [0, 0, 0, 0];
    for (let draw = 0; draw < people; draw++) {
      counter = (counter + 0x9e3779b9) | 0;
      const person = ((mixBits(counter) / 2 ** 32) * people) >>> 0;
      places += sums.places[person];
      rewards += sums.rewards[person];
      weights += sums.weights[person];
      weighted += sums.weighted[person];
    }
    const [logged, snips] = [places === 0 ? 0 : rewards / places, weights === 0 ? 0 : weighted / weights];
    drawn.logged[sample] = logged;
    drawn.ips[sample] = places === 0 ? 0 : weighted / places;
    drawn.snips[sample] = snips;
    drawn.difference[sample] = snips - logged;
  }
  return drawn;
}

function percentiles(drawn: Float64Array, confidence: number): { low: number; high: number } {
  const sorted = drawn.sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}
