import { splitCsvLine } from './csv-fields.js';
import { UnreadableFileError } from './rejected-line.js';

/**
 * Finds where each of `columns` stands in a header line, whatever the order and case.
 *
 * @returns for each field of the file, its index in `columns`
 * @throws UnreadableFileError when a column is missing, unknown or named twice
 */
export function columnOrder(file: string, header: string, columns: readonly string[]): number[] {
  const names = (splitCsvLine(header) ?? [header]).map((name) => name.trim());
  const order = names.map((name) =>
    columns.findIndex((column) => column.toLowerCase() === name.toLowerCase()),
  );
  const expected = `expected ${columns.join(',')}`;
  const missing = columns.filter((_, index) => !order.includes(index));
  if (missing.length > 0)
    throw new UnreadableFileError(
      file,
      `column ${missing.join(', ')} is missing (${expected}; found ${names.join(',').slice(0, 200)})`,
    );
  const unknown = names.filter((_, index) => order[index] === -1);
  if (unknown.length > 0)
    throw new UnreadableFileError(file, `column "${unknown.join('", "')}" is unknown (${expected})`);
  if (order.length > columns.length)
    throw new UnreadableFileError(file, `a column stands twice (${expected})`);
  return order;
}
