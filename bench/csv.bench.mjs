import { parse as csvParse } from 'csv-parse/sync';
import Papa from 'papaparse';
import { RatingParser } from '../apps/api/dist/ingestion/formats/rating-parser.js';
import { sniffRatingTable } from '../apps/api/dist/ingestion/formats/rating-table.js';

// Rows of ratings a second and processor time on one thread: the import's parser beside csv-parse and papaparse, for plain numbers and
// for rows that need its slow path (external ids, quotes, a column more). All of them check ids, rating and time.
// Needs `npm run build`. BENCH_ROWS=<n> takes another number of rows.

const rowCount = Number(process.env.BENCH_ROWS ?? 500_000);
const latest = Date.now() / 1000;
const files = {
  'four numbers': make('userId,movieId,rating,timestamp', (at) => `${1 + (at >> 6)},${1 + (at % 9000)},`),
  'external ids, quotes, five columns': make(
    'title,userId,movieId,rating,timestamp',
    (at) => `"Good, the bad (1966)",u-${at >> 6},${1 + (at % 9000)},`,
  ),
};
const parsers = { 'RatingParser (import)': ownParser, 'csv-parse': withCsvParse, papaparse: withPapaparse };

const rows = [];
for (const [what, text] of Object.entries(files)) {
  const bytes = Buffer.from(text);
  for (const [name, parse] of Object.entries(parsers)) {
    parse(bytes.subarray(0, bytes.lastIndexOf(10, 1 << 20) + 1));
    const before = process.cpuUsage();
    const taken = parse(bytes);
    const { user, system } = process.cpuUsage(before);
    if (taken !== rowCount) throw new Error(`${name} took ${taken} of ${rowCount} rows`);
    const seconds = (user + system) / 1e6;
    rows.push({
      what,
      parser: name,
      'processor s': seconds.toFixed(2),
      'million rows/s': (rowCount / seconds / 1e6).toFixed(2),
    });
  }
}
console.table(rows);

function make(header, start) {
  const lines = [header];
  for (let at = 0; at < rowCount; at++) lines.push(`${start(at)}${0.5 + (at % 10) / 2},${1e9 + at}`);
  return `${lines.join('\n')}\n`;
}

function ownParser(bytes) {
  let taken = 0;
  const ids = new Map();
  const numberOf = (id) => ids.get(id) ?? (ids.set(id, -1 - ids.size), ids.get(id));
  const sink = {
    accept: () => (taken++, null),
    reject: ({ reason }) => {
      throw new Error(reason);
    },
    userNumber: numberOf,
    movieNumber: numberOf,
  };
  const table = sniffRatingTable(bytes.toString('utf8', 0, 1 << 16), {}, false);
  const parser = new RatingParser('ratings.csv', table, sink, { latest, missing: latest });
  for (let at = 0; at < bytes.length; at += 1 << 18) parser.write(bytes.subarray(at, at + (1 << 18)));
  parser.end();
  return taken;
}

function withCsvParse(bytes) {
  return csvParse(bytes, { columns: true }).filter(isRating).length;
}

function withPapaparse(bytes) {
  return Papa.parse(bytes.toString(), { header: true, skipEmptyLines: true }).data.filter(isRating).length;
}

function isRating({ userId, movieId, rating, timestamp }) {
  const [value, time] = [Number(rating), Number(timestamp)];
  return userId !== '' && movieId !== '' && value >= 0.5 && value <= 5 && time >= 0 && time <= latest;
}
