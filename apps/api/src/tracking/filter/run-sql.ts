import { InvalidFilterError } from '../tracking.errors.js';
import { protocolStatuses, runStatuses, toProtocolStatus } from '../run-status.js';
import { toRunId } from '../run.js';
import { runAttributes, type RunAttribute } from './attributes.js';
import { datasetKeys, type Condition, type Ordering } from './filter-language.js';
import { compareNumber, compareText, type SortColumn, type SqlParameters, type SqlType } from './sql.js';

const milliseconds = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::float8`;

/** What each attribute is over `runs r`. */
const expressions: Record<RunAttribute, string> = {
  run_id: `replace(r.id::text, '-', '')`,
  run_name: 'r.name',
  status: 'r.status',
  artifact_uri: `('mlflow-artifacts:/' || r.experiment_id || '/' || replace(r.id::text, '-', '') || '/artifacts')`,
  user_id: 'r.user_id',
  experiment_id: 'r.experiment_id::text',
  start_time: milliseconds('r.started_at'),
  end_time: milliseconds('r.finished_at'),
  duration: `(extract(epoch FROM r.finished_at - r.started_at) * 1000)::float8`,
  kind: 'r.kind',
  job_id: 'r.job_id::text',
  search_id: 'r.search_id::text',
  snapshot_id: 'r.snapshot_id',
};

/** Conditions over `runs r`. @throws InvalidFilterError */
export function runConditions(conditions: readonly Condition[], parameters: SqlParameters): string[] {
  return conditions.map((condition) => {
    switch (condition.entity) {
      case 'metric':
        return metricCondition(condition, parameters);
      case 'param':
        return textCondition('run_params', condition, parameters);
      case 'tag':
        return textCondition('run_tags', condition, parameters);
      case 'dataset':
        return datasetCondition(condition, parameters);
      case 'attribute':
        return attributeCondition(condition, parameters);
    }
  });
}

/** NaN is neither more nor less than any number. */
function metricCondition(condition: Condition, parameters: SqlParameters): string {
  const rows = `SELECT m.run_id FROM run_latest_metrics m WHERE m.metric = ${parameters.add(condition.key, 'text')}`;
  if (condition.comparator === 'IS NULL') return `r.id NOT IN (${rows})`;
  if (condition.comparator === 'IS NOT NULL') return `r.id IN (${rows})`;
  return `r.id IN (${rows} AND m.value <> 'NaN' AND ${compareNumber('m.value', condition, parameters)})`;
}

function textCondition(
  table: 'run_params' | 'run_tags',
  condition: Condition,
  parameters: SqlParameters,
): string {
  const rows = `SELECT p.run_id FROM ${table} p WHERE p.key = ${parameters.add(condition.key, 'text')}`;
  if (condition.comparator === 'IS NULL') return `r.id NOT IN (${rows})`;
  if (condition.comparator === 'IS NOT NULL') return `r.id IN (${rows})`;
  // The index holds the beginning of a value.
  const indexed =
    condition.comparator === '=' && typeof condition.value === 'string'
      ? ` AND left(p.value, 200) = left(${parameters.add(condition.value, 'text')}, 200)`
      : '';
  return `r.id IN (${rows}${indexed} AND ${compareText('p.value', condition, parameters)})`;
}

function datasetCondition(condition: Condition, parameters: SqlParameters): string {
  const field = condition.key;
  if (!datasetKeys.has(field)) {
    throw new InvalidFilterError(`Datasets have no "${field}", but ${[...datasetKeys].join(', ')}.`);
  }
  const expression = field === 'context' ? `i.tags ->> 'mlflow.data.context'` : `d.${field}`;
  const rows = 'SELECT i.run_id FROM run_inputs i JOIN datasets d ON d.id = i.dataset_id';
  return `r.id IN (${rows} WHERE ${compareText(expression, condition, parameters)})`;
}

function attributeCondition(condition: Condition, parameters: SqlParameters): string {
  const key = attributeOf(condition.key, 'filter');
  if (condition.comparator === 'IS NULL') return `${expressions[key]} IS NULL`;
  if (condition.comparator === 'IS NOT NULL') return `${expressions[key]} IS NOT NULL`;
  if (runAttributes[key] === 'number') return compareNumber(expressions[key], condition, parameters);
  if (key === 'status') return statusCondition(condition, parameters);
  if (key === 'run_id') return compareText(expressions[key], withoutDashes(condition), parameters);
  return compareText(expressions[key], condition, parameters);
}

/** Both vocabularies are understood; `KILLED` is cancelled and pruned. */
function statusCondition(condition: Condition, parameters: SqlParameters): string {
  const { value, comparator } = condition;
  const named = typeof value === 'string' ? [value] : Array.isArray(value) ? (value as string[]) : [];
  const isPattern = comparator === 'LIKE' || comparator === 'ILIKE';
  const isProtocol = named.some((one) => protocolStatuses.some((status) => status === one.toUpperCase()));
  if (!isProtocol && !isPattern) return compareText('r.status', condition, parameters);
  const names = runStatuses.map((status) => `WHEN '${status}' THEN '${toProtocolStatus(status)}'`);
  const expression = `CASE r.status ${names.join(' ')} END`;
  if (!isPattern) return compareText(expression, upperCase(condition), parameters);
  return `(${compareText('r.status', condition, parameters)} OR ${compareText(expression, condition, parameters)})`;
}

function upperCase(condition: Condition): Condition {
  const { value } = condition;
  if (typeof value === 'string') return { ...condition, value: value.toUpperCase() };
  return {
    ...condition,
    value: Array.isArray(value) ? (value as string[]).map((one) => one.toUpperCase()) : value,
  };
}

/** Ids are compared as MLflow writes them, however they are written. */
function withoutDashes(condition: Condition): Condition {
  const plain = (text: string): string =>
    toRunId(text) === null ? text : text.toLowerCase().replaceAll('-', '');
  const { value } = condition;
  if (typeof value === 'string') return { ...condition, value: plain(value) };
  return { ...condition, value: Array.isArray(value) ? (value as string[]).map(plain) : value };
}

/** What an ordering needs: joins to `runs r`, and the columns of the sort key. */
export interface RunSorting {
  joins: string[];
  columns: SortColumn[];
}

/**
 * Runs without the metric, parameter or tag come last in either direction, before them those whose metric is NaN.
 * Where the order leaves a choice the newest comes first, then the smaller id.
 *
 * @throws InvalidFilterError
 */
export function runSorting(orderBy: readonly Ordering[], parameters: SqlParameters): RunSorting {
  const sortings = orderBy.map((one, i): RunSorting => {
    if (one.entity === 'attribute') return { joins: [], columns: attributeColumns(one) };
    return loggedSorting(one, `o${i}`, parameters);
  });
  return {
    joins: sortings.flatMap(({ joins }) => joins),
    columns: [
      ...sortings.flatMap(({ columns }) => columns),
      { expression: 'r.started_at', type: 'timestamptz', ascending: false },
      { expression: 'r.id', type: 'uuid', ascending: true },
    ],
  };
}

/** How many columns the sort key of `runSorting` has. */
export function sortKeyLength(orderBy: readonly Ordering[]): number {
  return runSorting(orderBy, { values: [], add: () => '' }).columns.length;
}

function loggedSorting(
  { entity, key, ascending }: Ordering,
  alias: string,
  parameters: SqlParameters,
): RunSorting {
  const name = parameters.add(key, 'text');
  const value = `${alias}.value`;
  if (entity === 'metric') {
    return {
      joins: [
        `LEFT JOIN run_latest_metrics ${alias} ON ${alias}.run_id = r.id AND ${alias}.metric = ${name}`,
      ],
      columns: [
        {
          expression: `CASE WHEN ${value} IS NULL THEN 2 WHEN ${value} = 'NaN' THEN 1 ELSE 0 END`,
          type: 'int',
          ascending: true,
        },
        { expression: `coalesce(${value}, 0)`, type: 'float8', ascending },
      ],
    };
  }
  const table = entity === 'param' ? 'run_params' : 'run_tags';
  return {
    joins: [`LEFT JOIN ${table} ${alias} ON ${alias}.run_id = r.id AND ${alias}.key = ${name}`],
    columns: nullsLast(value, 'text', ascending),
  };
}

function attributeColumns({ key, ascending }: Ordering): SortColumn[] {
  const attribute = attributeOf(key, 'orderBy');
  if (attribute === 'start_time') return [{ expression: 'r.started_at', type: 'timestamptz', ascending }];
  return nullsLast(
    expressions[attribute],
    runAttributes[attribute] === 'number' ? 'float8' : 'text',
    ascending,
  );
}

function nullsLast(
  expression: string,
  type: Extract<SqlType, 'text' | 'float8'>,
  ascending: boolean,
): SortColumn[] {
  return [
    { expression: `(${expression} IS NULL)::int`, type: 'int', ascending: true },
    { expression: `coalesce(${expression}, ${type === 'text' ? `''` : '0'})`, type, ascending },
  ];
}

function attributeOf(key: string, parameter: 'filter' | 'orderBy'): RunAttribute {
  if (Object.hasOwn(runAttributes, key)) return key as RunAttribute;
  const known = Object.keys(runAttributes).join(', ');
  throw new InvalidFilterError(`Runs have no attribute "${key}", but ${known}.`, null, parameter);
}
