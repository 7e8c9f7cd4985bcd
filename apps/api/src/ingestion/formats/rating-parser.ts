import { isQuoteOpen, splitCsvLine } from './csv-fields.js';
import { decodeLatin1, decodeText, withoutByteOrderMark } from './decode-text.js';
import { isId, parseNumber, readId } from './field-checks.js';
import type { RatingTable } from './rating-table.js';
import { shorten, UnreadableFileError, type RejectedLine } from './rejected-line.js';
import { leastOf, parseIsoTime, shownTime, unitsPerSecond } from './time-values.js';

const lineFeed = 10;
const carriageReturn = 13;
const point = 46;
const zero = 48;
const nine = 57;
const quote = 34;
const longestLine = 1 << 20;
/** A quoted field goes over no more than so many bytes: an open quote must cost one line, not the rest of the file. */
const longestRecord = 64 * 1024;

/** Likes and dislikes as words. */
const thumbs = new Map([
  ...['true', 'yes', 'like', 'liked', 'up', 'thumbs up', 'thumbs_up', 'thumbsup'].map(
    (word) => [word, 1] as const,
  ),
  ...['false', 'no', 'dislike', 'disliked', 'down', 'thumbs down', 'thumbs_down', 'thumbsdown'].map(
    (word) => [word, 0] as const,
  ),
]);

/** Takes what a parser reads. */
export interface RatingSink {
  /**
   * @param userId     an internal id, or the provisional number of an external one
   * @param rating     on the scale of the source
   * @param timestamp  seconds since 1970
   * @returns why it is not taken (no such movie), or null
   */
  accept(userId: number, movieId: number, rating: number, timestamp: number): string | null;
  reject(line: RejectedLine): void;
  /** Provisional numbers of ids that are no internal ids. */
  userNumber(id: string): number;
  movieNumber(id: string): number;
}

export interface ParserTimes {
  /** The latest time that a rating may have, seconds since 1970. */
  latest: number;
  /** Of ratings without one, seconds since 1970. */
  missing: number;
}

/**
 * Reads ratings from bytes of UTF-8 as they come. A line of four plain numbers is read without making strings, several million a second;
 * any other is looked at again, slowly: other columns, quotes, external ids, ISO times, and the reason why it is no rating.
 */
export class RatingParser {
  /** Rows with content after the header, taken or not. */
  read = 0;
  private line = 0;
  private carry: Buffer | null = null;
  private headerIsDue: boolean;
  private readonly values = new Float64Array(4);
  private readonly separatorByte: number;
  private readonly doubled: boolean;
  /** Which of `values` each column is, where all lines may be four plain numbers; null where none is. */
  private readonly order: readonly number[] | null;
  private readonly perSecond: number;
  /** The row that the sink is given. */
  private readonly row = { bytes: Buffer.alloc(0) as Buffer, start: 0, end: 0, line: 0 };

  constructor(
    private readonly file: string,
    private readonly table: RatingTable,
    private readonly sink: RatingSink,
    private readonly times: ParserTimes,
  ) {
    const { user, item, rating, time } = table.columns;
    this.headerIsDue = table.header;
    this.separatorByte = table.separator.charCodeAt(0);
    this.doubled = table.separator.length === 2;
    const places = [user, item, rating, time];
    const isPlain =
      table.names.length === 4 &&
      !places.includes(null) &&
      table.time !== 'iso-8601' &&
      table.time !== 'none';
    this.order = isPlain ? [0, 1, 2, 3].map((column) => places.indexOf(column)) : null;
    this.perSecond = table.time === 'iso-8601' || table.time === 'none' ? 1 : unitsPerSecond[table.time];
  }

  /** @throws UnreadableFileError when a line is too long for a text file */
  write(chunk: Buffer): void {
    const bytes = this.carry ? Buffer.concat([this.carry, chunk]) : chunk;
    const end = bytes.lastIndexOf(lineFeed) + 1;
    const done = this.readLines(bytes, end, false);
    this.carry = done < bytes.length ? bytes.subarray(done) : null;
    if (this.carry && this.carry.length > longestLine)
      throw new UnreadableFileError(
        this.file,
        `line ${this.line + 1} is longer than 1 MiB; this is no such file`,
      );
  }

