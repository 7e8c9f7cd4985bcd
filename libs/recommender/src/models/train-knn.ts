import type { Ratings } from '../data/ratings.js';
import { HyperparameterError } from '../errors.js';
import { completeHyperparameters } from './hyperparameters.js';
import { readFrame, type ModelFrame } from './indexed-model.js';
import { KnnModel, knnCentrings, type KnnKind } from './knn.js';
import { knnHyperparameters, knnSimilarities, type KnnSettings } from './knn-settings.js';
import type { FitOptions, ModelState } from './model.js';
import { checkMatrixSize } from './similarity-matrix.js';
import { readRatings } from './ratings-state.js';
import { StateReader } from './state-reader.js';
import { StopCheck } from './stop-check.js';

/** Progress is told in tenths of the work. */
const STAGES = 10;

export type TrainKnn = (
  ratings: Ratings,
  hyperparameters: Partial<KnnSettings>,
  options: FitOptions,
) => KnnModel;

/** Weighs ratings as they are; see `KnnModel`. Errors as `trainKnn`. */
export const trainKnnBasic: TrainKnn = (...given) => trainKnn('knn-basic', ...given);
/** Weighs differences from each user's (or item's) mean; see `KnnModel`. Errors as `trainKnn`. */
export const trainKnnWithMeans: TrainKnn = (...given) => trainKnn('knn-with-means', ...given);
/** Weighs differences from the mean in standard deviations; see `KnnModel`. Errors as `trainKnn`. */
export const trainKnnWithZScore: TrainKnn = (...given) => trainKnn('knn-with-z-score', ...given);
/** Weighs differences from the baseline; see `KnnModel`. Errors as `trainKnn`. */
export const trainKnnBaseline: TrainKnn = (...given) => trainKnn('knn-baseline', ...given);

/**
 * @param options  the seed decides nothing here
 * @throws HyperparameterError
 * @throws ModelTooLargeError before any work, if the similarities would take more than `options.maxBytes`
 * @throws FitCancelledError if the caller asks to stop
 */
export function trainKnn(
  kind: KnnKind,
  ratings: Ratings,
  hyperparameters: Partial<KnnSettings>,
  options: FitOptions,
): KnnModel {
  const settings = completeHyperparameters<KnnSettings>(knnHyperparameters, hyperparameters);
  if (settings.neighbourSample > 0 && !settings.userBased) {
    throw new HyperparameterError('neighbourSample is of users; it needs userBased');
  }
  checkSize(ratings, settings, options.maxBytes);
  const stop = new StopCheck(options.shouldStop);
  const model = new KnnModel(kind, ratings, settings);
  let told = 0;
  model.prepare(stop, (ratio) => {
    for (const due = Math.floor(ratio * STAGES); told < due; told++) {
      options.onEpoch?.({ epoch: told + 1, epochs: STAGES, trainRmse: null });
    }
  });
  return model;
}

/** @throws ModelStateError, ModelTooLargeError */
export function loadKnn(state: ModelState): KnnModel {
  const reader = new StateReader(state);
  const kind = reader.choice('kind', Object.keys(knnCentrings) as KnnKind[]);
  const settings: KnnSettings = {
    userBased: reader.choice('userBased', ['true', 'false']) === 'true',
    similarity: reader.choice('similarity', knnSimilarities),
    k: reader.integer('k', 1),
    minK: reader.integer('minK', 1),
    minSupport: reader.integer('minSupport', 1),
    shrinkage: reader.number('shrinkage', 0),
    // Written only where there is a sample.
    neighbourSample: 'neighbourSample' in state.metadata ? reader.integer('neighbourSample', 0) : 0,
  };
  const frame = readFrame(reader);
  checkSize(frame, settings);
  return new KnnModel(kind, readRatings(reader, frame), settings);
}

function checkSize(
  { users, items }: ModelFrame,
  { userBased, neighbourSample }: KnnSettings,
  maxBytes?: number,
): void {
  if (neighbourSample > 0) return;
  if (userBased) checkMatrixSize(users.size, 'users', maxBytes);
  else checkMatrixSize(items.size, 'items', maxBytes);
}
