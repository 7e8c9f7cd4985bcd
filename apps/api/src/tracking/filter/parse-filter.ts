import {
  datasetKeys,
  type Comparator,
  type Condition,
  type FilterDialect,
  type FilterEntity,
} from './filter-language.js';
import { TextReader, type WrittenName } from './text-reader.js';

const longestText = 20_000;
const mostConditions = 100;

/** Times in ms and version numbers: beyond these bounds a comparison means the same and PostgreSQL's types still hold it. */
const attributeBounds = { min: -62_135_596_800_000, max: 8_640_000_000_000_000 };

const ofNumbers: readonly Comparator[] = ['=', '!=', '<', '<=', '>', '>='];
const ofTexts: readonly Comparator[] = ['=', '!=', 'LIKE', 'ILIKE'];
const ofLists: readonly Comparator[] = ['IN', 'NOT IN'];
const ofNulls: readonly Comparator[] = ['IS NULL', 'IS NOT NULL'];

/** What a name stands for, and what it may be compared by. */
interface Target {
  entity: FilterEntity;
  key: string;
  type: 'string' | 'number';
  comparators: readonly Comparator[];
}

/**
 * Reads MLflow's search language: comparisons joined by AND.
 *
 * @param text  an empty one asks for nothing, so that everything is found
 * @throws FilterSyntaxError, and nothing else, whatever the text
 */
export function parseFilter(text: string, dialect: FilterDialect): Condition[] {
  const reader = new TextReader(text);
  if (text.length > longestText)
    throw reader.fault(`A filter has at most ${longestText} characters`, longestText);
  const conditions: Condition[] = [];
  reader.skipSpace();
  while (!reader.atEnd) {
    if (conditions.length === mostConditions) {
      throw reader.fault(`A filter has at most ${mostConditions} comparisons`);
    }
    conditions.push(readCondition(reader, dialect));
    reader.skipSpace();
    if (reader.atEnd) break;
    expectAnd(reader);
  }
  return conditions;
}

function expectAnd(reader: TextReader): void {
  const start = reader.position;
  const problem = `Expected AND or the end, found ${reader.next()}`;
  if (reader.keyword('OR')) throw reader.fault('OR is not understood: comparisons are joined by AND', start);
  if (!reader.keyword('AND')) throw reader.fault(problem);
  reader.skipSpace();
  if (reader.atEnd) throw reader.fault('Expected a comparison after AND, found the end');
}

function readCondition(reader: TextReader, dialect: FilterDialect): Condition {
  if (reader.character('(')) throw reader.fault('Brackets are not understood here', reader.position - 1);
  const name = reader.name();
  const target = targetOf(name, dialect, reader);
  reader.skipSpace();
  const start = reader.position;
  const comparator = readComparator(reader);
  if (!target.comparators.includes(comparator)) {
    throw reader.fault(
      `Invalid comparator ${comparator} for ${target.entity} "${target.key}", expected one of ${target.comparators.join(', ')}`,
      start,
    );
  }
  reader.skipSpace();
  return { entity: target.entity, key: target.key, comparator, value: readValue(reader, target, comparator) };
}

function targetOf(name: WrittenName, dialect: FilterDialect, reader: TextReader): Target {
  const entity = entityOf(name, dialect, reader);
  switch (entity) {
    case 'attribute':
      return attributeTarget(name, dialect, reader);
    case 'metric':
      return { entity, key: name.key, type: 'number', comparators: ofNumbers };
    case 'dataset':
      if (!datasetKeys.has(name.key)) throw unknownKey(reader, 'dataset key', name, datasetKeys);
      return { entity, key: name.key, type: 'string', comparators: [...ofTexts, ...ofLists] };
    default:
      return {
        entity,
        key: name.key,
        type: 'string',
        comparators: dialect.nullTests ? [...ofTexts, ...ofNulls] : ofTexts,
      };
  }
}

