import { gzipSync } from 'node:zlib';
import { plainRatings, tableOf, type ForeignFile } from './foreign-files.js';
import { makeTar } from './make-tar.js';
import { makeZip, type ZipEntry } from './make-zip.js';

const csv = tableOf();
const movies = `movieId,title,genres\n${[11, 12, 13, 14, 15].map((id) => `${id},Movie ${id} (1999),Drama`).join('\n')}\n`;
const isRead = (what: string, name: string, content: Buffer): ForeignFile => ({
  what,
  files: { [name]: content },
  stored: plainRatings,
});
const isRefused = (what: string, name: string, content: Buffer, refused: RegExp): ForeignFile => ({
  what,
  files: { [name]: content },
  refused,
});
const zipped = (what: string, ...entries: ZipEntry[]): ForeignFile =>
  isRead(what, 'set.zip', makeZip(entries));
const refusedZip = (what: string, refused: RegExp, ...entries: ZipEntry[]): ForeignFile =>
  isRefused(what, 'set.zip', makeZip(entries), refused);

/** Archives, compressed files and folders. */
export function archiveCases(): ForeignFile[] {
  const tar = makeTar([
    { name: './set/ratings.csv', content: csv },
    { name: './set/movies.csv', content: movies },
  ]);
  const tgz = gzipSync(tar);
  const gz = gzipSync(csv);
  const zip = makeZip([{ name: 'ratings.csv', content: csv }]);
  return [
    { what: 'a folder in a folder in a folder', files: { 'a/b/ratings.csv': csv }, stored: plainRatings },
    {
      what: 'a folder with Ratings.CSV',
      files: { 'Ratings.CSV': csv, 'notes.md': 'x' },
      stored: plainRatings,
    },
    {
      what: 'a folder with ratings_small.csv',
      files: { 'ratings_small.csv': csv, 'README.txt': 'x' },
      stored: plainRatings,
    },
    {
      what: 'a folder with ratings.csv.gz',
      files: { 'ratings.csv.gz': gz, 'movies.csv': movies },
      stored: plainRatings,
    },
    {
      what: 'a folder with two tables',
      files: { 'spring.csv': csv, 'summer.csv': csv },
      refused: /spring\.csv.*summer\.csv.*--ratings/s,
    },
    {
      what: 'a folder with two tables, one named',
      files: { 'spring.csv': csv, 'summer.csv': 'x' },
      options: { ratings: 'spring.csv' },
      stored: plainRatings,
    },
    {
      what: 'a folder without a table',
      files: { 'a.json': '[]', 'b.parquet': 'PAR1' },
      refused: /a\.json.*b\.parquet/s,
    },
    isRead('a gzipped file', 'ratings.csv.gz', gz),
    isRead('a gzipped file of another name', 'mine.gz', gz),
    isRead(
      'a gzipped file in two members',
      'ratings.csv.gz',
      Buffer.concat([gzipSync(csv.slice(0, 99)), gzipSync(csv.slice(99))]),
    ),
    isRead('a tar', 'set.tar', tar),
    isRead('a .tar.gz', 'set.tar.gz', tgz),
    isRead('a .tgz', 'set.tgz', tgz),
    isRead('a tar with ratings.csv.gz', 'set.tar', makeTar([{ name: 'set/ratings.csv.gz', content: gz }])),
    zipped('a zip two folders deep', { name: 'a/b/ratings.csv', content: csv }),
    zipped('a zip with Ratings.csv', { name: 'Set/Ratings.csv', content: csv }),
    zipped('a zip with one file of another name', { name: 'my export.csv', content: csv }),
    zipped('a zip that is stored, not deflated', { name: 'ratings.csv', content: csv, method: 0 }),
    zipped(
      'a zip made on a Mac',
      { name: 'ml/ratings.csv', content: csv },
      { name: '__MACOSX/ml/._ratings.csv', content: 'Mac OS X' },
      { name: 'ml/.DS_Store', content: 'x' },
    ),
    zipped(
      'a zip with a broken entry that is not needed',
      { name: 'ratings.csv', content: csv },
      { name: 'poster.png', content: 'x', encrypted: true },
    ),
    zipped('a zip with a gzipped file', { name: 'ratings.csv.gz', content: gz }),
    zipped('a zip with names beyond ASCII', { name: 'Été/ratings.csv', content: csv }),
    isRead('a zip without its extension', 'set', zip),
    refusedZip('a wrong checksum', /damaged|checksum/i, { name: 'ratings.csv', content: csv, claimedCrc: 1 }),
    refusedZip(
      'two entries of one name',
      /twice/,
      { name: 'ratings.csv', content: csv },
      { name: 'ratings.csv', content: csv },
    ),
    refusedZip('an encrypted entry', /encrypted/, { name: 'ratings.csv', content: csv, encrypted: true }),
    refusedZip('a compression that is not supported', /not supported/, {
      name: 'ratings.csv',
      content: csv,
      method: 12,
    }),
    refusedZip('an entry longer than it says', /./, { name: 'ratings.csv', content: csv, claimedBytes: 10 }),
    refusedZip('a path out of the archive', /\.\./, { name: '../../ratings.csv', content: csv }),
    refusedZip('an absolute path', /absolute|\/etc/, { name: '/etc/ratings.csv', content: csv }),
    refusedZip('a bomb', /absurd/, { name: 'ratings.csv', content: Buffer.alloc(64 << 20, '1,1,1,1\n') }),
    refusedZip('no table at all', /poster\.png/, { name: 'poster.png', content: 'x' }),
    refusedZip(
      'ratings that are damaged movies',
      /damaged|checksum/i,
      { name: 'ratings.csv', content: csv },
      { name: 'movies.csv', content: movies, claimedCrc: 1 },
    ),
    isRefused('an empty zip', 'set.zip', makeZip([]), /nothing|empty/),
    isRefused('a zip cut off', 'set.zip', zip.subarray(0, zip.length - 40), /zip/),
    isRefused(
      'a gzipped file cut off',
      'ratings.csv.gz',
      gzipSync(tableOf({ rows: Array.from({ length: 50 }, () => plainRatings).flat() })).subarray(0, 300),
      /cut|end of file|truncated|damaged/i,
    ),
    isRefused(
      'a gzipped file with a wrong checksum',
      'ratings.csv.gz',
      damaged(gz, gz.length - 6),
      /check|damaged/i,
    ),
    isRefused('a gzip bomb', 'ratings.csv.gz', gzipSync(Buffer.alloc(64 << 20, '1,1,1,1\n')), /absurd/),
    isRefused(
      'a tar.gz bomb',
      'set.tgz',
      gzipSync(makeTar([{ name: 'ratings.csv', content: Buffer.alloc(64 << 20, '1,1,1,1\n') }])),
      /absurd/,
    ),
    isRefused('a tar cut off', 'set.tar', tar.subarray(0, 700), /cut|end|tar/i),
    isRefused('a tar.gz cut off', 'set.tgz', tgz.subarray(0, tgz.length - 30), /cut|end|tar/i),
    isRefused(
      'a tar with a link',
      'set.tar',
      makeTar([{ name: 'ratings.csv', linkTo: '/etc/passwd' }]),
      /no ratings|link/,
    ),
    isRefused(
      'a tar with two entries of one name',
      'set.tar',
      makeTar([
        { name: 'ratings.csv', content: csv },
        { name: 'ratings.csv', content: csv },
      ]),
      /twice/,
    ),
    ...(
      ['7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07\x01\0', '\xfd7zXZ\0', 'BZh91AY', '\x28\xb5\x2f\xfd'] as const
    ).map((magic) =>
      isRefused(
        `${JSON.stringify(magic)}`,
        'ratings.csv',
        Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.alloc(64, 1)]),
        /7-Zip|RAR|xz|bzip2|Zstandard/i,
      ),
    ),
    isRefused(
      'Parquet',
      'ratings.parquet',
      Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64, 1), Buffer.from('PAR1')]),
      /Parquet/,
    ),
    isRefused(
      'a spreadsheet',
      'ratings.xlsx',
      makeZip([
        { name: '[Content_Types].xml', content: '<x/>' },
        { name: 'xl/workbook.xml', content: '<x/>' },
      ]),
      /Excel|spreadsheet/i,
    ),
  ];
}

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 0xff;
  return copy;
}
