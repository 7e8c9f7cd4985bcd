const greatestId = 2 ** 31 - 1;
const longestExternalId = 200;
/** What exports write where there is no value. */
const missing = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '\\n']);

/** Whether a number is an internal id. */
export function isId(value: number): boolean {
  return value >= 1 && value <= greatestId && Number.isInteger(value);
}

/** Digits, perhaps a sign, perhaps a fraction: what the files use. `1e3`, `0x1` and blanks are no numbers here. */
export function parseNumber(text: string): number | null {
  return /^[+-]?\d{1,19}(\.\d{1,18})?$/.test(text.trim()) ? Number(text) : null;
}

/**
 * Reads an id: a whole number from 1 to 2147483647 without a sign or leading zeros is that number (`7`, and `7.0` as data frames
 * write it); any other text is an external id.
 *
 * @throws RangeError with what is wrong, where it is no id at all
 */
export function readId(text: string, column: string): number | string {
  const id = text.trim();
  if (/^[1-9]\d{0,9}(\.0+)?$/.test(id) && Number(id) <= greatestId) return Number(id);
  if (missing.has(id.toLowerCase())) throw new RangeError(`${column} is missing`);
  if (id.length > longestExternalId)
    throw new RangeError(`${column} is longer than ${longestExternalId} characters`);
  // eslint-disable-next-line no-control-regex -- what no id is made of
  if (/[\u0000-\u001f\u007f<>]/.test(id))
    throw new RangeError(`${column} "${id}" has characters that no id has`);
  return id;
}