function attributeTarget(name: WrittenName, dialect: FilterDialect, reader: TextReader): Target {
  const rule = dialect.attributes.get(name.key);
  if (!rule || rule.orderOnly) {
    const known = [...dialect.attributes].filter(([, one]) => !one.orderOnly).map(([key]) => key);
    throw unknownKey(reader, 'attribute key', name, known);
  }
  const ofTextRule = rule.lists ? [...ofTexts, ...ofLists] : ofTexts;
  return {
    entity: 'attribute',
    key: rule.key,
    type: rule.type,
    comparators: rule.type === 'number' ? ofNumbers : ofTextRule,
  };
}

/** @throws FilterSyntaxError when this dialect knows no such entity */
export function entityOf(name: WrittenName, dialect: FilterDialect, reader: TextReader): FilterEntity {
  if (name.entity === null) return 'attribute';
  const entity = dialect.entities.get(name.entity);
  if (entity !== undefined) return entity;
  const valid = [...new Set(dialect.entities.values())].join(', ');
  throw reader.fault(`Invalid entity type "${name.entity}", expected one of ${valid}`, name.start);
}

export function unknownKey(
  reader: TextReader,
  what: string,
  name: WrittenName,
  valid: Iterable<string>,
): Error {
  return reader.fault(`Invalid ${what} "${name.key}", expected one of ${[...valid].join(', ')}`, name.start);
}

function readComparator(reader: TextReader): Comparator {
  const start = reader.position;
  const symbols = reader.comparatorSymbols();
  if (symbols !== null) {
    if ((ofNumbers as readonly string[]).includes(symbols)) return symbols as Comparator;
    throw reader.fault(`Invalid comparator ${symbols}, expected one of ${ofNumbers.join(', ')}`, start);
  }
  const next = reader.next();
  const took = (word: string): boolean => {
    const taken = reader.keyword(word);
    reader.skipSpace();
    return taken;
  };
  if (took('LIKE')) return 'LIKE';
  if (took('ILIKE')) return 'ILIKE';
  if (took('IN')) return 'IN';
  if (took('NOT') && took('IN')) return 'NOT IN';
  if (took('IS')) {
    const not = took('NOT');
    if (took('NULL')) return not ? 'IS NOT NULL' : 'IS NULL';
  }
  throw reader.fault(`Expected a comparator, found ${next}`, start);
}

function readValue(reader: TextReader, target: Target, comparator: Comparator): Condition['value'] {
  if (ofNulls.includes(comparator)) return null;
  if (ofLists.includes(comparator)) return readList(reader);
  return target.type === 'number' ? readNumber(reader, target) : readText(reader, target);
}

function readNumber(reader: TextReader, target: Target): number {
  const start = reader.position;
  const quoted = target.key === 'version_number' ? reader.quoted('\'"') : null;
  if (quoted !== null && !/^\d{1,9}$/.test(quoted)) throw reader.fault('Expected a version number', start);
  const value = quoted === null ? reader.number() : Number(quoted);
  if (value === null) {
    throw reader.fault(`Expected a number for ${target.entity} "${target.key}", found ${reader.next()}`);
  }
  if (target.entity === 'metric') return value;
  return Math.min(Math.max(value, attributeBounds.min), attributeBounds.max);
}

function readText(reader: TextReader, { entity, key }: Target): string {
  const value = reader.quoted('\'"');
  if (value !== null) return value;
  throw reader.fault(
    `Expected a quoted text for ${entity} "${key}" (e.g. 'my-value'), found ${reader.next()}`,
  );
}

function readList(reader: TextReader): string[] {
  if (!reader.character('(')) throw reader.fault(`Expected a list in brackets, found ${reader.next()}`);
  const values: string[] = [];
  for (;;) {
    reader.skipSpace();
    if (values.length > 0 && reader.character(')')) return values;
    const value = reader.quoted('\'"');
    if (value === null) throw reader.fault(`Expected a quoted text in the list, found ${reader.next()}`);
    values.push(value);
    reader.skipSpace();
    if (reader.character(',')) continue;
    if (reader.character(')')) return values;
    throw reader.fault(`Expected "," or ")" in the list, found ${reader.next()}`);
  }
}
