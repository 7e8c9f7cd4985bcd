import { InvalidFilterError } from '../tracking.errors.js';
import { experimentAttributes, type ExperimentAttribute } from './attributes.js';
import type { Condition } from './filter-language.js';
import { compareNumber, compareText, type SortColumn, type SqlParameters } from './sql.js';

export interface ExperimentOrder {
  key: string;
  ascending: boolean;
}

const milliseconds = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::float8`;

const expressions: Record<ExperimentAttribute, string> = {
  experiment_id: 'e.id::text',
  name: 'e.name',
  creation_time: milliseconds('e.created_at'),
  last_update_time: milliseconds('e.updated_at'),
};

/** Conditions over `experiments e`. @throws InvalidFilterError */
export function experimentConditions(conditions: readonly Condition[], parameters: SqlParameters): string[] {
  return conditions.map((condition) => {
    if (condition.entity === 'tag') return tagCondition(condition, parameters);
    if (condition.entity !== 'attribute') {
      throw new InvalidFilterError(`Experiments have attributes and tags, no ${condition.entity}s.`);
    }
    const key = attributeOf(condition.key, 'filter');
    const compare = experimentAttributes[key] === 'number' ? compareNumber : compareText;
    return compare(expressions[key], condition, parameters);
  });
}

/** Newest first where the order leaves a choice. @throws InvalidFilterError */
export function experimentSorting(orderBy: readonly ExperimentOrder[]): SortColumn[] {
  const wanted = orderBy.map(({ key, ascending }): SortColumn => {
    if (key === 'experiment_id') return { expression: 'e.id', type: 'bigint', ascending };
    const attribute = attributeOf(key, 'orderBy');
    const type = experimentAttributes[attribute] === 'number' ? 'float8' : 'text';
    return { expression: expressions[attribute], type, ascending };
  });
  return [
    ...wanted,
    { expression: expressions.creation_time, type: 'float8', ascending: false },
    { expression: 'e.id', type: 'bigint', ascending: false },
  ];
}

function tagCondition(condition: Condition, parameters: SqlParameters): string {
  const tag = `SELECT FROM experiment_tags t WHERE t.experiment_id = e.id AND t.key = ${parameters.add(condition.key, 'text')}`;
  if (condition.comparator === 'IS NULL') return `NOT EXISTS (${tag})`;
  if (condition.comparator === 'IS NOT NULL') return `EXISTS (${tag})`;
  return `EXISTS (${tag} AND ${compareText('t.value', condition, parameters)})`;
}

function attributeOf(key: string, parameter: 'filter' | 'orderBy'): ExperimentAttribute {
  if (Object.hasOwn(experimentAttributes, key)) return key as ExperimentAttribute;
  const known = Object.keys(experimentAttributes).join(', ');
  throw new InvalidFilterError(`Experiments have no attribute "${key}", but ${known}.`, null, parameter);
}
