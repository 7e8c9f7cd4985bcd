import type { PredictedRows, TrueRows } from './recommenders-ranking.js';
import { meanOf } from './rows.js';

export interface RecommendersErrors {
  readonly rmse: number;
  readonly mae: number;
  /** 1 − Σ (y − ŷ)² / Σ (y − ȳ)² */
  readonly rSquared: number;
  /** 1 − Var(y − ŷ) / Var(y) */
  readonly explainedVariance: number;
}

/** Errors over the pairs of user and item that are in both tables (`rmse`, `mae`, `rsquared`, `exp_var`). */
export function recommendersErrors(truth: TrueRows, predicted: PredictedRows): RecommendersErrors {
  const predictionOf = new Map<string, number>();
  for (let row = 0; row < predicted.users.length; row++) {
    predictionOf.set(`${predicted.users[row]}/${predicted.items[row]}`, predicted.predictions[row]);
  }
  const ratings: number[] = [];
  const errors: number[] = [];
  for (let row = 0; row < truth.users.length; row++) {
    const prediction = predictionOf.get(`${truth.users[row]}/${truth.items[row]}`);
    if (prediction === undefined) continue;
    ratings.push(truth.ratings[row]);
    errors.push(truth.ratings[row] - prediction);
  }
  const meanSquare = meanOf(errors.map((error) => error ** 2));
  return {
    rmse: Math.sqrt(meanSquare),
    mae: meanOf(errors.map(Math.abs)),
    rSquared: 1 - meanSquare / variance(ratings),
    explainedVariance: 1 - variance(errors) / variance(ratings),
  };
}

function variance(values: readonly number[]): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
}
