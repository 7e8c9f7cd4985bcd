import { InvalidFilterError } from '../tracking.errors.js';
import { toRunId } from '../run.js';
import type { Comparator, Condition } from './filter-language.js';

/** Collects what goes into a statement as `$1`, `$2` …: no text of a caller's ever becomes SQL. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** @returns its name in the statement */
  add(value: unknown, type?: string): string {
    if (typeof value === 'string' && value.includes('\0')) {
      throw new InvalidFilterError('A text must not hold the character U+0000.');
    }
    this.values.push(value);
    return `$${this.values.length}${type ? `::${type}` : ''}`;
  }
}

export type SqlType = 'text' | 'float8' | 'int' | 'bigint' | 'timestamptz' | 'uuid';

/** One column of a sort key; never null, so that a page can begin after it. */
export interface SortColumn {
  expression: string;
  type: SqlType;
  ascending: boolean;
}

const isInteger = (text: string): boolean => /^-?\d{1,18}$/.test(text);
const isOf: Record<SqlType, (text: string) => boolean> = {
  text: () => true,
  int: (text) => /^-?\d{1,9}$/.test(text),
  bigint: isInteger,
  float8: (text) => text !== '' && (text === 'NaN' || !Number.isNaN(Number(text))),
  uuid: (text) => toRunId(text) !== null,
  timestamptz: (text) => {
    const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)[+-]\d\d$/.exec(text) ?? [];
    return !Number.isNaN(Date.parse(`${day}T${time}Z`));
  },
};

export function orderClause(columns: readonly SortColumn[]): string {
  return columns.map(({ expression, ascending }) => `${expression} ${ascending ? 'ASC' : 'DESC'}`).join(', ');
}

/**
 * Rows that come after `key` in the order of `columns`: a > k1 OR (a = k1 AND (b > k2 OR …)).
 *
 * @throws InvalidFilterError when the key is not one of this order
 */
export function beyond(
  columns: readonly SortColumn[],
  key: readonly string[] | null,
  parameters: SqlParameters,
): string {
  if (key === null) return 'true';
  if (key.length !== columns.length || !columns.every(({ type }, i) => isOf[type](key[i]))) {
    throw new InvalidFilterError('The cursor belongs to a list in another order.', null, 'orderBy');
  }
  return columns.reduceRight((rest, { expression, type, ascending }, i) => {
    const value = parameters.add(key[i], `text::${type}`);
    const strictly = `${expression} ${ascending ? '>' : '<'} ${value}`;
    return rest === '' ? `(${strictly})` : `(${strictly} OR (${expression} = ${value} AND ${rest}))`;
  }, '');
}

const sqlComparators: Partial<Record<Comparator, string>> = {
  '=': '=',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  LIKE: 'LIKE',
  ILIKE: 'ILIKE',
};
const textComparators: readonly Comparator[] = ['=', '!=', 'LIKE', 'ILIKE'];
const setComparators: readonly Comparator[] = ['IN', 'NOT IN'];
const numberComparators: readonly Comparator[] = ['=', '!=', '<', '<=', '>', '>='];

/** A comparison of a text with what the condition names. */
export function compareText(expression: string, condition: Condition, parameters: SqlParameters): string {
  const { comparator, value } = condition;
  if (setComparators.includes(comparator) && Array.isArray(value)) {
    const list = parameters.add(
      (value as string[]).map((one) => one.replaceAll('\0', '\uFFFD')),
      'text[]',
    );
    return comparator === 'IN' ? `${expression} = ANY(${list})` : `${expression} <> ALL(${list})`;
  }
  if (!textComparators.includes(comparator) || typeof value !== 'string') {
    throw mismatch(condition, 'a text', [...textComparators, ...setComparators]);
  }
  // A backslash is a character like any other here, as it is to MLflow.
  const escape = comparator === 'LIKE' || comparator === 'ILIKE' ? ` ESCAPE ''` : '';
  return `${expression} ${sqlComparators[comparator]} ${parameters.add(value, 'text')}${escape}`;
}

/** A comparison of a number with what the condition names. */
export function compareNumber(expression: string, condition: Condition, parameters: SqlParameters): string {
  const { comparator, value } = condition;
  if (!numberComparators.includes(comparator) || typeof value !== 'number') {
    throw mismatch(condition, 'a number', numberComparators);
  }
  return `${expression} ${sqlComparators[comparator]} ${parameters.add(value, 'float8')}`;
}

function mismatch(
  { entity, key, comparator, value }: Condition,
  kind: string,
  allowed: readonly Comparator[],
): InvalidFilterError {
  const met = Array.isArray(value) ? 'a list' : JSON.stringify(value);
  return new InvalidFilterError(
    `${entity} "${key}" is ${kind}: it can be compared by ${allowed.join(', ')} with ${kind}, not by ${comparator} with ${met}.`,
  );
}
