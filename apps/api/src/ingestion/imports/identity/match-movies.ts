import type { ClientBase } from 'pg';
import { stagingSchema, type HomeSchema } from '../staging.js';
import type { Renumbered } from './number-map.js';
import { titleKeys, type NamedMovie } from './titles.js';

export interface SourceMovie extends NamedMovie {
  id: number;
  imdbId: string | null;
  tmdbId: number | null;
}

export interface MovieHere extends SourceMovie {
  externalId: string | null;
}

/**
 * Finds the movies here that the movies of a source are: those that an earlier import gave their ids of this source;
 * then by IMDb id, by TMDB id, by title and year. Where several have one title and year, the one with the same number,
 * else the lowest. The others get new numbers.
 *
 * @param externalIdOf  the id that a movie of the source has or gets here
 */
export function matchMovies(
  source: readonly SourceMovie[],
  here: readonly MovieHere[],
  externalIdOf: (id: number) => string,
): Renumbered[] {
  const index = new MovieIndex(here);
  return source.map((movie) => {
    const externalId = externalIdOf(movie.id);
    return { staged: movie.id, id: index.find(movie, externalId), externalId };
  });
}

class MovieIndex {
  private readonly external = new Map<string, number>();
  private readonly imdb = new Map<string, number>();
  private readonly tmdb = new Map<number, number>();
  private readonly titles = new Map<string, number[]>();

  constructor(here: readonly MovieHere[]) {
    for (const movie of [...here].sort((a, b) => a.id - b.id)) {
      if (movie.externalId !== null) this.external.set(movie.externalId, movie.id);
      if (movie.imdbId !== null && !this.imdb.has(imdbKey(movie.imdbId)))
        this.imdb.set(imdbKey(movie.imdbId), movie.id);
      if (movie.tmdbId !== null && !this.tmdb.has(movie.tmdbId)) this.tmdb.set(movie.tmdbId, movie.id);
      for (const key of titleKeys(movie)) this.titles.set(key, [...(this.titles.get(key) ?? []), movie.id]);
    }
  }

  find(movie: SourceMovie, externalId: string): number | null {
    return (
      this.external.get(externalId) ??
      (movie.imdbId === null ? undefined : this.imdb.get(imdbKey(movie.imdbId))) ??
      (movie.tmdbId === null ? undefined : this.tmdb.get(movie.tmdbId)) ??
      this.byTitle(movie)
    );
  }

  private byTitle(movie: SourceMovie): number | null {
    for (const key of titleKeys(movie)) {
      const found = this.titles.get(key);
      if (found) return found.includes(movie.id) ? movie.id : found[0];
    }
    return null;
  }
}

/** Sources write 0114709, 114709 or tt0114709. */
function imdbKey(imdbId: string): string {
  return imdbId.replace(/^(?:tt)?0*/u, '');
}

/** The last line of each movie of the source, with its links. */
export async function readSourceMovies(client: ClientBase): Promise<SourceMovie[]> {
  const { rows } = await client.query<SourceMovie>(
    `SELECT m.id, m.title, m.year, l.imdb_id AS "imdbId", l.tmdb_id AS "tmdbId"
     FROM (SELECT DISTINCT ON (id) id, title, year FROM ${stagingSchema}.new_movies ORDER BY id, line DESC) AS m
       LEFT JOIN (SELECT DISTINCT ON (movie_id) * FROM ${stagingSchema}.new_links ORDER BY movie_id, line DESC) AS l
         ON l.movie_id = m.id
     ORDER BY m.id`,
  );
  return rows;
}

export async function readMoviesHere(client: ClientBase, home: HomeSchema): Promise<MovieHere[]> {
  const { rows } = await client.query<MovieHere>(
    `SELECT id, title, year, imdb_id AS "imdbId", tmdb_id AS "tmdbId", external_id AS "externalId" FROM ${home}.movies`,
  );
  return rows;
}
