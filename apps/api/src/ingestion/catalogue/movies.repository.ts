import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nextFreeId } from '../next-free-id.js';
import { searchText } from '../search-text.js';

const maxTags = 50;

export interface NewMovie {
  title: string;
  year: number | null;
  genres: readonly string[];
}

@Injectable()
export class MoviesRepository {
  constructor(private readonly dataSource: DataSource) {}

  async ratingCounts(movieId: number): Promise<{ rating: number; count: number }[]> {
    return this.dataSource.query<{ rating: number; count: number }[]>(
      'SELECT rating, count(*)::int AS count FROM ratings WHERE movie_id = $1 GROUP BY rating ORDER BY rating',
      [movieId],
    );
  }

  /** What people call it, whatever the case they wrote it in; most frequent first. */
  async tags(movieId: number): Promise<{ tag: string; count: number }[]> {
    return this.dataSource.query<{ tag: string; count: number }[]>(
      `SELECT min(tag) AS tag, count(*)::int AS count FROM tags WHERE movie_id = $1
       GROUP BY lower(tag) ORDER BY count DESC, tag LIMIT ${maxTags}`,
      [movieId],
    );
  }

  /** @returns its id */
  async create({ title, year, genres }: NewMovie): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT FROM data_changes FOR UPDATE');
      const id = await nextFreeId(manager, 'movies');
      await manager.query(
        'INSERT INTO movies (id, title, year, genres, search_text) VALUES ($1, $2, $3, $4, $5)',
        [id, title, year, genres, searchText(title)],
      );
      return id;
    });
  }
}
