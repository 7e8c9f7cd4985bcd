import type { FilterDialect, Ordering } from './filter-language.js';
import { entityOf, unknownKey } from './parse-filter.js';
import { TextReader } from './text-reader.js';

const longestClause = 1000;

/**
 * Reads one ordering: `metrics.rmse ASC`, `start_time DESC`, ``params.`batch size` ``; ascending unless told.
 *
 * @throws FilterSyntaxError, and nothing else, whatever the text
 */
export function parseOrderBy(clause: string, dialect: FilterDialect): Ordering {
  const reader = new TextReader(clause);
  if (clause.length > longestClause) {
    throw reader.fault(`An ordering has at most ${longestClause} characters`, longestClause);
  }
  reader.skipSpace();
  const name = reader.name();
  const entity = entityOf(name, dialect, reader);
  if (entity === 'dataset') throw reader.fault('Datasets cannot be ordered by', name.start);
  reader.skipSpace();
  const descending = reader.keyword('DESC');
  if (!descending) reader.keyword('ASC');
  reader.skipSpace();
  if (!reader.atEnd) throw reader.fault(`Expected ASC, DESC or the end, found ${reader.next()}`);
  if (entity !== 'attribute') return { entity, key: name.key, ascending: !descending };
  const rule = dialect.attributes.get(name.key);
  if (!rule || rule.filterOnly) {
    const known = [...dialect.attributes].filter(([, one]) => !one.filterOnly).map(([key]) => key);
    throw unknownKey(reader, 'attribute key', name, known);
  }
  return { entity, key: rule.key, ascending: !descending };
}
