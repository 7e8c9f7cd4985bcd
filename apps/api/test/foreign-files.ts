import type { ReadingOptions } from '../src/ingestion/imports/reading-options.js';
import { encodeText } from './encode-text.js';

/** User and movie as external ids, stars, and seconds since 1970; null: the time of the import. */
export type ExpectedRating = readonly [user: string, movie: string, stars: number, seconds: number | null];

/** How a caller says what a file is; the scale as text. */
export interface GivenOptions extends Omit<ReadingOptions, 'scale'> {
  scale?: string;
}

/** A source as somebody brings it, and what is right. */
export interface ForeignFile {
  what: string;
  /** Of the file; with folders where it is one of several. */
  files: Readonly<Record<string, string | Buffer>>;
  options?: GivenOptions;
  /** What is stored, or what the refusal says. */
  stored?: readonly ExpectedRating[];
  refused?: RegExp;
  /** Reasons of rejected lines, by line. */
  rejected?: Readonly<Record<number, RegExp>>;
  /** What the report says about how the file was read. */
  told?: RegExp;
}

/** Four users and five movies; ratings are half stars from 0.5 to 5, times are of 2003. */
export const plainRatings: readonly ExpectedRating[] = Array.from({ length: 20 }, (_, at) => [
  String(1 + Math.floor(at / 5)),
  String(11 + (at % 5)),
  ((at * 7) % 10) / 2 + 0.5,
  1_057_017_600 + at * 3_600,
]);

type Cell = (rating: ExpectedRating, at: number) => string;
const user: Cell = ([id]) => id;
const movie: Cell = ([, id]) => id;
const stars: Cell = ([, , value]) => value.toFixed(1);
const seconds: Cell = ([, , , time]) => String(time);
const plainCells = [user, movie, stars, seconds];
const plainHeader = ['userId', 'movieId', 'rating', 'timestamp'];

interface TableShape {
  header?: readonly string[] | null;
  cells?: readonly Cell[];
  separator?: string;
  lineEnd?: string;
  rows?: readonly ExpectedRating[];
}

/** A table of ratings as text. */
export function tableOf({ header = plainHeader, cells = plainCells, ...shape }: TableShape = {}): string {
  const { separator = ',', lineEnd = '\n', rows = plainRatings } = shape;
  const lines = rows.map((rating, at) => cells.map((cell) => cell(rating, at)).join(separator));
  return [...(header ? [header.join(separator)] : []), ...lines, ''].join(lineEnd);
}

const file = (content: string | Buffer, name = 'ratings.csv'): ForeignFile['files'] => ({ [name]: content });
const read = (what: string, content: string | Buffer, more: Partial<ForeignFile> = {}): ForeignFile => ({
  what,
  files: file(content),
  stored: plainRatings,
  ...more,
});
const withoutTimes = plainRatings.map(([u, m, r]) => [u, m, r, null] as const);
const rescaled = (change: (stars: number) => number): ExpectedRating[] =>
  plainRatings.map(([u, m, r, t]) => [u, m, change(r), t]);

