/** What a search of the registry may look at. */
export const modelFields = {
  name: 'm.name',
  creation_timestamp: 'm.created_at',
  last_updated_timestamp: 'm.updated_at',
} as const;

export const versionFields = {
  name: 'v.model_name',
  run_id: 'v.run_id::text',
  source_path: 'v.source',
  version_number: 'v.version',
  current_stage: 'v.stage',
  status: 'v.status',
  creation_timestamp: 'v.created_at',
  last_updated_timestamp: 'v.updated_at',
} as const;

export type ModelField = keyof typeof modelFields;
export type VersionField = keyof typeof versionFields;

export const comparators = ['=', '!=', '<', '<=', '>', '>=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'] as const;
export type Comparator = (typeof comparators)[number];

/** One of several conditions that must all hold; of a field or of a tag. */
export type RegistryCondition<Field extends string = ModelField | VersionField> = (
  | { field: Field }
  /** @param orMissing  what has no such tag meets the condition too */
  | { tag: string; orMissing?: boolean }
) & {
  comparator: Comparator;
  /** A list for IN and NOT IN. */
  value: string | number | readonly string[];
};

export interface RegistryOrder<Field extends string = ModelField | VersionField> {
  field: Field;
  ascending: boolean;
}

export interface RegistrySearch<Field extends string = ModelField | VersionField> {
  conditions?: readonly RegistryCondition<Field>[];
  order?: readonly RegistryOrder<Field>[];
}

interface Sql {
  where: string;
  params: unknown[];
}

/** A missing tag meets no condition, also not one of inequality, unless the condition says so: as in MLflow. */
export function modelConditions(conditions: readonly RegistryCondition[]): Sql {
  return toSql(conditions, modelFields, (condition) => {
    return `EXISTS (SELECT FROM registered_model_tags t WHERE t.model_name = m.name AND ${condition})`;
  });
}

export function versionConditions(conditions: readonly RegistryCondition[]): Sql {
  return toSql(conditions, versionFields, (condition) => {
    return `EXISTS (SELECT FROM model_version_tags t WHERE t.model_name = v.model_name AND t.version = v.version AND ${condition})`;
  });
}

/** Ends with what makes the order complete. */
export function orderBy(of: 'model' | 'version', order: readonly RegistryOrder[]): string {
  const fields: Record<string, string> = of === 'model' ? modelFields : versionFields;
  const terms = order.map(
    ({ field, ascending }) => `${columnOf(fields, field)} ${ascending ? 'ASC' : 'DESC'}`,
  );
  return [...terms, ...(of === 'model' ? ['m.name'] : ['v.model_name', 'v.version DESC'])].join(', ');
}

function toSql(
  conditions: readonly RegistryCondition[],
  fields: Record<string, string>,
  ofTag: (condition: string) => string,
): Sql {
  const params: unknown[] = [];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const terms = conditions.map((condition) => {
    if ('tag' in condition) {
      const ofKey = `t.key = ${param(condition.tag)}`;
      const met = ofTag(`${ofKey} AND ${compare('t.value', condition, param)}`);
      return condition.orMissing ? `(${met} OR NOT ${ofTag(ofKey)})` : met;
    }
    return compare(columnOf(fields, condition.field), condition, param);
  });
  return { where: ['TRUE', ...terms].join(' AND '), params };
}

function compare(
  column: string,
  { comparator, value }: Pick<RegistryCondition, 'comparator' | 'value'>,
  param: (value: unknown) => string,
): string {
  const isTime = /_at$/.test(column);
  if (comparator === 'IN') return `${column} = ANY(${param(value)}::text[])`;
  if (comparator === 'NOT IN') return `${column} <> ALL(${param(value)}::text[])`;
  const operand = isTime ? `to_timestamp(${param(value)}::float8 / 1000)` : param(value);
  return `${column} ${comparator === '!=' ? '<>' : comparator} ${operand}`;
}

function columnOf(fields: Record<string, string>, field: string): string {
  const column = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (column === undefined) {
    throw new RangeError(`The field is "${field}", expected one of ${Object.keys(fields).join(', ')}`);
  }
  return column;
}
