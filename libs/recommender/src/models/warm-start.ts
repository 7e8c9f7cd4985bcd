import type { Ratings } from '../data/ratings.js';
import { HyperparameterError } from '../errors.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import type { IdIndex } from '../data/id-index.js';
import type { ModelKind, RecommenderModel } from './model.js';

/** What an earlier model knows of one user or item. */
export interface WarmRow {
  /** [factorCount] */
  readonly factors: Float32Array;
  readonly bias: number;
}

/** The rows of an earlier model by the indices of new ratings; null for whom it did not know. */
export interface WarmRows {
  user(index: number): WarmRow | null;
  item(index: number): WarmRow | null;
}

/** @throws HyperparameterError if a model to start from is of another kind */
export function checkWarmStart(model: RecommenderModel, kind: ModelKind): void {
  if (model.kind === kind) return;
  throw new HyperparameterError(`The model to start from is of kind ${model.kind}, expected ${kind}`);
}

/**
 * What a fit of factors may take over from an earlier model.
 *
 * @throws HyperparameterError if that is of another kind, or has another number of factors
 */
export function warmRows(
  model: (RecommenderModel & { readonly parameters: FactorParameters }) | undefined,
  { users, items }: Ratings,
  kind: ModelKind,
  factorCount: number,
): WarmRows | null {
  if (!model) return null;
  checkWarmStart(model, kind);
  const { parameters } = model;
  if (parameters.factorCount !== factorCount) {
    throw new HyperparameterError(
      `The model to start from has ${parameters.factorCount} factors, expected ${factorCount}`,
    );
  }
  const rowOf =
    (now: IdIndex, before: IdIndex, factors: Float32Array, biases: Float32Array) =>
    (index: number): WarmRow | null => {
      const row = before.indexOf(now.idAt(index));
      if (row < 0) return null;
      return { factors: factors.subarray(row * factorCount, (row + 1) * factorCount), bias: biases[row] };
    };
  return {
    user: rowOf(users, model.users, parameters.userFactors, parameters.userBiases),
    item: rowOf(items, model.items, parameters.itemFactors, parameters.itemBiases),
  };
}
