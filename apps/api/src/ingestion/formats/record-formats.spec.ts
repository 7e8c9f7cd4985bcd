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
      csvMovies,
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
      Buffer.from('lie,Drama\nx,Title,Drama\n4, ,Drama\n5,A,B,C\n6,Nul\0,Drama\n7,Good,Drama\n'),
    ]);
    const { records, rejected } = await read(bytes, csvMovies);
    expect(records.map(({ id }) => id)).toEqual([7]);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'broken quoting'],
      [3, 'bad UTF-8'],
      [4, 'movieId "x" is no number'],
      [5, 'the title is empty'],
      [6, '4 fields, expected 3'],
      [7, 'holds a NUL character'],
    ]);
    expect(rejected[1].text).toBe('2,Amélie,Drama');
  });

  it('refuses another header', async () => {
    await expect(read('id,name\n', csvMovies)).rejects.toThrow(
      'file: column movieId, title, genres is missing',
    );
    await expect(read('', csvMovies)).rejects.toThrow('is empty');
  });
});

describe('tags.csv and links.csv', () => {
  it('reads tags', async () => {
    const { records, rejected } = await read(
      'userId,movieId,tag,timestamp\n2,60756," funny, really ",1445714994\n2,1,,1\n2,1,x,never\n',
      csvTags,
    );
    expect(records).toEqual([{ userId: 2, movieId: 60756, tag: 'funny, really', timestamp: 1445714994 }]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'the tag is empty',
      'timestamp "never" is no time in seconds since 1970',
    ]);
  });

  it('reads links, leading zeros and gaps included', async () => {
    const { records, rejected } = await read(
      'movieId,imdbId,tmdbId\n1,0114709,862\n2,,\n3,abc,1\n',
      csvLinks,
    );
    expect(records).toEqual([
      { movieId: 1, imdbId: '0114709', tmdbId: 862 },
      { movieId: 2, imdbId: null, tmdbId: null },
    ]);
    expect(rejected).toMatchObject([{ line: 4, reason: 'imdbId "abc" is no number' }]);
  });
});

describe('.dat files', () => {
  it('reads latin-1 films of ml-1m, colons in titles included', async () => {
    const bytes = Buffer.from(
      '1::Mis\xe9rables, Les (1995)::Drama|Musical\n2::Se::ven: x (1995)::Crime\n3::bad\n',
      'latin1',
    );
    const { records, rejected } = await read(bytes, datMovies('latin1'));
    expect(records).toEqual([
      { id: 1, title: 'Misérables, Les (1995)', year: 1995, genres: ['Drama', 'Musical'] },
      { id: 2, title: 'Se::ven: x (1995)', year: 1995, genres: ['Crime'] },
    ]);
    expect(rejected).toMatchObject([{ line: 3, reason: 'has too few fields' }]);
  });

  it('reads tags of ml-10m, colons included', async () => {
    const { records } = await read('15::4973::excellent::really!::1215184630\n', datTags);
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
        'latin1',
      ),
      itemMovies(),
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
