import type { Category } from './sample.js';

/** Kinds of columns that can be compared. */
export type ComparableType = 'numerical' | 'categorical';

/** Every kind that can be told; the last four are not compared. */
export type ColumnType = ComparableType | 'text' | 'datetime' | 'unknown';

export type ColumnValues = ArrayLike<Category | Date | null | undefined>;

/** Whole numbers with at most this many different values are labels rather than amounts. */
const MOST_INTEGER_LABELS = 10;

/**
 * The kind of a column, as Evidently 0.7 infers it from a pandas column of the same content.
 *
 * - floating-point numbers → numerical; so are whole numbers with a gap among them, which pandas stores as floats
 * - whole numbers → categorical with at most 10 different values, else numerical
 * - strings → text if more than half of them differ, else categorical; booleans → categorical; dates → datetime
 *
 * A Float32Array or Float64Array is floating-point whatever it holds. The first and last value that is there
 * stand for the kind of them all; a column without any is unknown.
 */
export function inferColumnType(values: ColumnValues): ColumnType {
  if (values instanceof Float64Array || values instanceof Float32Array) return 'numerical';
  const present = Array.from(values).filter((value) => value !== null && value !== undefined);
  const first = present.at(0);
  if (first === undefined || typeof first !== typeof present.at(-1)) return 'unknown';
  if (first instanceof Date) return 'datetime';
  if (typeof first === 'boolean') return 'categorical';
  const distinct = new Set(present).size;
  if (typeof first === 'string') return distinct > 0.5 * present.length ? 'text' : 'categorical';
  const whole = present.length === values.length && present.every(Number.isInteger);
  return whole && distinct <= MOST_INTEGER_LABELS ? 'categorical' : 'numerical';
}
