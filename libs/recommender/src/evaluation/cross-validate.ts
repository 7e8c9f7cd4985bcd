import type { Ratings } from '../data/ratings.js';
import { kFolds } from '../data/split.js';
import type { RecommenderModel } from '../models/model.js';
import { evaluateModel, type EvaluateModelOptions, type ModelMetrics } from './evaluate-model.js';

export interface CrossValidationOptions extends EvaluateModelOptions {
  /** Default 5. */
  readonly foldCount?: number;
}

export interface CrossValidation {
  /** By fold. */
  readonly folds: readonly ModelMetrics[];
  /** Means over folds; null where a fold has none. */
  readonly mean: ModelMetrics;
  /** Standard deviations over folds, with one degree of freedom less than folds. */
  readonly standardDeviation: ModelMetrics;
}

/**
 * Trains and judges a model once for each fold, every rating held out in exactly one. The folds overlap in what they train
 * on, so the spread says how much a figure depends on the split; it is no test between models (Bengio & Grandvalet 2004):
 * `compareModels` is.
 *
 * @param train  fits a model to a fold's train set; `fold` is 0-based
 * @throws RangeError if there are not 2 to n folds
 * @throws FitCancelledError if `shouldStop` says so
 */
export function crossValidate(
  ratings: Ratings,
  train: (trainSet: Ratings, fold: number) => RecommenderModel,
  { foldCount = 5, seed = 0, onProgress, ...options }: CrossValidationOptions = {},
): CrossValidation {
  const folds = kFolds(ratings, { foldCount, seed }).map(({ trainSet, validationSet }, fold) =>
    evaluateModel(train(trainSet, fold), trainSet, validationSet, {
      ...options,
      seed,
      onProgress: (ratio) => onProgress?.((fold + ratio) / foldCount),
    }),
  );
  const over = (summary: (values: number[]) => number): ModelMetrics =>
    Object.fromEntries(
      (Object.keys(folds[0]) as (keyof ModelMetrics)[]).map((name) => {
        const values = folds.map((fold) => fold[name]).filter((value) => value !== null);
        return [name, values.length < folds.length ? null : summary(values)];
      }),
    ) as unknown as ModelMetrics;
  return { folds, mean: over(meanOf), standardDeviation: over(standardDeviationOf) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardDeviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