  /** The row that the sink is given at the moment, as it stands in the file. */
  currentRow(reason: string): RejectedLine {
    const { bytes, start, end, line } = this.row;
    return this.described(bytes.subarray(start, end), line, reason);
  }

  /** The last line may lack its line feed. */
  end(): void {
    if (this.carry) {
      const rest = Buffer.concat([this.carry, Buffer.from([lineFeed])]);
      this.carry = null;
      this.readLines(rest, rest.length, true);
    }
    if (this.headerIsDue) throw new UnreadableFileError(this.file, 'is empty, not even a header is there');
  }

  /** @returns where it stopped: at `end`, or at the beginning of a record whose end has not come yet */
  private readLines(bytes: Buffer, end: number, isLast: boolean): number {
    let at = 0;
    if (this.line === 0 && end > 0) {
      at = bytes.length - withoutByteOrderMark(bytes).length;
      if (this.headerIsDue) {
        const header = this.endOfHeader(bytes, at, end, isLast);
        if (header === -1) return at;
        this.line = linesIn(bytes, at, header);
        this.headerIsDue = false;
        at = header + 1;
      }
    }
    const { values, order, perSecond } = this;
    const latest = this.times.latest * perSecond;
    const least = leastOf[this.table.time];
    while (at < end) {
      const next = order === null ? -1 : this.readNumbers(bytes, at, order);
      if (next !== -1 && isId(values[0]) && isId(values[1]) && values[3] >= least && values[3] <= latest) {
        this.line += 1;
        this.read += 1;
        this.row.bytes = bytes;
        this.row.start = at;
        this.row.end = next;
        this.row.line = this.line;
        const refusal = this.sink.accept(values[0], values[1], values[2], values[3] / perSecond);
        if (refusal !== null) this.reject(bytes.subarray(at, next), this.line, refusal);
        at = next;
      } else {
        const recordEnd = this.endOfRecord(bytes, at, end, isLast);
        if (recordEnd === -1) return at;
        const record = bytes.subarray(at, recordEnd);
        const line = this.line + 1;
        this.readSlowly(record, line);
        this.line += linesIn(bytes, at, recordEnd);
        at = recordEnd + 1;
      }
    }
    return at;
  }

  /** Returns where the line feed behind the names of the columns stands, blank lines before them included; -1: it has not come yet. */
  private endOfHeader(bytes: Buffer, start: number, end: number, isLast: boolean): number {
    let at = start;
    while (at < end) {
      const recordEnd = this.endOfRecord(bytes, at, end, isLast);
      if (recordEnd === -1 || bytes.toString('latin1', at, recordEnd).trim() !== '') return recordEnd;
      at = recordEnd + 1;
    }
    return isLast ? end - 1 : -1;
  }

  /** Returns where the line feed behind a record stands; a quoted field may hold some. -1: it has not come yet. */
  private endOfRecord(bytes: Buffer, start: number, end: number, isLast: boolean): number {
    const first = bytes.indexOf(lineFeed, start);
    if (!bytes.subarray(start, first).includes(quote)) return first;
    let at = first;
    while (isQuoteOpen(bytes.toString('latin1', start, at), this.table.separator)) {
      const next = bytes.indexOf(lineFeed, at + 1);
      if (next === -1 || next >= end) return isLast || end - start > longestRecord ? first : -1;
      if (next - start > longestRecord) return first;
      at = next;
    }
    // What ends in the middle of another line was an open quote, not a field of several lines.
    const fields = splitCsvLine(bytes.toString('latin1', start, at).replace(/\r$/, ''), this.table.separator);
    return at === first || fields?.length === this.table.names.length ? at : first;
  }

