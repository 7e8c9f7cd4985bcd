import { ExpressionError } from './expression-error.js';

export interface Token {
  readonly kind: 'number' | 'text' | 'word' | 'sign' | 'end';
  /** Words in lower case, texts without their quotes, everything else as written. */
  readonly text: string;
  /** 1-based, of the first character and of the one after the last. */
  readonly position: number;
  readonly end: number;
}

/** Texts longer than this are refused before they are read. */
export const longestExpression = 1000;

const space = /\s/;
const digit = /[0-9]/;
const letter = /[A-Za-z_]/;
const wordCharacter = /[A-Za-z0-9_]/;
const signs = ['!=', '<=', '>=', '=', '<', '>', '(', ')', ',', '+', '-', '*', '/'];

/**
 * The tokens of an expression, the last of kind 'end'. O(length): each character is looked at a fixed number of times.
 *
 * @throws ExpressionError for a character that has no meaning, a text that does not end, or too long an expression
 */
export function tokenize(source: string): Token[] {
  if (source.length > longestExpression) {
    const limit = `at most ${longestExpression} characters`;
    throw new ExpressionError(longestExpression + 1, limit, `${source.length} of them`);
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    if (space.test(source[at])) {
      at++;
      continue;
    }
    const token = tokenAt(source, at);
    tokens.push(token);
    at = token.end - 1;
  }
  return [...tokens, { kind: 'end', text: '', position: source.length + 1, end: source.length + 1 }];
}

function tokenAt(source: string, start: number): Token {
  const first = source[start];
  if (first === "'" || first === '"') return quoted(source, start);
  if (digit.test(first)) return number(source, start);
  if (letter.test(first)) {
    const end = runEnd(source, start, wordCharacter);
    return token('word', source.slice(start, end).toLowerCase(), start, end);
  }
  const sign = signs.find((one) => source.startsWith(one, start));
  if (sign) return token('sign', sign, start, start + sign.length);
  const expected = 'a field, a number, a quoted text or a sign such as = or (';
  throw new ExpressionError(start + 1, expected, JSON.stringify(first));
}

function number(source: string, start: number): Token {
  let end = runEnd(source, start, digit);
  if (source[end] === '.' && digit.test(source[end + 1] ?? '')) end = runEnd(source, end + 1, digit);
  return token('number', source.slice(start, end), start, end);
}

/** A text in single or double quotes; a quote within is written twice. */
function quoted(source: string, start: number): Token {
  const quote = source[start];
  let text = '';
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] !== quote) text += source[at];
    else if (source[at + 1] === quote) text += source[at++];
    else return token('text', text, start, at + 1);
  }
  throw new ExpressionError(source.length + 1, `a closing ${quote}`, 'the end');
}

function token(kind: Token['kind'], text: string, start: number, end: number): Token {
  return { kind, text, position: start + 1, end: end + 1 };
}

function runEnd(source: string, start: number, of: RegExp): number {
  let end = start;
  while (end < source.length && of.test(source[end])) end++;
  return end;
}
