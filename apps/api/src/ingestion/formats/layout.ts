import type { SourceEncoding } from './text-shape.js';
import type { Separator } from './rating-table.js';

export type LayoutName = 'csv' | 'ml-100k' | 'ml-1m' | 'ml-10m';

/** Which file of a source plays which part; names as the source has them. */
export interface Layout {
  name: LayoutName;
  ratings: string;
  /** Of ratings without a header in a fixed form; null: it is recognized from the file. */
  separator: Separator | null;
  /** Of its files, where it is fixed; null: it is recognized from each file. */
  encoding: SourceEncoding | null;
  movies: string | null;
  tags: string | null;
  links: string | null;
  /** Names of the genre flags, ml-100k alone. */
  genres: string | null;
}

export class LayoutError extends Error {}

const parts: Record<
  LayoutName,
  { ratings: string; movies: string; tags?: string; links?: string; genres?: string }
> = {
  csv: { ratings: 'ratings.csv', movies: 'movies.csv', tags: 'tags.csv', links: 'links.csv' },
  'ml-100k': { ratings: 'u.data', movies: 'u.item', genres: 'u.genre' },
  'ml-1m': { ratings: 'ratings.dat', movies: 'movies.dat' },
  'ml-10m': { ratings: 'ratings.dat', movies: 'movies.dat', tags: 'tags.dat' },
};

const fixed: Record<LayoutName, Pick<Layout, 'separator' | 'encoding'>> = {
  csv: { separator: null, encoding: null },
  'ml-100k': { separator: '\t', encoding: 'windows-1252' },
  'ml-1m': { separator: '::', encoding: 'windows-1252' },
  'ml-10m': { separator: '::', encoding: 'utf-8' },
};

const ratingFiles = ['ratings.csv', 'ratings.dat', 'u.data'];
const companions = new Set([
  ...Object.values(parts).flatMap(({ ratings: _, ...others }) => Object.values(others)),
  'users.dat',
  'genome-scores.csv',
  'genome-tags.csv',
]);
const tables = /\.(csv|tsv|txt|dat|data|tab|psv)$/;
const texts = /(^|\/)(readme|licen[cs]e|notice|changelog)[^/]*$/;
const deepest = 8;
const mostNamed = 12;

/** Whether a file of this name can be part of a source; nothing else of an archive is ever opened. */
export function isKnownFile(path: string): boolean {
  const name = nameOf(path).replace(/\.gz$/, '');
  const folders = path.split('/').slice(0, -1);
  if (folders.length > deepest || folders.some((folder) => folder === '..' || folder === '__MACOSX'))
    return false;
  return !name.startsWith('.') && (companions.has(name) || tables.test(name));
}

/**
 * Tells from the names of its files how a folder or archive is laid out, whatever the case of the names and however deep they lie.
 *
 * @param paths  with `/` between folder and file
 * @param given  name of the file of ratings, where the caller knows it
 * @param others  names of files that are no tables, for the message
 * @throws LayoutError when no ratings are there, or it is not clear which they are
 */
export function detectLayout(
  paths: readonly string[],
  given?: string,
  others: readonly string[] = [],
): Layout {
  const ratings = given === undefined ? findRatings(paths, others) : findNamed(paths, given);
  const folder = ratings.slice(0, ratings.lastIndexOf('/') + 1);
  const siblings = new Map(
    paths
      .filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
      .map((path) => [nameOf(path), path]),
  );
  const has = (name: string | undefined): string | null =>
    name === undefined ? null : (siblings.get(name) ?? null);
  const name = nameLayout(nameOf(ratings), has);
  const part = parts[name];
  return {
    name,
    ratings,
    ...fixed[name],
    movies: has(part.movies),
    tags: has(part.tags),
    links: has(part.links),
    genres: has(part.genres),
  };
}

/** A single file of ratings, whatever it is called. */
export function bareRatingsLayout(file: string): Layout {
  return { name: 'csv', ratings: file, ...fixed.csv, movies: null, tags: null, links: null, genres: null };
}

function findNamed(paths: readonly string[], given: string): string {
  const wanted = given.toLowerCase();
  const found = paths.filter((path) => path.toLowerCase() === wanted || nameOf(path) === wanted);
  if (found.length === 1) return found[0];
  throw new LayoutError(
    found.length === 0
      ? `there is no file ${given}; found ${listed(paths)}`
      : `${given} is there more than once: ${listed(found)}. Give its whole path`,
  );
}

/** By its usual name, the highest in the folders; else the only table that can be one. */
function findRatings(paths: readonly string[], others: readonly string[]): string {
  const usual = highest(paths.filter((path) => ratingFiles.includes(nameOf(path))));
  if (usual.length > 1)
    throw new LayoutError(
      `there is more than one file of ratings: ${listed(usual)}. Name one with --ratings`,
    );
  if (usual.length === 1) return usual[0];
  const candidates = paths.filter(
    (path) => tables.test(nameOf(path)) && !companions.has(nameOf(path)) && !texts.test(path.toLowerCase()),
  );
  const named = candidates.filter((path) => /rating/.test(nameOf(path)));
  for (const some of [named, candidates]) if (some.length === 1) return some[0];
  if (candidates.length > 1)
    throw new LayoutError(
      `it is not clear which file holds the ratings: ${listed(candidates)}. Name it with --ratings ("ratings" in the API), or rename it to ratings.csv`,
    );
  if (others.includes('xl/workbook.xml'))
    throw new LayoutError('it is an Excel workbook: save its sheet of ratings as CSV');
  throw new LayoutError(
    `no ratings are there: expected ratings.csv, ratings.dat, u.data or one other table, found ${listed([...paths, ...others]) || 'nothing'}`,
  );
}

function highest(paths: readonly string[]): string[] {
  const least = Math.min(...paths.map(depthOf));
  return paths.filter((path) => depthOf(path) === least);
}

/** ml-1m has users.dat; ml-10m has none, half stars and UTF-8. */
function nameLayout(ratings: string, has: (name: string) => string | null): LayoutName {
  if (ratings === 'u.data') return 'ml-100k';
  if (ratings === 'ratings.dat') return has('users.dat') ? 'ml-1m' : 'ml-10m';
  return 'csv';
}

function listed(paths: readonly string[]): string {
  const more = paths.length > mostNamed ? ` and ${paths.length - mostNamed} more` : '';
  return `${paths.slice(0, mostNamed).join(', ')}${more}`;
}

function depthOf(path: string): number {
  return path.split('/').length - 1;
}

/** The name of a file, in lower case. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
