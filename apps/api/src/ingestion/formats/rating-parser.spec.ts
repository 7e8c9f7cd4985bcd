import { RatingParser, type RatingFormat } from './rating-parser.js';
import type { RejectedLine } from './rejected-line.js';

const csv: RatingFormat = { separator: ',', scale: 'half-stars' };

interface Outcome {
  rows: number[][];
  rejected: RejectedLine[];
  read: number;
}

/** @param chunkBytes  how many bytes come at once */
function parse(content: string | Buffer, format = csv, chunkBytes = 1 << 20): Outcome {
  const rows: number[][] = [];
  const rejected: RejectedLine[] = [];
  const parser = new RatingParser('ratings.csv', format, {
    accept: (...row) => {
      if (row[1] === 404) return 'there is no film 404';
      rows.push(row);
      return null;
    },
    reject: (line) => rejected.push(line),
  });
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += chunkBytes) parser.write(bytes.subarray(at, at + chunkBytes));
  parser.end();
  return { rows, rejected, read: parser.read };
}

const withHeader = (...lines: string[]): string => ['userId,movieId,rating,timestamp', ...lines].join('\n');
const reasonOf = (line: string): string | undefined => parse(withHeader(line)).rejected[0]?.reason;

describe('RatingParser', () => {
  it('reads four columns', () => {
    expect(parse(withHeader('1,31,2.5,1260759144', '671,6565,3,0', '')).rows).toEqual([
      [1, 31, 2.5, 1260759144],
      [671, 6565, 3, 0],
    ]);
  });

  it('finds columns by name, in any order and case, behind a byte order mark', () => {
    const { rows } = parse('\uFEFFTimestamp,rating,MOVIEID,"userId"\r\n964982703,4.0,1,7\r\n');
    expect(rows).toEqual([[7, 1, 4, 964982703]]);
  });

  it.each([1, 2, 3, 7, 16])('reads the same when %i bytes come at once', (chunkBytes) => {
    const content = withHeader('1,2,3.5,4\r', '"5","6","4.5","7"', 'x,1,1,1', '8,9,5.0,10');
    expect(parse(content, csv, chunkBytes)).toEqual(parse(content));
    expect(parse(content).rows).toEqual([
      [1, 2, 3.5, 4],
      [5, 6, 4.5, 7],
      [8, 9, 5, 10],
    ]);
  });

  it('takes the last line without a line feed, and skips empty ones', () => {
    expect(parse(withHeader('1,2,3,4', '', '  ', '5,6,1,8'))).toMatchObject({ read: 2, rejected: [] });
  });

  it('keeps where a line stands and what it holds', () => {
    expect(parse(withHeader('1,2,3,4', '1,2,9,4', '', '1,404,3,4')).rejected).toEqual([
      {
        file: 'ratings.csv',
        line: 3,
        reason: 'rating 9 is off the scale (0.5 to 5 in half steps)',
        text: '1,2,9,4',
      },
      { file: 'ratings.csv', line: 5, reason: 'there is no film 404', text: '1,404,3,4' },
    ]);
  });

  it.each([
    ['abc,2,3,4', 'userId "abc" is no number'],
    [',2,3,4', 'userId "" is no number'],
    ['1,2,3,', 'timestamp "" is no number'],
    ['1,2,1e0,4', 'rating "1e0" is no number'],
    ['1,2,0x3,4', 'rating "0x3" is no number'],
    ['1,2,NaN,4', 'rating "NaN" is no number'],
    ['1,2,Infinity,4', 'rating "Infinity" is no number'],
    ['1,2,3.,4', 'rating "3." is no number'],
    ['0,2,3,4', 'userId 0 is no whole number from 1 to 2147483647'],
    ['-1,2,3,4', 'userId -1 is no whole number from 1 to 2147483647'],
    ['1,2147483648,3,4', 'movieId 2147483648 is no whole number from 1 to 2147483647'],
    ['1.5,2,3,4', 'userId 1.5 is no whole number from 1 to 2147483647'],
    ['1,2,0,4', 'rating 0 is off the scale (0.5 to 5 in half steps)'],
    ['1,2,5.5,4', 'rating 5.5 is off the scale (0.5 to 5 in half steps)'],
    ['1,2,3.7,4', 'rating 3.7 is off the scale (0.5 to 5 in half steps)'],
    ['1,2,3,-4', 'timestamp -4 is no time in seconds since 1970'],
    ['1,2,3,99999999999999', 'timestamp 99999999999999 is no time in seconds since 1970'],
    ['1,2,3', '3 fields, expected 4'],
    ['1,2,3,4,5', '5 fields, expected 4'],
    ['1,2,3,4,', '5 fields, expected 4'],
    ['"1,2,3,4', 'broken quoting'],
    ['1,2,"3"x,4', 'broken quoting'],
    ['1,2,3"",4', 'broken quoting'],
  ])('rejects %s: %s', (line, reason) => {
    expect(reasonOf(line)).toBe(reason);
  });

  it('rejects a line of bad UTF-8, and goes on behind it', () => {
    const bytes = Buffer.concat([
      Buffer.from(withHeader('1,2,')),
      Buffer.from([0xe9]),
      Buffer.from(',4\n5,6,3,8\n'),
    ]);
    expect(parse(bytes)).toMatchObject({
      rows: [[5, 6, 3, 8]],
      rejected: [{ line: 2, reason: 'bad UTF-8', text: '1,2,é,4' }],
    });
  });

  it('has an open quote cost one line', () => {
    expect(parse(withHeader('"1,2,3,4', '5,6,3,8'))).toMatchObject({ read: 2, rows: [[5, 6, 3, 8]] });
  });

  it.each([
    ['userId,movieId,rating\n1,2,3\n', 'column timestamp is missing'],
    ['userId,movieId,rating,timestamp,mood\n', 'column "mood" is unknown'],
    ['userId,movieId,rating,timestamp,rating\n', 'a column stands twice'],
    ['1,2,3,4\n', 'column userId, movieId, rating, timestamp is missing'],
    ['', 'is empty'],
  ])('refuses a file that begins with %j', (content, reason) => {
    expect(() => parse(content)).toThrow(reason);
  });

  it('refuses a file that has no lines', () => {
    expect(() => parse(Buffer.alloc(3 << 20, 65))).toThrow('longer than 1 MiB');
  });

  it('reads the layouts without a header', () => {
    expect(parse('196\t242\t3\t881250949\n', { separator: '\t', scale: 'whole-stars' }).rows).toEqual([
      [196, 242, 3, 881250949],
    ]);
    const half = parse('1::122::4.5::838985046\n1:122:4:5\n', { separator: '::', scale: 'half-stars' });
    expect(half.rows).toEqual([[1, 122, 4.5, 838985046]]);
    expect(half.rejected).toMatchObject([{ line: 2, reason: '1 fields, expected 4' }]);
  });

  it('knows that half stars are off the scale of whole stars', () => {
    const { rejected } = parse('1::2::4.5::6\n1::2::0::6\n', { separator: '::', scale: 'whole-stars' });
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'rating 4.5 is off the scale (1 to 5 in whole steps)',
      'rating 0 is off the scale (1 to 5 in whole steps)',
    ]);
  });
});
