import type { RegistryCondition, RegistryOrder, RegistrySearch } from '../registry/index.js';
import {
  modelVersionDialect,
  parseFilter,
  parseOrderBy,
  toRunId,
  type Condition,
  type FilterDialect,
} from '../tracking/index.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { mostOrderClauses, type Fields } from './protocol/fields.js';
import { promptTag } from './protocol/model-source.js';

/** Versions come last changed first, where the order leaves them equal. */
const lastChange = 'last_updated_timestamp';
const largestVersion = 2 ** 31 - 1;

/** `filter` and `order_by` of a search of the registry. @throws FilterSyntaxError, ValidationFailedError */
export function registrySearch<Field extends string>(
  fields: Fields,
  dialect: FilterDialect,
): RegistrySearch<Field> {
  const conditions = parseFilter(fields.text('filter') ?? '', dialect);
  const order = fields.texts('order_by', mostOrderClauses).map((clause) => orderOf<Field>(clause, dialect));
  const isByChange = order.some(({ field }) => field === lastChange);
  return {
    conditions: conditions.map((condition) => conditionOf<Field>(condition)),
    order:
      dialect !== modelVersionDialect || isByChange
        ? order
        : [...order, { field: lastChange as Field, ascending: false }],
  };
}

function orderOf<Field extends string>(clause: string, dialect: FilterDialect): RegistryOrder<Field> {
  const { entity, key, ascending } = parseOrderBy(clause, dialect);
  if (entity === 'attribute') return { field: key as Field, ascending };
  const detail = `Invalid order_by entity "${entity}": the registry is ordered by attributes only`;
  throw new ValidationFailedError([{ pointer: '/order_by', detail }]);
}

function conditionOf<Field extends string>(condition: Condition): RegistryCondition<Field> {
  const { entity, key, comparator, value } = condition;
  const compared = { comparator, value } as Pick<RegistryCondition<Field>, 'comparator' | 'value'>;
  if (entity === 'tag')
    return { tag: key, ...compared, ...(isNoPrompt(condition) ? { orMissing: true } : {}) };
  if (key === 'run_id') return { field: key as Field, ...compared, value: runIds(compared.value) };
  if (key === 'version_number')
    return { field: key as Field, ...compared, value: wholeVersion(value as number) };
  return { field: key as Field, ...compared };
}

/** Prompts are kept as registered models with a tag; what has no such tag is none. */
function isNoPrompt({ key, comparator, value }: Condition): boolean {
  if (key !== promptTag) return false;
  return (comparator === '=' && value === 'false') || (comparator === '!=' && value === 'true');
}

/** The database keeps run ids with their dashes. */
function runIds(value: RegistryCondition['value']): RegistryCondition['value'] {
  if (typeof value === 'object') return value.map((id) => toRunId(id) ?? id);
  return toRunId(String(value)) ?? String(value);
}

function wholeVersion(version: number): number {
  if (!Number.isInteger(version)) {
    const detail = `version_number is compared with whole numbers, got ${version}`;
    throw new ValidationFailedError([{ pointer: '/filter', detail }]);
  }
  return Math.min(Math.max(version, -1), largestVersion);
}
