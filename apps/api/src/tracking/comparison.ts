import type { CurvePoint } from './curve.js';
import type { RunWithData } from './run.js';

/** One parameter over several runs. */
export interface ComparedParam {
  key: string;
  /** In the order of the runs; null where a run has none. */
  values: (string | null)[];
  /** Whether two of the runs have other values, or one has none. */
  differs: boolean;
}

/** The last value of one metric over several runs. */
export interface ComparedMetric {
  key: string;
  /** In the order of the runs; null where a run has none, or one that is not finite. */
  values: (number | null)[];
  /** Whether two runs have a curve of it, more than one point each. */
  hasCurves: boolean;
}

export interface ComparedCurve {
  key: string;
  runs: { runId: string; points: CurvePoint[] }[];
}

/** Parameters over runs, those that differ first, then by name. */
export function compareParams(runs: readonly Pick<RunWithData, 'params'>[]): ComparedParam[] {
  return keysOf(runs.map(({ params }) => Object.keys(params)))
    .map((key): ComparedParam => {
      const values = runs.map(({ params }) => (Object.hasOwn(params, key) ? params[key] : null));
      return { key, values, differs: new Set(values).size > 1 };
    })
    .sort((a, b) => Number(b.differs) - Number(a.differs));
}

/** Metrics over runs, those that most runs have first, then by name. */
export function compareMetrics(runs: readonly Pick<RunWithData, 'metrics'>[]): ComparedMetric[] {
  const shareOf = ({ values }: ComparedMetric): number => values.filter((value) => value !== null).length;
  return keysOf(runs.map(({ metrics }) => metrics.map(({ key }) => key)))
    .map((key): ComparedMetric => {
      const found = runs.map(({ metrics }) => metrics.find((metric) => metric.key === key));
      return {
        key,
        values: found.map((metric) => (metric && Number.isFinite(metric.value) ? metric.value : null)),
        hasCurves: found.filter((metric) => metric && metric.points > 1).length > 1,
      };
    })
    .sort((a, b) => shareOf(b) - shareOf(a));
}

function keysOf(lists: readonly string[][]): string[] {
  return [...new Set(lists.flat())].sort();
}