/** Names and places of columns. */
export const columnCases: readonly ForeignFile[] = [
  ...[
    ['userId', 'movieId', 'rating', 'timestamp'],
    ['user_id', 'item_id', 'rating', 'timestamp'],
    ['uid', 'film', 'score', 'time'],
    ['user', 'item', 'stars', 'date'],
    ['User-ID', 'ISBN', 'Book-Rating', 'rated_at'],
    ['reviewerID', 'asin', 'overall', 'unixReviewTime'],
    ['USER ID', 'MOVIE ID', 'RATING', 'TIMESTAMP'],
    ['customer_id', 'movie', 'rating', 'created_at'],
    ['user_id:token', 'item_id:token', 'rating:float', 'timestamp:float'],
    ['"userId"', '"movieId"', '"rating"', '"timestamp"'],
    [' userId', ' movieId', ' rating', ' timestamp'],
  ].map((header) => read(`columns called ${header.join(' ')}`, tableOf({ header }))),
  read(
    'columns in another order',
    tableOf({
      header: ['timestamp', 'rating', 'movieId', 'userId'],
      cells: [seconds, stars, movie, user],
    }),
  ),
  read(
    'a fifth column',
    tableOf({ header: [...plainHeader, 'comment'], cells: [...plainCells, () => 'fine'] }),
    {
      told: /comment/,
    },
  ),
  read(
    'columns before and between, texts with commas among them',
    tableOf({
      header: ['', 'userId', 'title', 'movieId', 'rating', 'timestamp'],
      cells: [(_, at) => String(at), user, () => '"Good, the bad (1966)"', movie, stars, seconds],
    }),
  ),
  read('no header', tableOf({ header: null })),
  read('no header, told so', tableOf({ header: null }), { options: { header: false } }),
  read('no timestamp', tableOf({ header: plainHeader.slice(0, 3), cells: plainCells.slice(0, 3) }), {
    stored: withoutTimes,
    told: /no times/,
  }),
  read('no header and no timestamp', tableOf({ header: null, cells: plainCells.slice(0, 3) }), {
    stored: withoutTimes,
  }),
  read('a column of times that are all empty', tableOf({ cells: [user, movie, stars, () => ''] }), {
    stored: withoutTimes,
  }),
  read('names that say nothing, mapped by name', tableOf({ header: ['a', 'b', 'c', 'd'] }), {
    options: { mapping: { user: 'a', item: 'b', rating: 'c', time: 'd' } },
  }),
  read('names that say nothing, mapped by place', tableOf({ header: ['a', 'b', 'c', 'd'] }), {
    options: { mapping: { user: '1', item: '2', rating: '3', time: '4' } },
  }),
  read(
    'no header and another order, mapped by place',
    tableOf({ header: null, cells: [seconds, stars, movie, user] }),
    {
      options: { header: false, mapping: { user: '4', item: '3', rating: '2', time: '1' } },
    },
  ),
  read(
    'two columns that may hold movies',
    tableOf({
      header: ['userId', 'movieId', 'imdbId', 'rating', 'timestamp'],
      cells: [user, movie, () => 'tt0114709', stars, seconds],
    }),
  ),
  {
    what: 'names that say nothing',
    files: file(tableOf({ header: ['a', 'b', 'c', 'd'] })),
    refused: /--map/,
  },
  {
    what: 'a mapping to a column that is not there',
    files: file(tableOf()),
    options: { mapping: { user: 'reader' } },
    refused: /reader.*userId/s,
  },
];

/** Separators, quotes, decimal commas and line ends. */
export const textCases: readonly ForeignFile[] = [
  ...([';', '\t', '|', '::'] as const).flatMap((separator) => [
    read(`separated by ${JSON.stringify(separator)}`, tableOf({ separator })),
    read(`separated by ${JSON.stringify(separator)}, without a header`, tableOf({ separator, header: null })),
    read(`separated by ${JSON.stringify(separator)}, told so`, tableOf({ separator }), {
      options: { separator },
    }),
  ]),
  ...([';', '\t', '|'] as const).map((separator) =>
    read(
      `decimal commas, separated by ${JSON.stringify(separator)}`,
      tableOf({ separator, cells: [user, movie, ([, , r]) => r.toFixed(1).replace('.', ','), seconds] }),
    ),
  ),
  read(
    'decimal commas in quotes',
    tableOf({ cells: [user, movie, ([, , r]) => `"${r.toFixed(1).replace('.', ',')}"`, seconds] }),
  ),
  read(
    'decimal commas in some lines only, after five hundred without',
    tableOf({
      separator: ';',
      rows: manyRatings(),
      cells: [
        user,
        movie,
        ([, , r], at) => (at < 900 ? String(Math.ceil(r)) : r.toFixed(1).replace('.', ',')),
        seconds,
      ],
    }),
    { stored: manyRatings().map(([u, m, r, t], at) => [u, m, at < 900 ? Math.ceil(r) : r, t]) },
  ),
  read(
    'every field quoted',
    tableOf({
      cells: plainCells.map(
        (cell) =>
          (...row) =>
            `"${cell(...row)}"`,
      ),
    }),
  ),
  read('blanks around fields', tableOf({ separator: ' , ' })),
  read(
    'a separator behind the last field',
    tableOf({ header: [...plainHeader, ''], cells: [...plainCells, () => ''] }),
  ),
  read('CRLF', tableOf({ lineEnd: '\r\n' })),
  read('CR', tableOf({ lineEnd: '\r' })),
  read('no line end at the end', tableOf().trimEnd()),
  read('CR and no line end at the end', tableOf({ lineEnd: '\r' }).trimEnd()),
  read('blank lines among the others', `\n${tableOf().replaceAll('\n', '\n\n')}\n\n`),
  read(
    'line breaks, commas and quotes in quotes',
    tableOf({
      header: ['userId', 'review', 'movieId', 'rating', 'timestamp'],
      cells: [user, () => '"It ""was"",\nby all means,\r\n1,2,3.0,4"', movie, stars, seconds],
    }),
  ),
  read(
    'quotes in the middle of fields of a TAB file',
    tableOf({
      separator: '\t',
      header: ['userId', 'title', 'movieId', 'rating', 'timestamp'],
      cells: [user, () => 'The "Burbs" and 5" more', movie, stars, seconds],
    }),
  ),
];

