import type { Hyperparameters } from '../models/hyperparameters.js';
import { seededRandom } from '../random.js';
import { checkSpace, drawUniformly, type SearchSpace } from './search-space.js';
import type { Sampler, Trial } from './trial.js';

/** Draws every setting by itself, whatever the others were worth (Bergstra & Bengio 2012): what others have to beat. */
export class RandomSampler implements Sampler {
  /** @throws HyperparameterError if a dimension has no value */
  constructor(
    private readonly space: SearchSpace,
    private readonly options: { readonly seed: number },
  ) {
    checkSpace(space);
  }

  suggest(history: readonly Trial[]): Hyperparameters {
    return drawUniformly(this.space, randomOfTrial(this.options.seed, history.length));
  }
}

/** A stream of each trial's own, so that a search that is resumed draws what it would have drawn. */
export function randomOfTrial(seed: number, trial: number): ReturnType<typeof seededRandom> {
  return seededRandom(Math.floor(seededRandom(seed).uniform() * 2 ** 40) + trial * 7919);
}
