import { isQuoteOpen, splitCsvLine } from './csv-fields.js';
import { columnRoles, rolesByName, type ColumnRole } from './column-roles.js';
import { parseNumber } from './field-checks.js';
import { shorten } from './rejected-line.js';
import { sniffTimeForm, type TimeForm } from './time-values.js';

export const separators = [',', ';', '\t', '|', '::'] as const;
export type Separator = (typeof separators)[number];

/** How a file of ratings is read, row by row. */
export interface RatingTable {
  separator: Separator;
  /** Whether the first line names the columns. */
  header: boolean;
  /** Names of the columns, or their numbers from 1 where no line names them. */
  names: readonly string[];
  /** Where each role stands, from 0; null: nowhere. */
  columns: Record<ColumnRole, number | null>;
  decimalComma: boolean;
  time: TimeForm;
  /** What every row counts as where there is no column of ratings. */
  constantRating: number | null;
}

/** What a caller says about a file of ratings. */
export interface TableOptions {
  /** Columns by name, or by number from 1: `{ user: 'User-ID', item: 'ISBN', rating: '3' }`. */
  mapping?: Partial<Record<ColumnRole, string>>;
  separator?: Separator;
  header?: boolean;
  /** Counts each row as this rating, in stars, where the file has no column of ratings. */
  constantRating?: number;
}

export interface ColumnSample {
  name: string;
  /** The first values. */
  samples: string[];
}

/** What of a file could be told, for a caller to complete. */
export interface MappingProposal {
  columns: ColumnSample[];
  mapping: Partial<Record<ColumnRole, string>>;
  separator: Separator;
  header: boolean;
}

/** It cannot be told for sure which column is what. */
export class MappingNeededError extends Error {
  constructor(
    message: string,
    readonly proposal: MappingProposal,
  ) {
    super(message);
  }
}

/** Rows that are looked at. */
const sampleRows = 500;

/**
 * Recognizes how a file of ratings is written: separator, header, what each column holds, decimal commas and the form of times.
 *
 * @param text     its beginning
 * @param options  what is known goes before what is recognized
 * @param isWhole  `text` is all of it; otherwise a row that is cut at its end is left out
 * @throws MappingNeededError when users, items or ratings cannot be told for sure
 */
export function sniffRatingTable(text: string, options: TableOptions = {}, isWhole = true): RatingTable {
  const lines = text.split(/\r?\n/);
  if (!isWhole && lines.length > 1) lines.pop();
  const separator = options.separator ?? sniffSeparator(lines);
  const rows = recordsOf(lines, separator);
  const [first = []] = rows;
  const header = options.header ?? looksLikeHeader(first, rows[1]);
  const names = first.map((name, at) => (header ? name.trim() : String(at + 1)));
  const body = rows.slice(header ? 1 : 0).filter((row) => row.length === first.length);
  const proposal: MappingProposal = {
    columns: names.map((name, at) => ({
      name: shorten(name),
      samples: body.slice(0, 3).map((row) => shorten(row[at])),
    })),
    mapping: {},
    separator,
    header,
  };
  const columns = header ? rolesByName(names) : rolesByPlace(body);
  for (const role of columnRoles) {
    const given = options.mapping?.[role];
    if (given !== undefined) columns[role] = columnOf(given, names, proposal);
  }
  for (const role of columnRoles) if (columns[role] !== null) proposal.mapping[role] = names[columns[role]];
  checkComplete(columns, proposal, options);
  const valuesOf = (role: ColumnRole): string[] => {
    const at = columns[role];
    return at === null ? [] : body.map((row) => row[at]);
  };
  const ratings = valuesOf('rating');
  const times = valuesOf('time');
  return {
    separator,
    header,
    names,
    columns,
    decimalComma: ratings.some((value) => /^\s*-?\d+,\d+\s*$/.test(value)),
    time:
      columns.time === null || times.every((value) => value.trim() === '')
        ? 'none'
        : (sniffTimeForm(times) ?? 'seconds'),
    constantRating: columns.rating === null ? (options.constantRating ?? null) : null,
  };
}

/** Cuts lines into rows; a quoted field may go over several lines. */
function recordsOf(lines: readonly string[], separator: Separator): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < lines.length && rows.length < sampleRows; at++) {
    let record = lines[at];
    while (isQuoteOpen(record, separator) && at + 1 < lines.length && record.length < 20_000)
      record += `\n${lines[++at]}`;
    if (record.trim() !== '') rows.push(splitCsvLine(record, separator) ?? record.split(separator));
  }
  return rows;
}

/** The separator that cuts most rows into the same number of fields, the greatest number first. */
function sniffSeparator(lines: readonly string[]): Separator {
  let best: { separator: Separator; fields: number; share: number } | null = null;
  for (const separator of ['::', '\t', ';', '|', ','] as const) {
    const counts = recordsOf(lines.slice(0, 200), separator).map((row) => row.length);
    const fields = counts[0] ?? 0;
    const share = counts.filter((count) => count === fields).length / Math.max(1, counts.length);
    if (fields < 2) continue;
    const isBetter = !best || (share > 0.8 && best.share <= 0.8) || (share > 0.8 && fields > best.fields);
    if (isBetter) best = { separator, fields, share };
  }
  return best?.separator ?? ',';
}

