import type { SearchTrial } from '../../lib/api-types';
import { byMetric } from '../../lib/metric-names';

/** Complete trials by their value, best first; then those that were pruned, then the others. */
export function rankTrials(trials: readonly SearchTrial[], metric: string): SearchTrial[] {
  const better = byMetric(metric);
  const order = ['succeeded', 'running', 'pruned', 'failed', 'cancelled'];
  return [...trials].sort(
    (a, b) =>
      order.indexOf(a.status) - order.indexOf(b.status) || better(a.value, b.value) || a.trial - b.trial,
  );
}

/** Each complete trial's value and the best up to it, in the order in which they began. */
export function bestSoFar(
  trials: readonly SearchTrial[],
  metric: string,
): { trial: number; value: number; best: number }[] {
  const better = byMetric(metric);
  let best: number | null = null;
  return trials.flatMap(({ trial, status, value }) => {
    if (status !== 'succeeded' || value === null) return [];
    if (best === null || better(value, best) < 0) best = value;
    return [{ trial: trial + 1, value, best }];
  });
}

/** Hyperparameters that are numbers in some trial, in the order in which they are met. */
export function numericParameters(trials: readonly SearchTrial[]): string[] {
  const names = trials.flatMap(({ hyperparameters }) =>
    Object.entries(hyperparameters).flatMap(([name, value]) => (typeof value === 'number' ? [name] : [])),
  );
  return [...new Set(names)];
}

/** Where trials lie by one hyperparameter: complete ones, and pruned ones by their last value. */
export function pointsOf(
  trials: readonly SearchTrial[],
  parameter: string,
  status: SearchTrial['status'],
): { x: number; y: number }[] {
  return trials.flatMap((trial) => {
    const x = trial.hyperparameters[parameter];
    if (trial.status !== status || typeof x !== 'number' || trial.value === null) return [];
    return [{ x, y: trial.value }];
  });
}

/** "0.045", "128", "msd": short enough for a table. */
export function shortValue(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
