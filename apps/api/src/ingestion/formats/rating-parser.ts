import { columnOrder } from './csv-header.js';
import { splitCsvLine } from './csv-fields.js';
import { decodeLatin1, decodeText, withoutByteOrderMark } from './decode-text.js';
import { isId, isOnScale, isTimestamp, parseNumber, ratingFault, type RatingScale } from './field-checks.js';
import { shorten, UnreadableFileError, type RejectedLine } from './rejected-line.js';

export const ratingColumns = ['userId', 'movieId', 'rating', 'timestamp'] as const;

const lineFeed = 10;
const carriageReturn = 13;
const point = 46;
const zero = 48;
const nine = 57;
const longestLine = 1 << 20;

export interface RatingFormat {
  /** Between two fields. Only `,` comes with a header line and with quoting. */
  separator: ',' | '\t' | '::';
  scale: RatingScale;
}

/** Takes what a parser reads. */
export interface RatingSink {
  /** @returns why it is not taken (no such film), or null. `timestamp` is in seconds since 1970. */
  accept(userId: number, movieId: number, rating: number, timestamp: number): string | null;
  reject(line: RejectedLine): void;
}

/**
 * Reads ratings from bytes as they come, several million lines a second: numbers are made from the bytes of a line
 * without making strings. A line that is anything but four plain numbers is looked at again, slowly, for quotes and
 * for the reason why it is none.
 */
export class RatingParser {
  /** Lines with content after the header, taken or not. */
  read = 0;
  private line = 0;
  private carry: Buffer | null = null;
  private order: number[] | null;
  private readonly values = new Float64Array(4);
  private readonly separatorByte: number;
  private readonly doubled: boolean;

  constructor(
    private readonly file: string,
    private readonly format: RatingFormat,
    private readonly sink: RatingSink,
  ) {
    this.separatorByte = format.separator.charCodeAt(0);
    this.doubled = format.separator.length === 2;
    this.order = format.separator === ',' ? null : [0, 1, 2, 3];
  }

  /** @throws UnreadableFileError when the header does not name the four columns */
  write(chunk: Buffer): void {
    const bytes = this.carry ? Buffer.concat([this.carry, chunk]) : chunk;
    const end = bytes.lastIndexOf(lineFeed) + 1;
    this.carry = end < bytes.length ? bytes.subarray(end) : null;
    if (this.carry && this.carry.length > longestLine)
      throw new UnreadableFileError(
        this.file,
        `line ${this.line + 1} is longer than 1 MiB; this is no such file`,
      );
    this.readLines(bytes, end);
  }

  /** The last line may lack its line feed. */
  end(): void {
    if (this.carry) this.write(Buffer.from([lineFeed]));
    if (this.order === null) throw new UnreadableFileError(this.file, 'is empty, not even a header is there');
  }

  private readLines(bytes: Buffer, end: number): void {
    let at = 0;
    if (this.order === null && end > 0) at = this.readHeader(bytes);
    const { values } = this;
    const { scale } = this.format;
    while (at < end) {
      this.line += 1;
      const next = this.readNumbers(bytes, at);
      if (
        next !== -1 &&
        isId(values[0]) &&
        isId(values[1]) &&
        isOnScale(values[2], scale) &&
        isTimestamp(values[3])
      ) {
        this.read += 1;
        const refusal = this.sink.accept(values[0], values[1], values[2], values[3]);
        if (refusal !== null) this.reject(bytes.subarray(at, next), refusal);
        at = next;
      } else {
        const lineEnd = bytes.indexOf(lineFeed, at);
        this.readSlowly(bytes.subarray(at, lineEnd));
        at = lineEnd + 1;
      }
    }
  }

  private readHeader(bytes: Buffer): number {
    const lineEnd = bytes.indexOf(lineFeed);
    const text = decodeText(withoutByteOrderMark(bytes.subarray(0, lineEnd)), 'utf-8');
    if (text === null) throw new UnreadableFileError(this.file, 'the header is no UTF-8 text');
    this.order = columnOrder(this.file, text.trimEnd(), ratingColumns);
    this.line = 1;
    return lineEnd + 1;
  }

  /** Fills `values` from one line of plain numbers. @returns where the next line begins, or -1 when it is none */
  private readNumbers(bytes: Buffer, start: number): number {
    const { values, separatorByte, doubled } = this;
    const order = this.order as number[];
    let at = start;
    for (let column = 0; column < 4; column++) {
      let byte = bytes[at];
      let value = 0;
      const firstDigit = at;
      while (byte >= zero && byte <= nine) {
        value = value * 10 + byte - zero;
        byte = bytes[++at];
      }
      if (at === firstDigit || at - firstDigit > 15) return -1;
      if (byte === point) {
        let scale = 1;
        const firstDecimal = at + 1;
        byte = bytes[++at];
        while (byte >= zero && byte <= nine) {
          value = value * 10 + byte - zero;
          scale *= 10;
          byte = bytes[++at];
        }
        if (at === firstDecimal || at - firstDigit > 16) return -1;
        value /= scale;
      }
      values[order[column]] = value;
      if (column < 3) {
        if (byte !== separatorByte || (doubled && bytes[at + 1] !== separatorByte)) return -1;
        at += doubled ? 2 : 1;
      } else {
        if (byte === carriageReturn) byte = bytes[++at];
        if (byte !== lineFeed) return -1;
      }
    }
    return at + 1;
  }

  private readSlowly(bytes: Buffer): void {
    const text = decodeText(bytes, this.format.separator === '::' ? 'latin1' : 'utf-8');
    if (text === null) return this.count(bytes, 'bad UTF-8');
    const line = text.trim();
    if (line === '') return;
    const fields = this.format.separator === ',' ? splitCsvLine(line) : line.split(this.format.separator);
    if (fields === null) return this.count(bytes, 'broken quoting');
    if (fields.length !== 4) return this.count(bytes, `${fields.length} fields, expected 4`);
    const values = [0, 0, 0, 0];
    const order = this.order as number[];
    for (const [index, field] of fields.entries()) {
      const value = parseNumber(field);
      if (value === null) return this.count(bytes, `${ratingColumns[order[index]]} "${field}" is no number`);
      values[order[index]] = value;
    }
    const [userId, movieId, rating, timestamp] = values;
    this.count(
      bytes,
      ratingFault(userId, movieId, rating, timestamp, this.format.scale) ??
        this.sink.accept(userId, movieId, rating, timestamp),
    );
  }

  private count(bytes: Buffer, reason: string | null): void {
    this.read += 1;
    if (reason !== null) this.reject(bytes, reason);
  }

  private reject(bytes: Buffer, reason: string): void {
    const text = shorten((decodeText(bytes, 'utf-8') ?? decodeLatin1(bytes)).trimEnd());
    this.sink.reject({ file: this.file, line: this.line, reason: shorten(reason), text });
  }
}
