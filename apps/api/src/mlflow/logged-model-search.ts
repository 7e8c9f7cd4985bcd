import type { Condition } from '../tracking/index.js';

/** Where models are asked for that were measured on certain datasets. */
export interface DatasetFilter {
  name: string;
  /** null: any version of it. */
  digest: string | null;
}

export interface LoggedModelOrder {
  /** A metric by its key, or an attribute. */
  entity: 'metric' | 'attribute';
  key: string;
  ascending: boolean;
  dataset: DatasetFilter | null;
}

const columns: Record<string, string> = {
  model_id: 'm.id',
  name: 'm.name',
  model_type: 'm.model_type',
  status: `replace(m.status, 'LOGGED_MODEL_', '')`,
  source_run_id: `replace(m.source_run_id::text, '-', '')`,
  creation_timestamp: 'extract(epoch FROM m.created_at) * 1000',
  last_updated_timestamp: 'extract(epoch FROM m.updated_at) * 1000',
};

/** Values of a query, in the order of their placeholders. */
export class Placeholders {
  readonly values: unknown[] = [];

  add(value: unknown, type: 'text' | 'text[]' | 'float8'): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/** Conditions over `logged_models m`; of metrics and datasets one measurement must fulfil each. */
export function modelConditions(
  conditions: readonly Condition[],
  datasets: readonly DatasetFilter[],
  values: Placeholders,
): string[] {
  const ofDatasets = anyDataset(datasets, values);
  const all = conditions.map((condition) => conditionSql(condition, ofDatasets, values));
  const hasMetrics = conditions.some(({ entity }) => entity === 'metric');
  if (datasets.length > 0 && !hasMetrics) {
    all.push(`EXISTS (SELECT FROM logged_model_metrics v WHERE v.model_id = m.id AND ${ofDatasets})`);
  }
  return all;
}

function conditionSql(condition: Condition, ofDatasets: string, values: Placeholders): string {
  const { entity, key } = condition;
  if (entity === 'attribute') return comparison(columns[key], condition, values);
  const ofKey = `WHERE v.model_id = m.id AND v.key = ${values.add(key, 'text')}`;
  if (entity === 'metric') {
    const holds = comparison('v.value', condition, values);
    return `EXISTS (SELECT FROM logged_model_metrics v ${ofKey} AND v.value <> 'NaN' AND ${holds} AND ${ofDatasets})`;
  }
  const table = entity === 'param' ? 'logged_model_params' : 'logged_model_tags';
  return `EXISTS (SELECT FROM ${table} v ${ofKey} AND ${comparison('v.value', condition, values)})`;
}

function comparison(column: string, { comparator, value }: Condition, values: Placeholders): string {
  if (typeof value === 'number') return `${column} ${comparator} ${values.add(value, 'float8')}`;
  if (comparator === 'IN') return `${column} = ANY(${values.add(value, 'text[]')})`;
  if (comparator === 'NOT IN') return `${column} <> ALL(${values.add(value, 'text[]')})`;
  const text = values.add(value, 'text');
  const isPattern = comparator === 'LIKE' || comparator === 'ILIKE';
  return `${column} ${comparator} ${text}${isPattern ? ` ESCAPE ''` : ''}`;
}

function anyDataset(datasets: readonly DatasetFilter[], values: Placeholders): string {
  if (datasets.length === 0) return 'true';
  const each = datasets.map((dataset) => datasetSql(dataset, values));
  return `(${each.join(' OR ')})`;
}

function datasetSql({ name, digest }: DatasetFilter, values: Placeholders): string {
  const ofName = `v.dataset_name = ${values.add(name, 'text')}`;
  return digest === null ? ofName : `(${ofName} AND v.dataset_digest = ${values.add(digest, 'text')})`;
}

/** Models without the metric come last, whichever way; equal ones newest first. */
export function modelOrder(order: readonly LoggedModelOrder[], values: Placeholders): string {
  const parts = order.map(({ entity, key, ascending, dataset }) => {
    const direction = ascending ? 'ASC NULLS LAST' : 'DESC NULLS LAST';
    if (entity === 'attribute') return `${columns[key]} ${direction}`;
    const ofDataset = dataset ? datasetSql(dataset, values) : 'true';
    return `(SELECT nullif(v.value, 'NaN') FROM logged_model_metrics v
             WHERE v.model_id = m.id AND v.key = ${values.add(key, 'text')} AND ${ofDataset}
             ORDER BY v.timestamp_ms DESC, v.step DESC LIMIT 1) ${direction}`;
  });
  return [...parts, 'm.created_at DESC', 'm.id'].join(', ');
}
