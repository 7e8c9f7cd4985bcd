import type { Run } from '../../lib/api-types';
import { metricLabel } from '../../lib/metric-names';
import { written, type KnownKeys } from './filter-completion';

/** A column of the table beside those that are always there. */
export interface Column {
  /** `metrics.rmse`, as the search language writes it: what it is ordered by and remembered as. */
  id: string;
  kind: 'metrics' | 'params' | 'tags';
  key: string;
  label: string;
}

const usual = ['metrics.rmse', 'metrics.ndcgAt10', 'params.kind'];
/** Tags that have a place of their own. */
const hidden = new Set(['mlflow.runName', 'mlflow.note.content']);

export function columnsOf(keys: KnownKeys): Column[] {
  const of = (kind: Column['kind'], names: readonly string[]): Column[] =>
    names
      .filter((key) => !hidden.has(key))
      .map((key) => ({
        id: written(kind, key),
        kind,
        key,
        label: kind === 'metrics' ? metricLabel(key) : key,
      }));
  return [...of('metrics', keys.metrics), ...of('params', keys.params), ...of('tags', keys.tags)];
}

/** What is shown until somebody chooses: the usual ones, or else the first metrics and parameters. */
export function defaultColumns(columns: readonly Column[]): string[] {
  const found = columns.filter(({ id }) => usual.includes(id));
  if (found.length > 0) return found.map(({ id }) => id);
  const first = (kind: Column['kind'], count: number) =>
    columns.filter((one) => one.kind === kind).slice(0, count);
  return [...first('metrics', 3), ...first('params', 2)].map(({ id }) => id);
}

export function valueIn(run: Run, { kind, key }: Column): string | number | undefined {
  return run[kind][key];
}
