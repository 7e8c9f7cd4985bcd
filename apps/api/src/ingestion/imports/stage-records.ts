import type { ClientBase } from 'pg';
import type { LinkRecord, MovieRecord, TagRecord } from '../formats/records.js';
import { searchText } from '../search-text.js';
import { stagingSchema } from './staging.js';

/** Puts films aside for the merge. */
export async function stageMovies(client: ClientBase, movies: readonly MovieRecord[]): Promise<void> {
  await client.query(
    `INSERT INTO ${stagingSchema}.new_movies (id, title, year, genres, search_text)
     SELECT id, title, year, CASE WHEN genres = '' THEN '{}' ELSE string_to_array(genres, '|') END, search_text
     FROM unnest($1::int[], $2::text[], $3::smallint[], $4::text[], $5::text[]) AS m (id, title, year, genres, search_text)`,
    [
      movies.map(({ id }) => id),
      movies.map(({ title }) => title),
      movies.map(({ year }) => year),
      movies.map(({ genres }) => genres.join('|')),
      movies.map(({ title }) => searchText(title)),
    ],
  );
}

export async function stageTags(client: ClientBase, tags: readonly TagRecord[]): Promise<void> {
  await client.query(
    `INSERT INTO ${stagingSchema}.new_tags
     SELECT user_id, movie_id, tag, to_timestamp(seconds)
     FROM unnest($1::int[], $2::int[], $3::text[], $4::float8[]) AS t (user_id, movie_id, tag, seconds)`,
    [
      tags.map(({ userId }) => userId),
      tags.map(({ movieId }) => movieId),
      tags.map(({ tag }) => tag),
      tags.map(({ timestamp }) => timestamp),
    ],
  );
}

export async function stageLinks(client: ClientBase, links: readonly LinkRecord[]): Promise<void> {
  await client.query(
    `INSERT INTO ${stagingSchema}.new_links (movie_id, imdb_id, tmdb_id)
     SELECT * FROM unnest($1::int[], $2::text[], $3::int[])`,
    [
      links.map(({ movieId }) => movieId),
      links.map(({ imdbId }) => imdbId),
      links.map(({ tmdbId }) => tmdbId),
    ],
  );
}
