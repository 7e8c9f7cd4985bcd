import { splitCsvLine } from './csv-fields.js';
import { UnreadableFileError } from './rejected-line.js';

/** A column that a file of movies, tags or links is read for. */
export interface Column {
  name: string;
  /** Other names that it goes by, letters and digits alone, lower case. */
  aliases: readonly string[];
  /** Without it, its field is empty. */
  optional?: boolean;
}

/** Where the columns of a file stand. */
export interface ColumnOrder {
  separator: string;
  /** For each wanted column its place in a row; -1 where an optional one is missing. */
  places: number[];
  /** Fields of a row, ignored ones included. */
  width: number;
}

/**
 * Finds where each of `columns` stands in a header line, whatever the order, the case and the separator; other columns are ignored.
 *
 * @throws UnreadableFileError when a column is missing or named twice
 */
export function columnOrder(file: string, header: string, columns: readonly Column[]): ColumnOrder {
  const separator = separatorOf(header);
  const found = (splitCsvLine(header, separator) ?? [header]).map((name) => name.trim());
  const plain = found.map((name) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
  const places = columns.map(({ name, aliases }) => {
    const exact = plain.indexOf(name.toLowerCase());
    return exact === -1 ? plain.findIndex((one) => aliases.includes(one)) : exact;
  });
  const missing = columns.filter(({ optional }, at) => !optional && places[at] === -1);
  if (missing.length > 0)
    throw new UnreadableFileError(
      file,
      `column ${missing.map(({ name }) => name).join(', ')} is missing (expected ${columns.map(({ name }) => name).join(',')}; found ${found.join(',').slice(0, 200)})`,
    );
  const twice = columns.find(({ name }) => plain.filter((one) => one === name.toLowerCase()).length > 1);
  if (twice) throw new UnreadableFileError(file, `the column ${twice.name} stands twice`);
  return { separator, places, width: found.length };
}

function separatorOf(header: string): string {
  const count = (separator: string): number => splitCsvLine(header, separator)?.length ?? 0;
  return [',', ';', '\t', '|'].reduce((best, one) => (count(one) > count(best) ? one : best));
}
