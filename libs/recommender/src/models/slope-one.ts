import type { Ratings } from '../data/ratings.js';
import { completeHyperparameters } from './hyperparameters.js';
import {
  IndexedModel,
  readFrame,
  type EstimateParts,
  type Estimator,
  type IndexedRating,
} from './indexed-model.js';
import { ItemDifferences } from './item-differences.js';
import { meanAndDeviation } from './knn-centring.js';
import type { FitOptions, ModelState, ScoredItem } from './model.js';
import { ratingsState, readRatings } from './ratings-state.js';
import { checkMatrixSize } from './similarity-matrix.js';
import { StateReader } from './state-reader.js';
import { StopCheck } from './stop-check.js';

/** Progress is told in tenths of the work. */
const STAGES = 10;

/**
 * Predicts from how much better an item is liked than those the user rated:
 *
 *   r̂ = mean_u + Σ_j dev_ij / |R|        over R, the items j of the user that somebody rated together with i
 *
 * Without any such item it is the user's mean; for unknown users and items, the global mean. Source: Lemire & Maclachlan
 * 2005; Surprise, SlopeOne. Takes 4 (n − 1) n bytes for n items; a loaded model computes them when first asked.
 */
export class SlopeOneModel extends IndexedModel {
  readonly kind = 'slope-one';

  constructor(
    private readonly ratings: Ratings,
    private differences: ItemDifferences | null = null,
  ) {
    super(ratings);
  }

  similar(): ScoredItem[] {
    return [];
  }

  /** The ratings; everything else follows from them. */
  state(): ModelState {
    return this.frameState({}, ratingsState(this.ratings));
  }

  protected estimatorOf(userIndex: number): Estimator {
    const { byUser, globalMean } = this.ratings;
    if (userIndex < 0) {
      return { estimate: () => globalMean, explain: () => ({ terms: [['mean', globalMean]] }) };
    }
    const [begin, end] = [byUser.offsets[userIndex], byUser.offsets[userIndex + 1]];
    return this.estimatorWith(byUser.others.subarray(begin, end), byUser.values.subarray(begin, end));
  }

  protected estimatorFrom(history: readonly IndexedRating[]): Estimator {
    return this.estimatorWith(
      Int32Array.from(history, ({ itemIndex }) => itemIndex),
      Float32Array.from(history, ({ rating }) => rating),
    );
  }

  private estimatorWith(rated: Int32Array, values: Float32Array): Estimator {
    const { globalMean } = this.ratings;
    const { mean } = meanAndDeviation(values);
    const differences = (this.differences ??= differencesOf(
      this.ratings,
      new StopCheck(undefined),
      () => undefined,
    ));
    const estimate = (item: number): number => {
      if (item < 0) return globalMean;
      let sum = 0;
      let count = 0;
      for (const other of rated) {
        const difference = differences.between(item, other);
        if (Number.isNaN(difference)) continue;
        sum += difference;
        count++;
      }
      return count > 0 ? mean + sum / count : mean;
    };
    return { estimate, explain: (item) => this.parts(rated, values, differences, item) };
  }

  /** Each rated item adds how far it is from μ, shared among all, and how much better the item is liked than it. */
  private parts(
    rated: Int32Array,
    values: Float32Array,
    differences: ItemDifferences,
    item: number,
  ): EstimateParts {
    const { globalMean } = this.ratings;
    if (item < 0) return { terms: [['mean', globalMean]] };
    const found = Array.from(rated, (other) => differences.between(item, other));
    const count = found.filter((difference) => !Number.isNaN(difference)).length;
    const history = Array.from(rated, (itemIndex, at) => {
      const better = Number.isNaN(found[at]) ? 0 : found[at] / count;
      const contribution = (values[at] - globalMean) / rated.length + better;
      return { itemIndex, rating: values[at], contribution };
    });
    return {
      terms: [['mean', globalMean]],
      history: history.sort((a, b) => a.itemIndex - b.itemIndex),
    };
  }
}

/**
 * @param hyperparameters  there are none
 * @param options          the seed decides nothing here
 * @throws HyperparameterError if there is any
 * @throws ModelTooLargeError before any work, if the differences would take more than `options.maxBytes`
 * @throws FitCancelledError if the caller asks to stop
 */
export function trainSlopeOne(
  ratings: Ratings,
  hyperparameters: Readonly<Record<string, never>>,
  options: FitOptions,
): SlopeOneModel {
  completeHyperparameters([], hyperparameters);
  checkMatrixSize(ratings.items.size, 'items', options.maxBytes);
  let told = 0;
  const differences = differencesOf(ratings, new StopCheck(options.shouldStop), (ratio) => {
    for (const due = Math.floor(ratio * STAGES); told < due; told++) {
      options.onEpoch?.({ epoch: told + 1, epochs: STAGES, trainRmse: null });
    }
  });
  return new SlopeOneModel(ratings, differences);
}

/** @throws ModelStateError, ModelTooLargeError */
export function loadSlopeOne(state: ModelState): SlopeOneModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  checkMatrixSize(frame.items.size, 'items');
  return new SlopeOneModel(readRatings(reader, frame));
}

function differencesOf(
  ratings: Ratings,
  stop: StopCheck,
  onProgress: (ratio: number) => void,
): ItemDifferences {
  const { items, byItem, byUser } = ratings;
  return ItemDifferences.compute({ rowCount: items.size, byRow: byItem, byColumn: byUser }, stop, onProgress);
}
