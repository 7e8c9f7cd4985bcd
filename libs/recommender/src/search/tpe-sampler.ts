import type { Hyperparameters, HyperparameterValue } from '../models/hyperparameters.js';
import type { Random } from '../random.js';
import { choiceParzen, numericParzen, type ParzenEstimator } from './parzen.js';
import { randomOfTrial } from './random-sampler.js';
import {
  checkSpace,
  drawUniformly,
  fromScale,
  intervalOf,
  toScale,
  type Dimension,
  type SearchSpace,
} from './search-space.js';
import type { Sampler, Trial } from './trial.js';

export interface TpeOptions {
  readonly seed: number;
  /** So many trials are drawn at random before any is learnt from. Default 10. */
  readonly startupTrials?: number;
  /** So many values are weighed for every suggestion. Default 24. */
  readonly candidates?: number;
}

/** Share of the trials that counts as good, and the most that do. */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;

/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011): the trials are divided into the good tenth and the rest; of each
 * a density is estimated, dimension by dimension, and of some values drawn from the good one's, l, that is suggested where
 * l / g against the rest's, g, is greatest: it is the one with the greatest expected improvement.
 *
 * Trials that were pruned count among the rest, those that lasted longer before the others; failed ones come last.
 */
export class TpeSampler implements Sampler {
  private readonly startupTrials: number;
  private readonly candidates: number;

  /** @throws HyperparameterError if a dimension has no value */
  constructor(
    private readonly space: SearchSpace,
    private readonly options: TpeOptions,
  ) {
    checkSpace(space);
    this.startupTrials = options.startupTrials ?? 10;
    this.candidates = options.candidates ?? 24;
  }

  suggest(history: readonly Trial[]): Hyperparameters {
    const random = randomOfTrial(this.options.seed, history.length);
    const ended = history.filter(({ state }) => state !== 'running');
    if (ended.length < this.startupTrials) return drawUniformly(this.space, random);
    const ranked = bestFirst(ended);
    const goodCount = Math.min(Math.ceil(GOOD_SHARE * ranked.length), MOST_GOOD);
    const [good, rest] = [ranked.slice(0, goodCount), ranked.slice(goodCount)];
    return Object.fromEntries(
      this.space.map((dimension) => [dimension.name, this.best(dimension, good, rest, random)]),
    );
  }

  private best(
    dimension: Dimension,
    good: readonly Trial[],
    rest: readonly Trial[],
    random: Random,
  ): HyperparameterValue {
    const better = density(dimension, good);
    const worse = density(dimension, rest);
    let best = NaN;
    let greatest = -Infinity;
    for (let candidate = 0; candidate < this.candidates; candidate++) {
      const place = better.draw(random);
      const gain = better.logDensity(place) - worse.logDensity(place);
      if (gain > greatest) [best, greatest] = [place, gain];
    }
    return dimension.type === 'choice' ? dimension.choices[best] : fromScale(dimension, best);
  }
}

function density(dimension: Dimension, trials: readonly Trial[]): ParzenEstimator {
  const values = trials.map(({ hyperparameters }) => hyperparameters[dimension.name]);
  if (dimension.type === 'choice') {
    const seen = values.map((value) => dimension.choices.indexOf(value)).filter((choice) => choice >= 0);
    return choiceParzen(seen, dimension.choices.length);
  }
  // A trial whose setting came from elsewhere may lie outside of what is searched, or lack it.
  const known = values.filter(
    (value): value is number => typeof value === 'number' && value >= dimension.min && value <= dimension.max,
  );
  return numericParzen(
    known.map((value) => toScale(dimension, value)),
    intervalOf(dimension),
  );
}

/** Complete trials by their loss, then pruned ones by how long they lasted and their loss then, then failed ones. */
function bestFirst(trials: readonly Trial[]): Trial[] {
  const rank = { complete: 0, pruned: 1, failed: 2, running: 3 };
  const key = ({ state, loss, curve }: Trial): readonly [number, number, number] => {
    const last = curve.at(-1);
    if (state === 'complete' && Number.isFinite(loss)) return [rank.complete, 0, loss!];
    if (state === 'pruned' && last) return [rank.pruned, -last.epoch, last.loss];
    return [rank.failed, 0, 0];
  };
  return [...trials].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
  });
}
