import { FilterSyntaxError } from './filter.errors.js';

const space = /\s*/y;
const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const bareKey = /[\p{L}\p{N}_.]+/uy;
const symbols = /[=<>!]+/y;
const number = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const startsWord = /[\p{L}\p{N}_]/uy;

/** A name as it was written, and where. */
export interface WrittenName {
  /** What stood before the first dot, or null. */
  readonly entity: string | null;
  readonly key: string;
  readonly start: number;
}

/** Reads a text from left to right, never going back more than one name: linear in its length. */
export class TextReader {
  private offset = 0;

  constructor(private readonly text: string) {
    const nul = text.indexOf('\0');
    if (nul >= 0) throw new FilterSyntaxError('The text has a NUL character', nul);
  }

  get position(): number {
    return this.offset;
  }

  skipSpace(): void {
    this.match(space);
  }

  get atEnd(): boolean {
    return this.offset >= this.text.length;
  }

  /** A fault at `position`, which is where the reader is unless told. */
  fault(problem: string, position = this.offset): FilterSyntaxError {
    return new FilterSyntaxError(problem, position);
  }

  /** What comes next, short, for a message. */
  next(): string {
    if (this.atEnd) return 'the end';
    const rest = this.text.slice(this.offset, this.offset + 200);
    return `"${/^(?:[\p{L}\p{N}_.]+|\S)/u.exec(rest)?.[0] ?? rest[0]}"`;
  }

  /** Takes a keyword in any case, if it is the next word. */
  keyword(expected: string): boolean {
    const start = this.offset;
    if (this.match(word)?.toUpperCase() === expected) return true;
    this.offset = start;
    return false;
  }

  /** Takes one character, if it is the next. */
  character(expected: string): boolean {
    if (this.text[this.offset] !== expected) return false;
    this.offset += 1;
    return true;
  }

  comparatorSymbols(): string | null {
    return this.match(symbols);
  }

  /** `entity.key`, `key`, with quotes round the key where it holds more than letters, digits, "_" and ".". */
  name(): WrittenName {
    const start = this.offset;
    const first = this.quoted('`"') ?? this.match(word);
    if (first === null) throw this.fault(`Expected a name such as metrics.rmse, found ${this.next()}`);
    if (!this.character('.')) {
      this.expectNameEnds();
      return { entity: null, key: first, start };
    }
    const key = this.quoted('`"\'') ?? this.match(bareKey);
    if (key === null) throw this.fault(`Expected a key after "${first}.", found ${this.next()}`);
    this.expectNameEnds();
    return { entity: first, key, start };
  }

  private expectNameEnds(): void {
    if (this.atEnd || /[\s=<>!]/.test(this.text[this.offset])) return;
    throw this.fault(`Unexpected ${this.next()} in a name: put backticks round a key with such characters`);
  }

  /** Text in any of these quotes, a doubled quote standing for one; null when none opens here. */
  quoted(quotes: string): string | null {
    const quote = this.text[this.offset];
    if (quote === undefined || !quotes.includes(quote)) return null;
    const start = this.offset;
    const parts: string[] = [];
    for (let from = start + 1; ;) {
      const end = this.text.indexOf(quote, from);
      if (end < 0) throw this.fault(`The quote ${quote} is not closed`, start);
      parts.push(this.text.slice(from, end));
      if (this.text[end + 1] !== quote || quote === '`') {
        this.offset = end + 1;
        return parts.join(quote);
      }
      from = end + 2;
    }
  }

  /** A decimal number; null when there is none here. */
  number(): number | null {
    const start = this.offset;
    const digits = this.match(number);
    if (digits === null) return null;
    startsWord.lastIndex = this.offset;
    const value = Number(digits);
    if (startsWord.test(this.text) || !Number.isFinite(value)) {
      throw this.fault('Expected a finite decimal number', start);
    }
    return value;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.offset = pattern.lastIndex;
    return found;
  }
}
