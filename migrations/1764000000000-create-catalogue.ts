import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Films, people and what they said: the data that everything else is made from. */
export class CreateCatalogue1764000000000 implements MigrationInterface {
  name = 'CreateCatalogue1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE movies (
        id integer PRIMARY KEY CHECK (id > 0),
        title text NOT NULL,
        year smallint,
        genres text[] NOT NULL DEFAULT '{}',
        imdb_id text,
        tmdb_id integer,
        -- Lower case, without accents, article first: what a search compares with. Kept by the writers of this table.
        search_text text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX movies_genres ON movies USING gin (genres);
      CREATE INDEX movies_year ON movies (year);

      CREATE TABLE users (
        id integer PRIMARY KEY CHECK (id > 0),
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- No foreign keys: checked by the writers, because a check a row would double the time of a bulk load.
      CREATE TABLE ratings (
        user_id integer NOT NULL,
        movie_id integer NOT NULL,
        rating real NOT NULL,
        rated_at timestamptz NOT NULL,
        CONSTRAINT ratings_pkey PRIMARY KEY (user_id, movie_id)
      );
      CREATE INDEX ratings_movie ON ratings (movie_id);
      CREATE INDEX ratings_rated_at ON ratings USING brin (rated_at);

      CREATE TABLE tags (
        user_id integer NOT NULL,
        movie_id integer NOT NULL,
        tag text NOT NULL,
        tagged_at timestamptz NOT NULL,
        CONSTRAINT tags_pkey PRIMARY KEY (user_id, movie_id, tag)
      );
      CREATE INDEX tags_movie ON tags (movie_id);

      CREATE TABLE rating_batches (
        id text PRIMARY KEY,
        content_hash text NOT NULL,
        result jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- One row. Its revision grows in the same transaction as any change of ratings or films.
      CREATE TABLE data_changes (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        revision bigint NOT NULL DEFAULT 0,
        changed_at timestamptz NOT NULL DEFAULT now()
      );
      INSERT INTO data_changes DEFAULT VALUES;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE data_changes, rating_batches, tags, ratings, users, movies');
  }
}
