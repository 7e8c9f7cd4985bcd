import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CatalogueMovie } from './catalogue.js';

interface MovieRow {
  id: number;
  title: string;
  year: number | null;
  genres: string[];
  imdb_id: string | null;
  tmdb_id: number | null;
  external_id: string | null;
  rating_count: number;
  rating_sum: number;
}

const selectMovies = `
  SELECT m.id, m.title, m.year, m.genres, m.imdb_id, m.tmdb_id, m.external_id,
         coalesce(s.rating_count, 0) AS rating_count, coalesce(s.rating_sum, 0) AS rating_sum
  FROM movies m LEFT JOIN movie_stats s ON s.movie_id = m.id`;

function toMovie(row: MovieRow): CatalogueMovie {
  return {
    id: row.id,
    title: row.title,
    year: row.year,
    genres: row.genres,
    imdbId: row.imdb_id,
    tmdbId: row.tmdb_id,
    ratingCount: row.rating_count,
    averageRating: row.rating_count === 0 ? null : row.rating_sum / row.rating_count,
    externalId: row.external_id ?? String(row.id),
  };
}

@Injectable()
export class CatalogueRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Every film, by id. */
  async all(): Promise<CatalogueMovie[]> {
    const rows = await this.dataSource.query<MovieRow[]>(`${selectMovies} ORDER BY m.id`);
    return rows.map(toMovie);
  }

  /** One film with its numbers of this moment. */
  async find(id: number): Promise<CatalogueMovie | null> {
    const rows = await this.dataSource.query<MovieRow[]>(`${selectMovies} WHERE m.id = $1`, [id]);
    return rows[0] ? toMovie(rows[0]) : null;
  }

  /** What people wrote on each film that has tags, in the order of the words, with repetitions. */
  async tags(): Promise<Map<number, string[]>> {
    const rows = await this.dataSource.query<{ movie_id: number; tags: string[] }[]>(
      'SELECT movie_id, array_agg(tag ORDER BY tag) AS tags FROM tags GROUP BY movie_id ORDER BY movie_id',
    );
    return new Map(rows.map((row) => [row.movie_id, row.tags]));
  }

  /** The films with these ids, with their numbers of this moment. */
  async findMany(ids: readonly number[]): Promise<CatalogueMovie[]> {
    const rows = await this.dataSource.query<MovieRow[]>(`${selectMovies} WHERE m.id = ANY($1::int[])`, [
      ids,
    ]);
    return rows.map(toMovie);
  }

  /** `any` grows with every change of ratings or films, `movies` with those of films. */
  async revisions(): Promise<{ any: number; movies: number }> {
    const rows = await this.dataSource.query<{ revision: string; movies_revision: string }[]>(
      'SELECT revision, movies_revision FROM data_changes',
    );
    return { any: Number(rows[0].revision), movies: Number(rows[0].movies_revision) };
  }
}
