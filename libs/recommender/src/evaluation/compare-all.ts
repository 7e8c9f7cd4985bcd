import type { Ratings } from '../data/ratings.js';
import { trainModel } from '../models/registry.js';
import type { BootstrapOptions } from './bootstrap.js';
import { compareModels, holm, type ModelComparison } from './compare-models.js';
import { evaluate, type EvaluatedModel, type EvaluateOptions } from './evaluate.js';
import type { Evaluation, PerUserMetrics } from './evaluation.js';

export interface NamedModel {
  readonly name: string;
  readonly model: EvaluatedModel;
}

export interface CompareAllOptions extends Omit<EvaluateOptions, 'perUser'> {
  /** Of the bootstrap intervals; its seed is `seed`. */
  readonly bootstrap?: Omit<BootstrapOptions, 'seed'>;
  /** Told which model is being evaluated. */
  readonly onModel?: (name: string) => void;
}

/** Metrics that are tested, and whether less is better. */
export const testedMetrics = { ndcg: 'higher', squaredError: 'lower' } as const;
export type TestedMetric = keyof typeof testedMetrics;

/** One model beside the best one: the difference is the best one's mean less this one's. */
export interface Significance {
  readonly name: string;
  readonly comparison: ModelComparison;
  /** Wilcoxon's p-value, adjusted by Holm over the models compared with the best. */
  readonly adjustedPValue: number;
}

/** All models on one metric of each user. */
export interface SignificanceTable {
  readonly metric: TestedMetric;
  /** The model with the best mean over users. */
  readonly best: string;
  readonly others: readonly Significance[];
}

export interface ComparisonTable {
  /** In the order given, the baselines last. */
  readonly rows: readonly { readonly name: string; readonly evaluation: Evaluation }[];
  /** For each metric that at least two models have. */
  readonly significance: readonly SignificanceTable[];
}

/** What every comparison holds: what is there without taste. Trained on the train set, unless a model has the name. */
const baselines = ['popularity', 'baseline'] as const;

/**
 * Evaluates models on the same held-out ratings and the same users, always beside popularity and the baseline of biases, and
 * tests each against the best. The squared error of a user is the mean over their ratings, so that the means of that table
 * weigh users alike, as RMSE does not.
 *
 * @throws RangeError if two models have the same name
 * @throws FitCancelledError if `shouldStop` says so
 */
export function compareAll(
  models: readonly NamedModel[],
  trainSet: Ratings,
  testSet: Ratings,
  { bootstrap, onModel, ...options }: CompareAllOptions = {},
): ComparisonTable {
  const names = new Set(models.map(({ name }) => name));
  if (names.size < models.length)
    throw new RangeError('Two models have the same name, expected distinct names');
  const { seed = 0, shouldStop } = options;
  const missing = baselines.filter((kind) => !names.has(kind));
  const all = [
    ...models,
    ...missing.map((kind) => ({
      name: kind,
      model: trainModel(kind, trainSet, {}, shouldStop ? { seed, shouldStop } : { seed }),
    })),
  ];
  const rows = all.map(({ name, model }) => {
    onModel?.(name);
    return { name, evaluation: evaluate(model, trainSet, testSet, { ...options, perUser: true }) };
  });
  const metrics = Object.keys(testedMetrics) as TestedMetric[];
  const significance = metrics.map((metric) => againstBest(metric, rows, { ...bootstrap, seed }));
  return { rows, significance: significance.filter((table) => table !== null) };
}

function againstBest(
  metric: TestedMetric,
  rows: ComparisonTable['rows'],
  bootstrap: BootstrapOptions,
): SignificanceTable | null {
  const measured = rows
    .map(({ name, evaluation }) => ({ name, values: valuesOf(evaluation.perUser!, metric) }))
    .filter(({ values }) => values.length > 0)
    .map((one) => ({ ...one, mean: one.values.reduce((sum, value) => sum + value, 0) / one.values.length }));
  if (measured.length < 2) return null;
  const sign = testedMetrics[metric] === 'higher' ? 1 : -1;
  const [best, ...others] = measured.toSorted((a, b) => sign * (b.mean - a.mean));
  const comparisons = others.map(({ values }) => compareModels(best.values, values, bootstrap));
  const adjusted = holm(comparisons.map(({ wilcoxon }) => wilcoxon.pValue));
  return {
    metric,
    best: best.name,
    others: others.map(({ name }, at) => ({
      name,
      comparison: comparisons[at],
      adjustedPValue: adjusted[at],
    })),
  };
}

function valuesOf(perUser: PerUserMetrics, metric: TestedMetric): Float64Array {
  return perUser[metric];
}
