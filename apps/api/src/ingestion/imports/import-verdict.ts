import type { ImportReport } from './import-report.js';

/** Up to this share of the rows of a file may be left out without a word. */
const strayShare = 0.01;
/** In a small file single lines are told in the report, and alone raise no alarm. */
const fewRows = 5;

export type ImportOutcome = 'complete' | 'partial';

/** Of a report, whether so much was left out that somebody should look at it. */
export function outcomeOf(report: ImportReport): ImportOutcome {
  const { movies, ratings, tags, links } = report;
  const isShort = [ratings, movies, tags, links].some(
    ({ read, rejected }) => rejected > strayShare * read && (rejected > fewRows || rejected * 2 > read),
  );
  return isShort ? 'partial' : 'complete';
}

/** Whether a source had rows of ratings, none of which could be taken. */
export function tookNothing({ ratings: { read, rejected } }: ImportReport): boolean {
  return read === 0 || rejected >= read;
}

const causes: readonly { sign: RegExp; cause: string }[] = [
  {
    sign: /<\/?(html|body|div|head|p|span|script)\b/i,
    cause: 'these lines are HTML: was a web page saved instead of the file?',
  },
  { sign: /in the future/, cause: 'the times are after now: in another unit, or of a clock that is wrong' },
  {
    sign: /time "?\d{4}[-/.]|time "?\d{1,2}[-/.]/,
    cause: 'the times are dates; ISO 8601 is understood, such as 2026-05-01T20:15:00Z',
  },
  {
    sign: /is not a number of/,
    cause: 'the column of times holds something else; name the columns with --map',
  },
  {
    sign: /rating ".*" is not a number/,
    cause: 'the column of ratings holds something else; name the columns with --map',
  },
  { sign: /off the scale/, cause: 'the ratings are on another scale; name it with --scale' },
  {
    sign: /fields, expected/,
    cause: 'the lines have another number of columns than the first; name the separator with --separator',
  },
  { sign: /no (film|movie)/, cause: 'the movies of these ratings are not in the file of movies' },
  { sign: /bad UTF-8/, cause: 'the file is in another encoding; name it with --encoding' },
  { sign: /is missing/, cause: 'the values of a column are missing' },
];

/** The likeliest reason of most rejected lines, in a sentence; null when they have none in common. */
export function likelyCause({ rejectedLines }: ImportReport): string | null {
  const found = causes
    .map(({ sign, cause }) => ({
      cause,
      lines: rejectedLines.filter(({ reason, text }) => sign.test(reason) || sign.test(text)).length,
    }))
    .filter(({ lines }) => lines * 2 > rejectedLines.length)
    .sort((a, b) => b.lines - a.lines);
  return found[0]?.cause ?? null;
}

/** `612 of 1,000 ratings were left out: …` */
export function describeRejected(report: ImportReport): string {
  const parts = (['ratings', 'movies', 'tags', 'links'] as const).flatMap((part) => {
    const { read, rejected } = report[part];
    return rejected > 0 ? [`${rejected.toLocaleString('en')} of ${read.toLocaleString('en')} ${part}`] : [];
  });
  if (report.ratings.read === 0) return 'it has no row of ratings.';
  const [first] = report.rejectedLines;
  const cause = likelyCause(report);
  return [
    `${parts.join(', ')} were left out`,
    ...(cause ? [`; most likely ${cause}`] : []),
    ...(first ? [`. The first: line ${first.line} of ${first.file}, ${first.reason}`] : []),
    '.',
  ].join('');
}