  /** Fills `values` from one line of plain numbers. @returns where the next line begins, or -1 when it is none */
  private readNumbers(bytes: Buffer, start: number, order: readonly number[]): number {
    const { values, separatorByte, doubled } = this;
    let at = start;
    for (let column = 0; column < 4; column++) {
      let byte = bytes[at];
      let value = 0;
      const firstDigit = at;
      while (byte >= zero && byte <= nine) {
        value = value * 10 + byte - zero;
        byte = bytes[++at];
      }
      // A leading zero makes another id: 007 is not 7.
      if (at === firstDigit || at - firstDigit > 15 || (bytes[firstDigit] === zero && at - firstDigit > 1))
        return -1;
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

  private readSlowly(bytes: Buffer, line: number): void {
    const text = decodeText(bytes, this.table.separator === '::' ? 'latin1' : 'utf-8');
    if (text === null) return this.count(bytes, line, 'bad UTF-8');
    if (text.trim() === '') return;
    const fields = splitCsvLine(text.replace(/\r$/, ''), this.table.separator);
    if (fields === null) return this.count(bytes, line, 'broken quoting');
    const expected = this.table.names.length;
    if (fields.length !== expected)
      return this.count(bytes, line, `${fields.length} fields, expected ${expected}`);
    this.count(bytes, line, this.take(fields));
  }

  /** @returns why these fields are no rating, or null when they are taken */
  private take(fields: readonly string[]): string | null {
    const { user, item, rating, time } = this.table.columns;
    try {
      const userId = readId(fields[user!], 'user');
      const movieId = readId(fields[item!], 'movie');
      const value = rating === null ? this.table.constantRating! : this.ratingOf(fields[rating]);
      const seconds = time === null ? this.times.missing : this.secondsOf(fields[time]);
      return this.sink.accept(
        typeof userId === 'number' ? userId : this.sink.userNumber(userId),
        typeof movieId === 'number' ? movieId : this.sink.movieNumber(movieId),
        value,
        seconds,
      );
    } catch (error) {
      if (error instanceof RangeError) return error.message;
      throw error;
    }
  }

  private ratingOf(text: string): number {
    const value = parseNumber(text.replace(',', '.')) ?? thumbs.get(text.trim().toLowerCase()) ?? null;
    if (value === null)
      throw new RangeError(text.trim() === '' ? 'the rating is missing' : `rating "${text}" is not a number`);
    return value;
  }

  private secondsOf(text: string): number {
    if (this.table.time === 'none') {
      if (text.trim() === '') return this.times.missing;
      throw new RangeError(`time "${text}" stands in a column that was empty before`);
    }
    const number = parseNumber(text);
    const seconds =
      this.table.time === 'iso-8601' ? parseIsoTime(text) : number === null ? null : number / this.perSecond;
    if (seconds === null || seconds < 0)
      throw new RangeError(
        `time "${text}" is not ${this.table.time === 'iso-8601' ? 'an ISO 8601 time' : `a number of ${this.table.time} since 1970`}`,
      );
    if (number !== null && number < leastOf[this.table.time])
      throw new RangeError(`time ${text.trim()} is not in ${this.table.time}, as the first ones are`);
    if (seconds > this.times.latest)
      throw new RangeError(`time ${text.trim()} (${shownTime(seconds)}) is in the future`);
    return seconds;
  }

  private count(bytes: Buffer, line: number, reason: string | null): void {
    this.read += 1;
    if (reason !== null) this.reject(bytes, line, reason);
  }

  private reject(bytes: Buffer, line: number, reason: string): void {
    this.sink.reject(this.described(bytes, line, reason));
  }

  private described(bytes: Buffer, line: number, reason: string): RejectedLine {
    const text = shorten((decodeText(bytes, 'utf-8') ?? decodeLatin1(bytes)).trimEnd());
    return { file: this.file, line, reason: shorten(reason), text };
  }
}

/** How many lines end in `bytes` from `start` to the line feed at `end`. */
function linesIn(bytes: Buffer, start: number, end: number): number {
  let lines = 0;
  for (let feed = bytes.indexOf(lineFeed, start); feed !== -1 && feed <= end; lines++)
    feed = bytes.indexOf(lineFeed, feed + 1);
  return lines;
}
