import { ExternalIds } from './external-ids.js';
import { RatingParser } from './rating-parser.js';
import { plainTable, sniffRatingTable, type RatingTable } from './rating-table.js';
import type { RejectedLine } from './rejected-line.js';

const latest = Date.UTC(2027, 0, 1) / 1000;

interface Outcome {
  rows: (string | number)[][];
  rejected: RejectedLine[];
  read: number;
}

/** @param chunkBytes  how many bytes come at once */
function parse(content: string | Buffer, table?: RatingTable, chunkBytes = 1 << 20): Outcome {
  const rows: (string | number)[][] = [];
  const rejected: RejectedLine[] = [];
  const [users, movies] = [new ExternalIds(), new ExternalIds()];
  const bytes = Buffer.from(content);
  const parser = new RatingParser(
    'ratings.csv',
    table ?? sniffRatingTable(bytes.toString()),
    {
      accept: (userId, movieId, rating, timestamp) => {
        if (movieId === 404) return 'there is no movie 404';
        rows.push([users.textOf(userId) ?? userId, movies.textOf(movieId) ?? movieId, rating, timestamp]);
        return null;
      },
      reject: (line) => rejected.push(line),
      userNumber: (id) => users.numberOf(id),
      movieNumber: (id) => movies.numberOf(id),
    },
    { latest, missing: 1000 },
  );
  for (let at = 0; at < bytes.length; at += chunkBytes) parser.write(bytes.subarray(at, at + chunkBytes));
  parser.end();
  return { rows, rejected, read: parser.read };
}

const withHeader = (...lines: string[]): string => ['userId,movieId,rating,timestamp', ...lines].join('\n');
const reasonOf = (line: string): string | undefined => parse(withHeader('1,2,3,4', line)).rejected[0]?.reason;

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
    const content = withHeader('1,2,3.5,4\r', '"5","6","4.5","7"', 'x,1,1,1', '8,9,5.0,10', '8,9,x,10');
    expect(parse(content, undefined, chunkBytes)).toEqual(parse(content));
    expect(parse(content).rows).toEqual([
      [1, 2, 3.5, 4],
      [5, 6, 4.5, 7],
      ['x', 1, 1, 1],
      [8, 9, 5, 10],
    ]);
  });

  it('takes the last line without a line feed, and skips empty ones', () => {
    expect(parse(withHeader('1,2,3,4', '', '  ', '5,6,1,8'))).toMatchObject({ read: 2, rejected: [] });
  });

  it('keeps where a line stands and what it holds', () => {
    expect(parse(withHeader('1,2,3,4', '1,2,3', '', '1,404,3,4')).rejected).toEqual([
      { file: 'ratings.csv', line: 3, reason: '3 fields, expected 4', text: '1,2,3' },
      { file: 'ratings.csv', line: 5, reason: 'there is no movie 404', text: '1,404,3,4' },
    ]);
  });

  it('leaves the scale of ratings to whoever has seen them all', () => {
    expect(
      parse(withHeader('1,2,3.7,4', '1,3,0,4', '1,4,97,4', '1,5,-1,4')).rows.map((row) => row[2]),
    ).toEqual([3.7, 0, 97, -1]);
  });

  it('tells ids that are no internal ids from those that are', () => {
    const ids = ['7', '007', '7.0', '0', '2147483648', 'alice', '5c5f75febe029b0035cceece', '"8"'];
    expect(parse(withHeader(...ids.map((id) => `${id},1,4,5`))).rows.map((row) => row[0])).toEqual([
      7,
      '007',
      7,
      '0',
      '2147483648',
      'alice',
      '5c5f75febe029b0035cceece',
      8,
    ]);
  });

  it.each([
    [',2,3,4', 'user is missing'],
    ['NaN,2,3,4', 'user is missing'],
    ['1,<b>,3,4', 'movie "<b>" has characters that no id has'],
    ['1,2,3,', 'time "" is not a number of seconds since 1970'],
    ['1,2,,4', 'the rating is missing'],
    ['1,2,1e0,4', 'rating "1e0" is not a number'],
    ['1,2,0x3,4', 'rating "0x3" is not a number'],
    ['1,2,NaN,4', 'rating "NaN" is not a number'],
    ['1,2,3.,4', 'rating "3." is not a number'],
    ['1,2,3,-4', 'time "-4" is not a number of seconds since 1970'],
    ['1,2,3,4102444800', 'time 4102444800 (2100-01-01T00:00:00Z) is in the future'],
    ['1,2,3', '3 fields, expected 4'],
    ['1,2,3,4,5', '5 fields, expected 4'],
    ['"1,2,3,4', 'broken quoting'],
    ['1,2,"3"x,4', 'broken quoting'],
    ['1,2,3"",4', 'rating "3""" is not a number'],
  ])('rejects %s: %s', (line, reason) => {
    expect(reasonOf(line)).toBe(reason);
  });

  it('ignores other columns, whose quotes may hold line breaks and separators', () => {
    const content =
      'id,user_id,movie_id,review,rating\n1,7,8,"two\nlines, ""quoted"" too",4\n2,9,10,plain,3\n';
    for (const chunkBytes of [1, 5, 1000])
      expect(parse(content, sniffRatingTable(content), chunkBytes)).toMatchObject({
        rows: [
          [7, 8, 4, 1000],
          [9, 10, 3, 1000],
        ],
        rejected: [],
      });
  });

  it('counts lines also behind a field of several', () => {
    const content = 'user,item,rating,note\n1,2,3,"a\nb"\n1,2,x,c\n';
    expect(parse(content).rejected).toMatchObject([{ line: 4, reason: 'rating "x" is not a number' }]);
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
    expect(parse(withHeader('1,2,3,4', '"1,2,3,4', '5,6,3,8'))).toMatchObject({
      read: 3,
      rows: [
        [1, 2, 3, 4],
        [5, 6, 3, 8],
      ],
    });
  });

  it('refuses a file that has no lines', () => {
    expect(() => parse(Buffer.alloc(3 << 20, 65), plainTable(','))).toThrow('longer than 1 MiB');
  });

  it('reads the layouts without a header', () => {
    expect(parse('196\t242\t3\t881250949\n', plainTable('\t')).rows).toEqual([[196, 242, 3, 881250949]]);
    const half = parse('1::122::4.5::838985046\n1:122:4:5\n', plainTable('::'));
    expect(half.rows).toEqual([[1, 122, 4.5, 838985046]]);
    expect(half.rejected).toMatchObject([{ line: 2, reason: '1 fields, expected 4' }]);
  });

  it.each([
    ['milliseconds', '1656105611000', 1656105611],
    ['microseconds', '1656105611000000', 1656105611],
    ['a date', '2022-06-24', 1656028800],
    ['ISO 8601 with a zone', '2022-06-24T23:20:11+02:00', 1656105611],
    ['ISO 8601 without one', '2022-06-24 21:20:11', 1656105611],
  ])('reads times in %s', (_form, text, seconds) => {
    expect(parse(withHeader(`1,2,3,${text}`, `1,4,3,${text}`)).rows[0]).toEqual([1, 2, 3, seconds]);
  });

  it('takes the time of the import where there is none', () => {
    expect(parse('userId,movieId,rating\n1,2,3\n').rows).toEqual([[1, 2, 3, 1000]]);
  });
});