/** Encodings. */
export const encodingCases: readonly ForeignFile[] = [
  ...(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252', 'latin1'] as const).flatMap((encoding) =>
    (['\n', '\r\n', '\r'] as const).map((lineEnd) => {
      const name = encoding === 'latin1' ? 'Zoë' : 'Zoë – “Z”';
      const rows = plainRatings.map(([u, m, r, t]) => [u === '1' ? name : u, m, r, t] as ExpectedRating);
      return read(
        `${encoding}, lines end with ${JSON.stringify(lineEnd)}`,
        encodeText(tableOf({ rows, lineEnd }), encoding),
        { stored: rows },
      );
    }),
  ),
  read('UTF-16 without a byte order mark, told so', encodeText(tableOf(), 'utf-16le').subarray(2), {
    options: { encoding: 'utf-16le' },
  }),
  read('semicolons and a byte order mark', encodeText(tableOf({ separator: ';' }), 'utf-8-bom')),
];

/** Ways to write a time. */
export const timeCases: readonly ForeignFile[] = [
  read('times in milliseconds', tableOf({ cells: timed((t) => `${t}000`) }), { told: /milliseconds/ }),
  read('times in microseconds', tableOf({ cells: timed((t) => `${t}000000`) }), { told: /microseconds/ }),
  read('times with a fraction', tableOf({ cells: timed((t) => `${t}.0`) })),
  read('ISO 8601 in UTC', tableOf({ cells: timed((t) => iso(t)) }), { told: /ISO 8601/ }),
  read('ISO 8601 without fractions', tableOf({ cells: timed((t) => iso(t).replace('.000', '')) })),
  read('ISO 8601 without a zone', tableOf({ cells: timed((t) => iso(t).slice(0, 19)) })),
  read('a date and a time with a blank between', tableOf({ cells: timed((t) => spaced(t)) })),
  read('ISO 8601 two hours east', tableOf({ cells: timed((t) => `${iso(t + 7_200).slice(0, 19)}+02:00`) })),
  read('dates', tableOf({ cells: timed((t) => iso(t).slice(0, 10)) }), {
    stored: plainRatings.map(([u, m, r, t]) => [u, m, r, Math.floor(t! / 86_400) * 86_400]),
  }),
  {
    what: 'one line in milliseconds among seconds',
    files: file(
      tableOf({ rows: manyRatings(), cells: timed((t, at) => (at === 700 ? `${t}000` : String(t))) }),
    ),
    stored: manyRatings().filter((_, at) => at !== 700),
    rejected: { 702: /future/ },
  },
  {
    what: 'one line in seconds among milliseconds',
    files: file(
      tableOf({ rows: manyRatings(), cells: timed((t, at) => (at === 700 ? String(t) : `${t}000`)) }),
    ),
    stored: manyRatings().filter((_, at) => at !== 700),
    rejected: { 702: /second/ },
  },
  {
    what: 'a time after now in a single line',
    files: file('userId,movieId,rating,timestamp\n900323,1,4,4102444800\n'),
    refused: /future|after now/,
  },
  {
    what: 'a date of the year 2100 among others',
    files: file(
      tableOf({
        rows: manyRatings(),
        cells: timed((t, at) => (at === 3 ? '2100-01-01' : iso(t).slice(0, 19))),
      }),
    ),
    stored: manyRatings().filter((_, at) => at !== 3),
    rejected: { 5: /future/ },
  },
];

