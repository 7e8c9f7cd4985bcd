import { pairFraction } from '../data/row-hash.js';
import type { Ratings } from '../data/ratings.js';
import { completeHyperparameters } from './hyperparameters.js';
import { IndexedModel, readFrame, type Estimator, type ModelFrame } from './indexed-model.js';
import type { FitOptions, ModelState, ScoredItem } from './model.js';
import { StateReader } from './state-reader.js';
import { StopCheck } from './stop-check.js';

/** Whom all unknown users, and what all unknown items, are taken for. */
const NOBODY = -1;

/**
 * Predicts at random from the distribution of the training ratings: what any other model has to beat.
 *
 *   r̂ ~ N(μ, σ),   σ² = Σ (r − μ)² / n            (Surprise, NormalPredictor: the maximum likelihood estimates)
 *
 * The draw depends on nothing but seed, user and item, so asking twice gives the same. All unknown users are one
 * nobody, all unknown items one item.
 */
export class NormalModel extends IndexedModel {
  readonly kind = 'normal';

  constructor(
    frame: ModelFrame,
    /** μ, in rating units. */
    readonly mean: number,
    /** σ, in rating units. */
    readonly standardDeviation: number,
    private readonly seed: number,
  ) {
    super(frame);
  }

  similar(): ScoredItem[] {
    return [];
  }

  state(): ModelState {
    const { mean, standardDeviation, seed } = this;
    return this.frameState({ mean, standardDeviation, seed }, {});
  }

  protected estimatorOf(userIndex: number): Estimator {
    const userId = userIndex < 0 ? NOBODY : this.users.idAt(userIndex);
    return {
      estimate: (itemIndex) => this.draw(userId, itemIndex < 0 ? NOBODY : this.items.idAt(itemIndex)),
    };
  }

  /** A history changes nothing here. */
  protected estimatorFrom(): Estimator {
    return this.estimatorOf(NOBODY);
  }

  /** Box and Muller's transform of two numbers hashed from the pair. */
  private draw(userId: number, itemId: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - pairFraction(userId, itemId, this.seed)));
    const angle = 2 * Math.PI * pairFraction(userId, itemId, ~this.seed);
    return this.mean + this.standardDeviation * radius * Math.cos(angle);
  }
}

/**
 * @param hyperparameters  there are none
 * @param options          the seed decides the draws
 * @throws FitCancelledError if the caller asks to stop
 * @throws HyperparameterError if there is any
 */
export function trainNormal(
  ratings: Ratings,
  hyperparameters: Readonly<Record<string, never>>,
  options: FitOptions,
): NormalModel {
  completeHyperparameters([], hyperparameters);
  const stop = new StopCheck(options.shouldStop);
  const mean = ratings.globalMean;
  let squares = 0;
  for (let row = 0; row < ratings.length; row++) {
    squares += (ratings.values[row] - mean) ** 2;
    stop.after(1);
  }
  options.onEpoch?.({ epoch: 1, epochs: 1, trainRmse: null });
  return new NormalModel(ratings, mean, Math.sqrt(squares / ratings.length), options.seed);
}

/** @throws ModelStateError */
export function loadNormal(state: ModelState): NormalModel {
  const reader = new StateReader(state);
  const [mean, deviation] = [reader.number('mean'), reader.number('standardDeviation', 0)];
  return new NormalModel(readFrame(reader), mean, deviation, reader.number('seed'));
}