/** Names, and under them something else: a row without a number above one with one, or names that are known. */
function looksLikeHeader(first: readonly string[], second: readonly string[] | undefined): boolean {
  const { user, item, rating } = rolesByName(first);
  if (user !== null && (item !== null || rating !== null)) return true;
  if (first.some((field) => isNumeric(field))) return false;
  return second === undefined || second.some((field) => isNumeric(field)) || rating !== null || item !== null;
}

function isNumeric(text: string): boolean {
  return parseNumber(text.trim().replace(/^(-?\d+),(\d+)$/, '$1.$2')) !== null;
}

/** Without names: user, item, rating and perhaps a time, as all public files without a header have them, where the values agree. */
function rolesByPlace(body: readonly (readonly string[])[]): Record<ColumnRole, number | null> {
  const none = { user: null, item: null, rating: null, time: null };
  const width = body[0]?.length ?? 0;
  if (width < 3 || width > 4) return none;
  const share = (at: number, holds: (value: string) => boolean): number =>
    body.filter((row) => holds(row[at].trim())).length / body.length;
  const isRating = (value: string): boolean => {
    const rating = parseNumber(value.replace(',', '.'));
    return rating !== null && rating >= 0 && rating <= 100;
  };
  const ratingsFit = share(2, isRating) > 0.9;
  const timesFit = width === 3 || sniffTimeForm(body.map((row) => row[3])) !== null;
  return ratingsFit && timesFit ? { user: 0, item: 1, rating: 2, time: width === 4 ? 3 : null } : none;
}

function columnOf(given: string, names: readonly string[], proposal: MappingProposal): number {
  const wanted = given.trim().toLowerCase();
  const byName = names.findIndex((name) => name.toLowerCase() === wanted);
  if (byName !== -1) return byName;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : 0;
  if (number >= 1 && number <= names.length) return number - 1;
  throw new MappingNeededError(`there is no column "${given}"; found ${listed(names)}`, proposal);
}

function checkComplete(
  columns: Record<ColumnRole, number | null>,
  proposal: MappingProposal,
  options: TableOptions,
): void {
  const found = listed(proposal.columns.map(({ name }) => name));
  const how = 'Name the columns, such as --map user=…,item=…,rating=…,time=… ("mapping" in the API)';
  if (proposal.columns.length < 2)
    throw new MappingNeededError(
      `its lines cannot be cut into columns: the first is "${proposal.columns[0]?.name ?? ''}". ${how}, or give --separator`,
      proposal,
    );
  const missing = (['user', 'item'] as const).filter((role) => columns[role] === null);
  if (missing.length > 0) {
    const hint =
      missing.length === 1 && missing[0] === 'user'
        ? ' It looks like the export of one person (as of Letterboxd, IMDb, Trakt or Netflix): add a column that says who rated, such as userId'
        : '';
    throw new MappingNeededError(
      `no column of ${missing.map((role) => `${role}s`).join(' and ')} was recognized among ${found}.${hint ? `${hint}.` : ''} ${how}`,
      proposal,
    );
  }
  if (columns.rating === null && options.constantRating === undefined)
    throw new MappingNeededError(
      `no column of ratings was recognized among ${found}. Events without a rating can be taken as one rating each: --rating 4 ("constantRating" in the API); or: ${how}`,
      proposal,
    );
  const used = columnRoles.flatMap((role) => columns[role] ?? []);
  if (new Set(used).size < used.length)
    throw new MappingNeededError(`one column is given two roles; found ${found}`, proposal);
}

function listed(names: readonly string[]): string {
  return names.slice(0, 20).join(', ').slice(0, 300);
}

/** The columns of the MovieLens layouts, where no line names them. */
export function plainTable(separator: Separator): RatingTable {
  return {
    separator,
    header: false,
    names: ['1', '2', '3', '4'],
    columns: { user: 0, item: 1, rating: 2, time: 3 },
    decimalComma: false,
    time: 'seconds',
    constantRating: null,
  };
}

/** How a file was read, for its report: `user ← User-ID, item ← ISBN, rating ← Book-Rating; no times`. */
export function describeTable(table: RatingTable): string {
  const roles = columnRoles.flatMap((role) => {
    const at = table.columns[role];
    return at === null ? [] : [`${role} ← ${table.header ? table.names[at] : `column ${at + 1}`}`];
  });
  const ignored = table.names.filter((_, at) => !Object.values(table.columns).includes(at));
  return [
    `${roles.join(', ')}, separated by ${table.separator === '\t' ? 'TAB' : table.separator}`,
    table.time === 'none'
      ? 'no times: the time of the import is taken'
      : `times in ${table.time.replace('iso-8601', 'ISO 8601')}`,
    ...(table.decimalComma ? ['decimal commas'] : []),
    ...(table.constantRating === null ? [] : [`each row counts as a rating of ${table.constantRating}`]),
    ...(ignored.length > 0 ? [`ignored: ${listed(ignored)}`] : []),
  ].join('; ');
}
