import { ExternalIds } from './external-ids.js';
import {
  csvLinks,
  csvMovies,
  csvTags,
  datMovies,
  datTags,
  genresOf100k,
  itemMovies,
  parseGenreNames,
} from './record-formats.js';
import { readRecords, type RecordFormat } from './read-records.js';
import type { RejectedLine } from './rejected-line.js';

const ids = { users: new ExternalIds(), movies: new ExternalIds() };
const latest = Date.UTC(2027, 0, 1) / 1000;

async function read<T>(
  content: string | Buffer,
  format: RecordFormat<T>,
): Promise<{ records: T[]; rejected: RejectedLine[] }> {
  // eslint-disable-next-line @typescript-eslint/require-await -- what a file gives is asynchronous
  async function* chunks(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; at += 5) yield bytes.subarray(at, at + 5);
  }
  const all = { records: [] as T[], rejected: [] as RejectedLine[] };
  for await (const { records, rejected } of readRecords('file', chunks(), format)) {
    all.records.push(...records);
    all.rejected.push(...rejected);
  }
  return all;
}

describe('movies.csv', () => {
  it('reads titles with commas, quotes and accents, the year and the genres', async () => {
    const { records } = await read(
      '\uFEFFmovieId,title,genres\r\n' +
        '1,Toy Story (1995),Adventure|Animation\r\n' +
        '11,"American President, The (1995)",Comedy|Drama\r\n' +
        '12,"""Great"" Film, A",(no genres listed)\r\n' +
        '13,Amélie (2001),\r\n' +
        '14,Roots (1977-1978),Drama|Drama',
      csvMovies(ids),
    );
    expect(records).toEqual([
      { id: 1, title: 'Toy Story (1995)', year: 1995, genres: ['Adventure', 'Animation'] },
      { id: 11, title: 'American President, The (1995)', year: 1995, genres: ['Comedy', 'Drama'] },
      { id: 12, title: '"Great" Film, A', year: null, genres: [] },
      { id: 13, title: 'Amélie (2001)', year: 2001, genres: [] },
      { id: 14, title: 'Roots (1977-1978)', year: 1977, genres: ['Drama'] },
    ]);
  });

  it('rejects a line at a time, with its reason', async () => {
    const bytes = Buffer.concat([
      Buffer.from('movieId,title,genres\n1,"Open (1990),Drama\n2,Am'),
      Buffer.from([0xe9]),
      Buffer.from('lie,Drama\n<b>,Title,Drama\n4, ,Drama\n5,A,B,C\n6,Nul\0,Drama\n7,Good,Drama\n'),
    ]);
    const { records, rejected } = await read(bytes, csvMovies(ids));
    expect(records.map(({ id }) => id)).toEqual([7]);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'broken quoting'],
      [3, 'bad UTF-8'],
      [4, 'movieId "<b>" has characters that no id has'],
      [5, 'the title is empty'],
      [6, '4 fields, expected 3'],
      [7, 'holds a NUL character'],
    ]);
    expect(rejected[1].text).toBe('2,Amélie,Drama');
  });

  it('reads other names and separators, ignores other columns, and does without genres', async () => {
    const { records } = await read('\uFEFFitem_id;Name;released\n7;"A; B (2001)";2001\n', csvMovies(ids));
    expect(records).toEqual([{ id: 7, title: 'A; B (2001)', year: 2001, genres: [] }]);
  });

  it('reads a title over two lines, and has an open quote cost one', async () => {
    const { records, rejected } = await read(
      'movieId,title,genres\n1,"A movie\nover two lines (2001)",Drama\n2,"open,Drama\n3,"B, The (1990)",Drama\n4,C,Drama\n',
      csvMovies(ids),
    );
    expect(records.map(({ id, title }) => [id, title])).toEqual([
      [1, 'A movie over two lines (2001)'],
      [3, 'B, The (1990)'],
      [4, 'C'],
    ]);
    expect(rejected).toMatchObject([{ line: 4, reason: 'broken quoting' }]);
  });

  it('keeps ids that are no numbers as external ids', async () => {
    const { records } = await read(
      'movieId,title,genres\ntt0111161,A,Drama\n007,B,Drama\n7,C,Drama\n',
      csvMovies(ids),
    );
    expect(records.map(({ id }) => (id < 0 ? ids.movies.textOf(id) : id))).toEqual(['tt0111161', '007', 7]);
  });

  it('refuses another header', async () => {
    await expect(read('key,heading\n', csvMovies(ids))).rejects.toThrow(
      'file: column movieId, title is missing (expected movieId,title,genres; found key,heading)',
    );
    await expect(read('', csvMovies(ids))).rejects.toThrow('is empty');
  });
});