/** Forms of times that are easily taken for another. */
export const dateCases: readonly ForeignFile[] = [
  read('dates without hyphens', tableOf({ cells: timed((t) => iso(t).slice(0, 10).replaceAll('-', '')) }), {
    stored: plainRatings.map(([u, m, r, t]) => [u, m, r, Math.floor(t! / 86_400) * 86_400]),
  }),
  read('dates with slashes, year first', tableOf({ cells: timed((t) => spaced(t).replaceAll('-', '/')) })),
  {
    what: 'dates whose day and month may be either',
    files: file(tableOf({ cells: timed(() => '03/04/2009') })),
    refused: /dates.*ISO 8601/s,
  },
  {
    what: 'times from the six hundredth line on',
    files: file(tableOf({ rows: manyRatings(), cells: timed((t, at) => (at === 1_000 ? String(t) : '')) })),
    stored: manyRatings()
      .filter((_, at) => at !== 1_000)
      .map(([u, m, r]) => [u, m, r, null]),
    rejected: { 1002: /empty before/ },
  },
  {
    what: 'a single row without a line end',
    files: file('userId,movieId,rating,timestamp\n1,11,4,978300760'),
    stored: [['1', '11', 4, 978_300_760]],
  },
];

/** Scales. */
export const scaleCases: readonly ForeignFile[] = [
  read(
    'whole stars',
    scaled((r) => Math.ceil(r)),
    { stored: rescaled((r) => Math.ceil(r)) },
  ),
  read(
    'one to ten',
    scaled((r) => r * 2),
    { told: /1 to 10/ },
  ),
  read(
    'one to ten, told so',
    scaled((r) => r * 2),
    { options: { scale: '1..10' }, told: /1 to 10/ },
  ),
  read(
    'one to ten, of which the first thousand are five and less',
    late((r) => r * 2),
    {
      stored: lateRatings(),
      told: /1 to 10/,
    },
  ),
  read(
    'zero to five',
    scaled((r) => r - 0.5 + (r === 5 ? 0.5 : 0)),
    {
      stored: rescaled((r) => round(0.5 + 0.9 * (r - 0.5 + (r === 5 ? 0.5 : 0)))),
      told: /0 to 5/,
    },
  ),
  read(
    'zero to ten',
    scaled((r) => round((r - 0.5) / 0.45)),
    { stored: rescaled((r) => r), told: /0 to 10/ },
  ),
  read(
    'zero to a hundred',
    scaled((r) => round((r - 0.5) / 0.045)),
    {
      stored: rescaled((r) => r),
      told: /0 to 100/,
    },
  ),
  read(
    'thumbs',
    scaled((r) => (r > 2.5 ? 1 : 0)),
    { stored: rescaled((r) => (r > 2.5 ? 5 : 0.5)) },
  ),
  read(
    'finer than half a star',
    scaled((r) => Math.max(0.5, round(r - 0.2))),
    { stored: rescaled((r) => Math.max(0.5, round(r - 0.2))) },
  ),
  read(
    'minus ten to ten, told so',
    scaled((r) => round((r - 0.5) / 0.225 - 10)),
    {
      options: { scale: '-10..10' },
      stored: rescaled((r) => r),
    },
  ),
  read(
    'likes as words',
    tableOf({ cells: [user, movie, ([, , r]) => (r > 2.5 ? 'like' : 'dislike'), seconds] }),
    { stored: rescaled((r) => (r > 2.5 ? 5 : 0.5)) },
  ),
  { what: 'likes and nothing else', files: file(scaled(() => 1)), refused: /--scale 0\.\.1/ },
  {
    what: 'zeros that may mean not rated',
    files: file(scaled((r) => (r < 3 ? 0 : r * 2))),
    refused: /not rated.*--scale 1\.\.10/s,
  },
  { what: 'minus ten to ten', files: file(scaled((r) => round((r - 0.5) / 0.225 - 10))), refused: /--scale/ },
  { what: 'one to seven', files: file(scaled((r) => Math.ceil(r * 1.4))), refused: /--scale/ },
];

