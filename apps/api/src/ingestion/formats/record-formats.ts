import { splitCsvLine } from './csv-fields.js';
import type { Column } from './csv-header.js';
import type { ExternalIds } from './external-ids.js';
import { isId, parseNumber, readId } from './field-checks.js';
import { splitGenres, yearOfTitle } from './movie-title.js';
import type { RecordFormat } from './read-records.js';
import { parseIsoTime, shownTime } from './time-values.js';
import { FieldError, type LinkRecord, type MovieRecord, type TagRecord } from './records.js';

const longestTitle = 1_000;
const longestTag = 1_000;

/** Provisional numbers of ids that are no internal ids. */
export interface IdNumbers {
  users: ExternalIds;
  movies: ExternalIds;
}

function idOf(text: string, column: string, external: ExternalIds): number {
  try {
    const id = readId(text, column);
    return typeof id === 'number' ? id : external.numberOf(id);
  } catch (error) {
    throw error instanceof RangeError ? new FieldError(error.message) : error;
  }
}

function tmdbIdOf(text: string): number | null {
  const id = text.trim().replace(/\.0+$/, '');
  if (id === '') return null;
  const number = parseNumber(id);
  if (number === null || !isId(number))
    throw new FieldError(`tmdbId "${text}" is not a whole number from 1 to 2147483647`);
  return number;
}

function timeOf(text: string, latest: number): number {
  const number = parseNumber(text);
  const unit = number === null || number < 1e11 ? 1 : 1_000;
  const seconds = number === null ? parseIsoTime(text) : number / unit;
  if (seconds === null || seconds < 0) throw new FieldError(`time "${text}" is not a time`);
  if (seconds > latest) throw new FieldError(`time ${text.trim()} (${shownTime(seconds)}) is in the future`);
  return seconds;
}

function toMovie(id: number, title: string, genres: string[], year: number | null): MovieRecord {
  const name = title.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
  if (name === '') throw new FieldError('the title is empty');
  if (name.length > longestTitle) throw new FieldError(`the title is longer than ${longestTitle} characters`);
  return { id, title: name, genres, year };
}

function toTag([userId, movieId, tag, timestamp]: string[], ids: IdNumbers, latest: number): TagRecord {
  const text = tag.trim();
  if (text === '') throw new FieldError('the tag is empty');
  if (text.length > longestTag) throw new FieldError(`the tag is longer than ${longestTag} characters`);
  return {
    userId: idOf(userId, 'userId', ids.users),
    movieId: idOf(movieId, 'movieId', ids.movies),
    tag: text,
    timestamp: timeOf(timestamp, latest),
  };
}

function toLink([movieId, imdbId, tmdbId]: string[], ids: IdNumbers): LinkRecord {
  const imdb = imdbId.trim().replace(/\.0+$/, '');
  if (!/^(tt)?\d*$/.test(imdb)) throw new FieldError(`imdbId "${imdbId}" is no number`);
  return { movieId: idOf(movieId, 'movieId', ids.movies), imdbId: imdb || null, tmdbId: tmdbIdOf(tmdbId) };
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

const movieId: Column = {
  name: 'movieId',
  aliases: ['movieid', 'itemid', 'filmid', 'movie', 'item', 'film', 'id'],
};
const userId: Column = { name: 'userId', aliases: ['userid', 'user', 'uid'] };

export function csvMovies(ids: IdNumbers): RecordFormat<MovieRecord> {
  return {
    encoding: 'utf-8',
    columns: [
      movieId,
      { name: 'title', aliases: ['title', 'movietitle', 'name', 'moviename'] },
      { name: 'genres', aliases: ['genres', 'genre', 'category', 'categories'], optional: true },
    ],
    split: splitCsvLine,
    read: ([id, title, genres]) =>
      toMovie(idOf(id, 'movieId', ids.movies), title, splitGenres(genres), yearOfTitle(title)),
  };
}

export function csvTags(ids: IdNumbers, latest: number): RecordFormat<TagRecord> {
  return {
    encoding: 'utf-8',
    columns: [
      userId,
      movieId,
      { name: 'tag', aliases: ['tag', 'label', 'keyword'] },
      { name: 'timestamp', aliases: ['timestamp', 'time', 'date', 'taggedat'] },
    ],
    split: splitCsvLine,
    read: (fields) => toTag(fields, ids, latest),
  };
}

export function csvLinks(ids: IdNumbers): RecordFormat<LinkRecord> {
  return {
    encoding: 'utf-8',
    columns: [
      movieId,
      { name: 'imdbId', aliases: ['imdbid', 'imdb'], optional: true },
      { name: 'tmdbId', aliases: ['tmdbid', 'tmdb'], optional: true },
    ],
    split: splitCsvLine,
    read: (fields) => toLink(fields, ids),
  };
}

/** movies.dat of ml-1m and ml-10m: `id::title::genres`. */
export function datMovies(ids: IdNumbers): RecordFormat<MovieRecord> {
  return {
    encoding: 'utf-8',
    columns: null,
    split: (line) => splitDoubleColon(line, 1, 1),
    read: ([id, title, genres]) =>
      toMovie(idOf(id, 'movieId', ids.movies), title, splitGenres(genres), yearOfTitle(title)),
  };
}

/** tags.dat of ml-10m: `user::movie::tag::timestamp`. */
export function datTags(ids: IdNumbers, latest: number): RecordFormat<TagRecord> {
  return {
    encoding: 'utf-8',
    columns: null,
    split: (line) => splitDoubleColon(line, 2, 1),
    read: (fields) => toTag(fields, ids, latest),
  };
}

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
export function itemMovies(
  ids: IdNumbers,
  genres: readonly string[] = genresOf100k,
): RecordFormat<MovieRecord> {
  const behindTitle = 3 + genres.length;
  return {
    encoding: 'utf-8',
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
      return toMovie(idOf(id, 'movieId', ids.movies), title, splitGenres(named.join('|')), year);
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
