/** Whose value a condition compares. */
export type FilterEntity = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';

export type NumberComparator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Comparator = NumberComparator | 'LIKE' | 'ILIKE' | 'IN' | 'NOT IN' | 'IS NULL' | 'IS NOT NULL';

/** One comparison of a filter; all of them must hold. */
export interface Condition {
  readonly entity: FilterEntity;
  /** Of an attribute: its own name, whatever alias the filter used. */
  readonly key: string;
  readonly comparator: Comparator;
  /** A number for metrics and attributes that are numbers, a list for IN and NOT IN, null for IS [NOT] NULL. */
  readonly value: string | number | readonly string[] | null;
}

export interface Ordering {
  readonly entity: Exclude<FilterEntity, 'dataset'>;
  readonly key: string;
  readonly ascending: boolean;
}

/** An attribute by the name that callers write. */
export interface AttributeRule {
  readonly key: string;
  readonly type: 'string' | 'number';
  /** IN and NOT IN are understood. */
  readonly lists?: boolean;
  /** Only for ordering. */
  readonly orderOnly?: boolean;
  /** Only for filters. */
  readonly filterOnly?: boolean;
}

/** What can be asked of one kind of thing. */
export interface FilterDialect {
  /** What may stand before the dot. */
  readonly entities: ReadonlyMap<string, FilterEntity>;
  readonly attributes: ReadonlyMap<string, AttributeRule>;
  /** Tags and parameters can be asked for by IS NULL and IS NOT NULL. */
  readonly nullTests: boolean;
}

const aliases: Record<FilterEntity, readonly string[]> = {
  metric: ['metric', 'metrics'],
  param: ['parameter', 'parameters', 'param', 'params'],
  tag: ['tag', 'tags'],
  attribute: ['attribute', 'attributes', 'attr', 'run'],
  dataset: ['dataset', 'datasets'],
};

function entities(...names: FilterEntity[]): ReadonlyMap<string, FilterEntity> {
  return new Map(names.flatMap((name) => aliases[name].map((alias) => [alias, name] as const)));
}

function attributes(
  rules: readonly (AttributeRule & { as?: readonly string[] })[],
): ReadonlyMap<string, AttributeRule> {
  return new Map(
    rules.flatMap(({ as = [], ...rule }) => [rule.key, ...as].map((name) => [name, rule] as const)),
  );
}

/** Runs: https://mlflow.org/docs/latest/ml/search/search-runs/ */
export const runDialect: FilterDialect = {
  entities: entities('metric', 'param', 'tag', 'attribute', 'dataset'),
  attributes: attributes([
    { key: 'run_id', type: 'string', lists: true },
    { key: 'run_name', type: 'string', as: ['run name', 'Run name', 'Run Name'] },
    { key: 'status', type: 'string' },
    { key: 'user_id', type: 'string' },
    { key: 'artifact_uri', type: 'string' },
    { key: 'start_time', type: 'number', as: ['created', 'Created'] },
    { key: 'end_time', type: 'number' },
  ]),
  nullTests: true,
};

export const experimentDialect: FilterDialect = {
  entities: entities('attribute', 'tag'),
  attributes: attributes([
    { key: 'experiment_id', type: 'string', lists: true },
    { key: 'name', type: 'string' },
    { key: 'creation_time', type: 'number' },
    { key: 'last_update_time', type: 'number' },
  ]),
  nullTests: true,
};

export const registeredModelDialect: FilterDialect = {
  entities: entities('attribute', 'tag'),
  attributes: attributes([
    { key: 'name', type: 'string', lists: true },
    { key: 'creation_timestamp', type: 'number', orderOnly: true },
    { key: 'last_updated_timestamp', type: 'number', orderOnly: true, as: ['timestamp'] },
  ]),
  nullTests: false,
};

export const modelVersionDialect: FilterDialect = {
  entities: entities('attribute', 'tag'),
  attributes: attributes([
    { key: 'name', type: 'string', lists: true },
    { key: 'version_number', type: 'number' },
    { key: 'run_id', type: 'string', lists: true, filterOnly: true },
    { key: 'source_path', type: 'string', filterOnly: true },
    { key: 'creation_timestamp', type: 'number', orderOnly: true },
    { key: 'last_updated_timestamp', type: 'number', orderOnly: true },
  ]),
  nullTests: false,
};

export const loggedModelDialect: FilterDialect = {
  entities: entities('metric', 'param', 'tag', 'attribute'),
  attributes: attributes([
    { key: 'model_id', type: 'string', lists: true },
    { key: 'name', type: 'string', lists: true },
    { key: 'model_type', type: 'string', lists: true },
    { key: 'status', type: 'string', lists: true },
    { key: 'source_run_id', type: 'string', lists: true },
    { key: 'creation_timestamp', type: 'number', as: ['creation_time', 'creation_timestamp_ms'] },
    {
      key: 'last_updated_timestamp',
      type: 'number',
      as: ['last_updated_time', 'last_updated_timestamp_ms'],
    },
  ]),
  nullTests: false,
};

/** What a dataset can be asked for by. */
export const datasetKeys: ReadonlySet<string> = new Set(['name', 'digest', 'context']);