/** Events without a rating, and files that are no ratings at all. */
export const otherCases: readonly ForeignFile[] = [
  {
    what: 'events without a rating',
    files: file(tableOf({ header: ['user', 'item', 'timestamp'], cells: [user, movie, seconds] })),
    refused: /without a rating.*--rating 4/s,
  },
  read(
    'events without a rating, counted as four stars each',
    tableOf({ header: ['user', 'item', 'timestamp'], cells: [user, movie, seconds] }),
    { options: { constantRating: 4 }, stored: rescaled(() => 4), told: /4/ },
  ),
  {
    what: 'HTML',
    files: file(`<!DOCTYPE html>\n<html><body>\n${'<p>Not found, sorry</p>\n'.repeat(30)}</body></html>\n`),
    refused: /HTML/,
  },
  { what: 'an empty file', files: file(''), refused: /empty/ },
  { what: 'blank lines', files: file('\n\n\n'), refused: /empty|no rating/ },
  {
    what: 'a header alone',
    files: file('userId,movieId,rating,timestamp\n'),
    refused: /no row of ratings/,
  },
  {
    what: 'a picture',
    files: file(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 1, 2, 3])),
    refused: /PNG|not text|no text|binary/,
  },
  { what: 'JSON', files: file('[{"userId":1,"movieId":2,"rating":4}]\n'), refused: /JSON/ },
  {
    what: 'a NUL in a row',
    files: file(tableOf({ rows: manyRatings() }).replace('\n1,12,', '\n1\0,12,')),
    stored: manyRatings().filter((_, at) => at !== 1),
    rejected: { 3: /NUL|characters/ },
  },
  read('ids of every kind', tableOf({ rows: idRatings() }), { stored: idRatings() }),
];

/** Ids that are text, and those that only look like numbers. */
function idRatings(): ExpectedRating[] {
  const ids = ['007', '7', 'alice', 'u-12', '5c5f75febe029b0035cceece', '9223372036854775807'];
  return [...ids, '123e4567-e89b-42d3-a456-426614174000', '2147483648', '00', 'Zoë'].flatMap((id, at) =>
    ['11', '12', 'tt0114709'].map((m, place) => [id, m, 1 + ((at + place) % 4), 1_057_017_600 + at] as const),
  );
}

/** A thousand and more. */
function manyRatings(): ExpectedRating[] {
  return Array.from({ length: 1_200 }, (_, at) => [
    String(1 + Math.floor(at / 40)),
    String(11 + (at % 40)),
    ((at * 7) % 10) / 2 + 0.5,
    1_057_017_600 + at * 3_600,
  ]);
}

function lateRatings(): ExpectedRating[] {
  return manyRatings().map(([u, m, r, t], at) => [u, m, at < 1_000 ? Math.min(r, 2.5) : r, t]);
}

function late(change: (stars: number) => number): string {
  return tableOf({ rows: lateRatings(), cells: [user, movie, ([, , r]) => String(change(r)), seconds] });
}

function scaled(change: (stars: number) => number): string {
  return tableOf({ cells: [user, movie, ([, , r]) => String(change(r)), seconds] });
}

function timed(change: (seconds: number, at: number) => string): Cell[] {
  return [user, movie, stars, ([, , , time], at) => change(time!, at)];
}

function iso(time: number): string {
  return new Date(time * 1_000).toISOString();
}

function spaced(time: number): string {
  return iso(time).slice(0, 19).replace('T', ' ');
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
