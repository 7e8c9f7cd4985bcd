import { bayesianAverage } from '../cold-start/bayesian-average.js';
import type { Ratings } from '../data/ratings.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import { IndexedModel, readFrame, type Estimator, type ModelFrame } from './indexed-model.js';
import type { FitOptions, ModelState, ScoredItem } from './model.js';
import type { RegisteredKind } from './registry.js';
import { StateReader } from './state-reader.js';
import { StopCheck } from './stop-check.js';

const measures = ['likes', 'bayesian-average'] as const;

export interface PopularityHyperparameters {
  readonly measure: (typeof measures)[number];
  readonly positiveFrom: number;
  readonly halfLifeDays: number;
  readonly priorRatings: number;
}

export const popularityHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'measure',
    type: 'choice',
    default: 'likes',
    choices: measures,
    description: 'How many people like a film, or how well it is rated, held towards the mean.',
  },
  {
    name: 'positiveFrom',
    type: 'number',
    default: 4,
    description: 'Ratings from this on count as likes.',
  },
  {
    name: 'halfLifeDays',
    type: 'number',
    default: 0,
    min: 0,
    max: 100_000,
    description: 'After so many days a rating counts half, seen from the latest one; 0: all count the same.',
  },
  {
    name: 'priorRatings',
    type: 'number',
    default: 25,
    min: 0,
    max: 1e6,
    description: 'So many ratings at the mean are added to each film’s own, for the average.',
  },
];

const SECONDS_OF_A_DAY = 86_400;

/** The same list for everybody: the baseline that a ranking has to beat. */
export class PopularityModel extends IndexedModel {
  override readonly kind = 'popularity';
  override readonly output = 'preference';

  /**
   * @param scores        [itemCount] by item index
   * @param unknownScore  of an item that the model does not know
   */
  constructor(
    frame: ModelFrame,
    readonly measure: PopularityHyperparameters['measure'],
    private readonly scores: Float32Array,
    private readonly unknownScore: number,
  ) {
    super(frame);
  }

  override similar(): ScoredItem[] {
    return [];
  }

  protected override estimatorOf(): Estimator {
    const scoreOf = (itemIndex: number): number =>
      itemIndex < 0 ? this.unknownScore : this.scores[itemIndex];
    return {
      estimate: scoreOf,
      estimateAll: (out) => out.set(this.scores),
      explain: (itemIndex) => ({ terms: [['popularity', scoreOf(itemIndex)]] }),
    };
  }

  protected override estimatorFrom(): Estimator {
    return this.estimatorOf();
  }

  override state(): ModelState {
    return this.frameState(
      { measure: this.measure, unknownScore: this.unknownScore },
      { scores: { shape: [this.items.size], data: this.scores } },
    );
  }
}

/**
 * Popularity with exponential decay. A rating of age a, seen from the latest one, weighs w = 2^(−a / halfLifeDays); 1 where
 * the times of ratings are not known or there is no half-life. The score of an item is, over its ratings,
 *
 *   likes               Σ w of those from `positiveFrom` on
 *   bayesian-average    (m μ + Σ w r) / (m + Σ w)       m = priorRatings, μ the weighted mean of all ratings
 *
 * @throws HyperparameterError
 * @throws FitCancelledError if the caller asks to stop
 */
export function trainPopularity(
  ratings: Ratings,
  hyperparameters: Partial<PopularityHyperparameters>,
  options: FitOptions,
): PopularityModel {
  const settings = completeHyperparameters<PopularityHyperparameters>(
    popularityHyperparameters,
    hyperparameters,
  );
  const stop = new StopCheck(options.shouldStop);
  const { values, itemIndices } = ratings;
  const weightOf = decay(ratings.times, settings.halfLifeDays);
  const likes = new Float64Array(ratings.items.size);
  const weights = new Float64Array(ratings.items.size);
  const sums = new Float64Array(ratings.items.size);
  for (let row = 0; row < ratings.length; row++) {
    const weight = weightOf(row);
    const item = itemIndices[row];
    weights[item] += weight;
    sums[item] += weight * values[row];
    if (values[row] >= settings.positiveFrom) likes[item] += weight;
    stop.after(ROW_WORK);
  }
  options.onEpoch?.({ epoch: 1, epochs: 1, trainRmse: null });
  if (settings.measure === 'likes') return new PopularityModel(ratings, 'likes', Float32Array.from(likes), 0);
  const prior = settings.priorRatings;
  const mean = total(sums) / total(weights);
  const averages = Float32Array.from(sums, (sum, item) =>
    bayesianAverage(sum / weights[item], weights[item], mean, prior),
  );
  return new PopularityModel(ratings, 'bayesian-average', averages, mean);
}

/** Multiply–adds that a rating is worth. */
const ROW_WORK = 20;

function decay(times: Ratings['times'], halfLifeDays: number): (row: number) => number {
  if (!times || halfLifeDays === 0) return () => 1;
  const latest = times.reduce((late, time) => Math.max(late, time), 0);
  const halfLife = halfLifeDays * SECONDS_OF_A_DAY;
  return (row) => 2 ** ((times[row] - latest) / halfLife);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** @throws ModelStateError */
export function loadPopularity(state: ModelState): PopularityModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  return new PopularityModel(
    frame,
    reader.choice('measure', measures),
    reader.float32('scores', [frame.items.size, 'items']),
    reader.number('unknownScore'),
  );
}

export const popularityKind: RegisteredKind = {
  kind: 'popularity',
  output: 'preference',
  title: 'Popularity',
  description: 'The same list for everybody: what most people like, of late if a half-life is given.',
  hyperparameters: popularityHyperparameters,
  train: trainPopularity,
  load: loadPopularity,
};