describe('tags.csv and links.csv', () => {
  it('reads tags', async () => {
    const { records, rejected } = await read(
      'userId,movieId,tag,timestamp\n2,60756," funny, really ",1445714994\n2,1,,1\n2,1,x,never\n',
      csvTags(ids, latest),
    );
    expect(records).toEqual([{ userId: 2, movieId: 60756, tag: 'funny, really', timestamp: 1445714994 }]);
    expect(rejected.map(({ reason }) => reason)).toEqual(['the tag is empty', 'time "never" is not a time']);
  });

  it('reads links, leading zeros and gaps included', async () => {
    const { records, rejected } = await read(
      'movieId,imdbId,tmdbId\n1,0114709,862\n2,,\n3,abc,1\n',
      csvLinks(ids),
    );
    expect(records).toEqual([
      { movieId: 1, imdbId: '0114709', tmdbId: 862 },
      { movieId: 2, imdbId: null, tmdbId: null },
    ]);
    expect(rejected).toMatchObject([{ line: 4, reason: 'imdbId "abc" is no number' }]);
  });
});

describe('.dat files', () => {
  it('reads movies of ml-1m, colons in titles included', async () => {
    const bytes = Buffer.from(
      '1::Mis\xe9rables, Les (1995)::Drama|Musical\n2::Se::ven: x (1995)::Crime\n3::bad\n',
    );
    const { records, rejected } = await read(bytes, datMovies(ids));
    expect(records).toEqual([
      { id: 1, title: 'Misérables, Les (1995)', year: 1995, genres: ['Drama', 'Musical'] },
      { id: 2, title: 'Se::ven: x (1995)', year: 1995, genres: ['Crime'] },
    ]);
    expect(rejected).toMatchObject([{ line: 3, reason: 'has too few fields' }]);
  });

  it('reads tags of ml-10m, colons included', async () => {
    const { records } = await read('15::4973::excellent::really!::1215184630\n', datTags(ids, latest));
    expect(records).toEqual([
      { userId: 15, movieId: 4973, tag: 'excellent::really!', timestamp: 1215184630 },
    ]);
  });
});

describe('u.item', () => {
  const flags = (...names: string[]): string =>
    genresOf100k.map((genre) => (names.includes(genre) ? '1' : '0')).join('|');

  it('reads flags as genres, and the year of the release where the title has none', async () => {
    const { records, rejected } = await read(
      Buffer.from(
        `1|Caf\xe9 (1995)|01-Jan-1995||http://x|${flags('Comedy', "Children's")}\n` +
          `2|A|B|05-Feb-1997||http://x|${flags()}\n` +
          `267|unknown||||${flags('unknown')}\n` +
          `3|Bad (1990)|01-Jan-1990||http://x|${flags().replace('0', '2')}\n`,
      ),
      itemMovies(ids),
    );
    expect(records).toEqual([
      { id: 1, title: 'Café (1995)', year: 1995, genres: ["Children's", 'Comedy'] },
      { id: 2, title: 'A|B', year: 1997, genres: [] },
      { id: 267, title: 'unknown', year: null, genres: [] },
    ]);
    expect(rejected).toMatchObject([{ line: 4, reason: 'a genre flag is neither 0 nor 1' }]);
  });

  it('takes the names of u.genre, and the usual ones where it says nothing', () => {
    expect(parseGenreNames('unknown|0\nAction|1\n\n')).toEqual(['unknown', 'Action']);
    expect(parseGenreNames('nonsense')).toEqual(genresOf100k);
  });
});
