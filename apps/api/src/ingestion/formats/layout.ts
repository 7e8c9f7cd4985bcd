import type { RatingFormat } from './rating-parser.js';

export type LayoutName = 'csv' | 'ml-100k' | 'ml-1m' | 'ml-10m';

/** Which file of a source plays which part; names as the source has them. */
export interface Layout {
  name: LayoutName;
  ratings: string;
  ratingFormat: RatingFormat;
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

const ratingFormats: Record<LayoutName, RatingFormat> = {
  csv: { separator: ',', scale: 'half-stars' },
  'ml-100k': { separator: '\t', scale: 'whole-stars' },
  'ml-1m': { separator: '::', scale: 'whole-stars' },
  'ml-10m': { separator: '::', scale: 'half-stars' },
};

const ratingFiles = ['ratings.csv', 'ratings.dat', 'u.data'];

/** Whether a file of this name can be part of a source; nothing else of an archive is ever opened. */
export function isKnownFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    depthOf(path) <= 1 &&
    (name === 'users.dat' || Object.values(parts).some((part) => Object.values(part).includes(name)))
  );
}

/**
 * Tells from the names of its files how a folder or archive is laid out. The files may lie one folder deep, as they
 * do in the official archives.
 *
 * @param paths  with `/` between folder and file
 * @throws LayoutError when no ratings are there, or more than one set
 */
export function detectLayout(paths: readonly string[]): Layout {
  const candidates = paths.filter((path) => depthOf(path) <= 1 && ratingFiles.includes(baseName(path)));
  const top = candidates.filter((path) => depthOf(path) === 0);
  const found = top.length > 0 ? top : candidates;
  if (found.length === 0)
    throw new LayoutError(
      `no ratings are there: expected ratings.csv, ratings.dat or u.data, found ${paths.slice(0, 8).join(', ') || 'nothing'}`,
    );
  if (found.length > 1) throw new LayoutError(`there is more than one file of ratings: ${found.join(', ')}`);
  const folder = found[0].slice(0, found[0].length - baseName(found[0]).length);
  const has = (name: string | undefined): string | null =>
    name !== undefined && paths.includes(folder + name) ? folder + name : null;
  const name = nameLayout(baseName(found[0]), has);
  const part = parts[name];
  return {
    name,
    ratings: found[0],
    ratingFormat: ratingFormats[name],
    movies: has(part.movies),
    tags: has(part.tags),
    links: has(part.links),
    genres: has(part.genres),
  };
}

/** A single file of ratings in CSV, whatever it is called. */
export function bareRatingsLayout(file: string): Layout {
  return {
    name: 'csv',
    ratings: file,
    ratingFormat: ratingFormats.csv,
    movies: null,
    tags: null,
    links: null,
    genres: null,
  };
}

/** ml-1m has users.dat; ml-10m has none, half stars and UTF-8. */
function nameLayout(ratings: string, has: (name: string) => string | null): LayoutName {
  if (ratings === 'ratings.csv') return 'csv';
  if (ratings === 'u.data') return 'ml-100k';
  return has('users.dat') ? 'ml-1m' : 'ml-10m';
}

function depthOf(path: string): number {
  return path.split('/').length - 1;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
