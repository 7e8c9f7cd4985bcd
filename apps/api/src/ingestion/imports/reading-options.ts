import { columnRoles, type ColumnRole } from '../formats/column-roles.js';
import type { SourceScale } from '../formats/rating-scale.js';
import type { TableOptions } from '../formats/rating-table.js';
import type { SourceEncoding } from '../formats/text-shape.js';

/** What a caller knows of how a source is written; what is left out is recognized. */
export interface ReadingOptions extends TableOptions {
  encoding?: SourceEncoding;
  /** Of its ratings. */
  scale?: SourceScale;
  /** Name of the file of ratings in a folder or archive. */
  ratings?: string;
}

/**
 * Reads `user=User-ID,item=ISBN,rating=Book-Rating`; `movie` and `timestamp` are taken for `item` and `time`.
 *
 * @throws RangeError that says what is wrong
 */
export function parseMapping(text: string): Partial<Record<ColumnRole, string>> {
  const mapping: Partial<Record<ColumnRole, string>> = {};
  for (const part of text.split(',')) {
    const [, name = '', column = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    const role = roleOf(name);
    if (!role || mapping[role] !== undefined)
      throw new RangeError(
        `"${part.trim()}" is not a mapping: expected ${columnRoles.join('=…,')}=… with a column's name or number each, once`,
      );
    mapping[role] = column;
  }
  return mapping;
}

export function roleOf(name: string): ColumnRole | undefined {
  const plain = name.toLowerCase();
  const alias = { movie: 'item', film: 'item', timestamp: 'time' }[plain] ?? plain;
  return columnRoles.find((role) => role === alias);
}
