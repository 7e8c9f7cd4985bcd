/** Deepest nesting of a JSON body: no request of the API needs a third of it. */
export const maxJsonDepth = 64;
/** Most fields of one object; checking unknown ones against a schema takes time that grows with their square. */
export const maxJsonFields = 1_000;
/** Most entries of one list, and most objects and lists of a body: twice the largest batch. */
export const maxJsonEntries = 20_000;

export interface JsonFault {
  detail: string;
  /** Whether it is well formed but has too much of something. */
  isTooLarge: boolean;
}

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
const letterU = 0x75;

/**
 * Scans JSON text for what must not reach the parser, the checks or the database: nesting beyond `maxDepth`, objects and lists
 * that are too wide, U+0000 and lone surrogates, written as escapes or as bytes. Takes one pass without recursion, so that a
 * hostile body costs little more than reading it did. Malformed JSON is left to the parser.
 */
export function findJsonFault(bytes: Uint8Array, maxDepth = maxJsonDepth): JsonFault | null {
  const separators = new Uint32Array(maxDepth + 1);
  const isObject = new Uint8Array(maxDepth + 1);
  let depth = 0;
  let containers = 0;
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === quote) {
      const end = endOfString(bytes, at + 1);
      if (typeof end === 'string') return { detail: end, isTooLarge: false };
      at = end;
      continue;
    }
    if (byte === openBracket || byte === openBrace) {
      depth += 1;
      containers += 1;
      if (depth > maxDepth)
        return { detail: `The body is nested deeper than ${maxDepth} levels.`, isTooLarge: false };
      if (containers > maxJsonEntries) return tooMany(maxJsonEntries, 'objects and lists');
      separators[depth] = 0;
      isObject[depth] = byte === openBrace ? 1 : 0;
    } else if (byte === closeBracket || byte === closeBrace) depth = Math.max(0, depth - 1);
    else if (byte === comma) {
      separators[depth] += 1;
      const most = isObject[depth] === 1 ? maxJsonFields : maxJsonEntries;
      if (separators[depth] >= most)
        return tooMany(most, isObject[depth] === 1 ? 'fields in an object' : 'entries in a list');
    }
    at += 1;
  }
  return null;
}

function tooMany(most: number, what: string): JsonFault {
  return { detail: `The body has more than ${most} ${what}.`, isTooLarge: true };
}

/** Returns where the string that begins before `at` ends, or what is wrong with it. */
function endOfString(bytes: Uint8Array, at: number): number | string {
  let highSurrogate = false;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === 0) return nulFault;
    const unit = byte === backslash && bytes[at + 1] === letterU ? codeUnit(bytes, at + 2) : -1;
    const isLow = unit >= 0xdc00 && unit <= 0xdfff;
    if (highSurrogate !== isLow) return surrogateFault;
    if (unit === 0) return nulFault;
    highSurrogate = unit >= 0xd800 && unit <= 0xdbff;
    if (byte === quote) return at + 1;
    at += unit >= 0 ? 6 : byte === backslash ? 2 : 1;
  }
  return at;
}

/** Returns the code unit of four hexadecimal digits, or -1 when there are none. */
function codeUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let digit = at; digit < at + 4; digit++) {
    const value = hexValue(bytes[digit]);
    if (value === -1) return -1;
    unit = unit * 16 + value;
  }
  return unit;
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

export const nulFault = 'The request has a character that cannot be stored: U+0000.';
const surrogateFault = 'The request has half of a surrogate pair (U+D800 to U+DFFF), which is no character.';
