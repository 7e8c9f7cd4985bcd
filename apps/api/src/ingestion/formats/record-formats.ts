import { splitCsvLine } from './csv-fields.js';
import { isId, isTimestamp, parseNumber } from './field-checks.js';
import { splitGenres, yearOfTitle } from './movie-title.js';
import type { RecordFormat } from './read-records.js';
import { FieldError, type LinkRecord, type MovieRecord, type TagRecord } from './records.js';

const longestTitle = 1_000;
const longestTag = 1_000;

function idOf(text: string, column: string): number {
  const id = parseNumber(text);
  if (id === null) throw new FieldError(`${column} "${text}" is no number`);
  if (!isId(id)) throw new FieldError(`${column} ${text} is no whole number from 1 to 2147483647`);
  return id;
}

function timestampOf(text: string): number {
  const timestamp = parseNumber(text);
  if (timestamp === null || !isTimestamp(timestamp))
    throw new FieldError(`timestamp "${text}" is no time in seconds since 1970`);
  return timestamp;
}

function toMovie(id: string, title: string, genres: string[], year: number | null): MovieRecord {
  const name = title.trim();
  if (name === '') throw new FieldError('the title is empty');
  if (name.length > longestTitle) throw new FieldError(`the title is longer than ${longestTitle} characters`);
  return { id: idOf(id, 'movieId'), title: name, genres, year };
}

function toTag([userId, movieId, tag, timestamp]: string[]): TagRecord {
  const text = tag.trim();
  if (text === '') throw new FieldError('the tag is empty');
  if (text.length > longestTag) throw new FieldError(`the tag is longer than ${longestTag} characters`);
  return {
    userId: idOf(userId, 'userId'),
    movieId: idOf(movieId, 'movieId'),
    tag: text,
    timestamp: timestampOf(timestamp),
  };
}

function toLink([movieId, imdbId, tmdbId]: string[]): LinkRecord {
  const tmdb = tmdbId.trim() === '' ? null : idOf(tmdbId, 'tmdbId');
  if (!/^(tt)?\d*$/.test(imdbId.trim())) throw new FieldError(`imdbId "${imdbId}" is no number`);
  return { movieId: idOf(movieId, 'movieId'), imdbId: imdbId.trim() || null, tmdbId: tmdb };
}

/** Cuts at `::`, of which the last field but `after` may hold some itself (titles and tags do). */
function splitDoubleColon(line: string, before: number, after: number): string[] | null {
  const parts = line.split('::');
  if (parts.length < before + after + 1) return null;
  return [
    ...parts.slice(0, before),
    parts.slice(before, parts.length - after).join('::'),
    ...parts.slice(parts.length - after),
  ];
}

export const csvMovies: RecordFormat<MovieRecord> = {
  encoding: 'utf-8',
  columns: ['movieId', 'title', 'genres'],
  split: splitCsvLine,
  read: ([id, title, genres]) => toMovie(id, title, splitGenres(genres), yearOfTitle(title)),
};

export const csvTags: RecordFormat<TagRecord> = {
  encoding: 'utf-8',
  columns: ['userId', 'movieId', 'tag', 'timestamp'],
  split: splitCsvLine,
  read: toTag,
};

export const csvLinks: RecordFormat<LinkRecord> = {
  encoding: 'utf-8',
  columns: ['movieId', 'imdbId', 'tmdbId'],
  split: splitCsvLine,
  read: toLink,
};

/** movies.dat of ml-1m (latin-1) and ml-10m (UTF-8): `id::title::genres`. */
export function datMovies(encoding: 'utf-8' | 'latin1'): RecordFormat<MovieRecord> {
  return {
    encoding,
    columns: null,
    split: (line) => splitDoubleColon(line, 1, 1),
    read: ([id, title, genres]) => toMovie(id, title, splitGenres(genres), yearOfTitle(title)),
  };
}

/** tags.dat of ml-10m: `user::movie::tag::timestamp`. */
export const datTags: RecordFormat<TagRecord> = {
  encoding: 'utf-8',
  columns: null,
  split: (line) => splitDoubleColon(line, 2, 1),
  read: toTag,
};

/** Genres of ml-100k in the order of the flags in u.item; u.genre says the same. */
export const genresOf100k: readonly string[] = [
  'unknown',
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
];

/** u.item of ml-100k: `id|title|released|video released|address`, then a flag, 0 or 1, for each genre. */
export function itemMovies(genres: readonly string[] = genresOf100k): RecordFormat<MovieRecord> {
  const behindTitle = 3 + genres.length;
  return {
    encoding: 'latin1',
    columns: null,
    split(line) {
      const parts = line.split('|');
      if (parts.length < behindTitle + 2) return null;
      const title = parts.slice(1, parts.length - behindTitle).join('|');
      return [parts[0], title, ...parts.slice(parts.length - behindTitle)];
    },
    read([id, title, released, , , ...flags]) {
      if (flags.some((flag) => flag !== '0' && flag !== '1'))
        throw new FieldError('a genre flag is neither 0 nor 1');
      const named = genres.filter((_, index) => flags[index] === '1');
      const year = yearOfTitle(title) ?? (Number(/\d{4}$/.exec(released)?.[0] ?? NaN) || null);
      return toMovie(id, title, splitGenres(named.join('|')), year);
    },
  };
}

/** u.genre of ml-100k: `name|flag index`. */
export function parseGenreNames(text: string): string[] {
  const names: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [name, index] = line.split('|');
    if (name && index !== undefined && /^\d+$/.test(index)) names[Number(index)] = name;
  }
  return names.length > 0 && !names.includes(undefined as never) ? names : [...genresOf100k];
}
