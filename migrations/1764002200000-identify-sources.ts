import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ids of other systems beside the internal numbers, what came by an import, and which imports there were. */
export class IdentifySources1764002200000 implements MigrationInterface {
  name = 'IdentifySources1764002200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- external_id: the id in the source; null means the decimal of the internal id.
      -- imported: came by an import or a restore; false means made here, by the API or the dashboard.
      ALTER TABLE users ADD COLUMN external_id text, ADD COLUMN imported boolean NOT NULL DEFAULT false;
      ALTER TABLE movies ADD COLUMN external_id text, ADD COLUMN imported boolean NOT NULL DEFAULT false;
      CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE external_id IS NOT NULL;
      CREATE UNIQUE INDEX movies_external_id ON movies (external_id) WHERE external_id IS NOT NULL;

      CREATE TABLE import_sources (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        label text NOT NULL,
        layout text NOT NULL,
        -- How it was brought together with what was there: 'none' where nothing was in question.
        choice text NOT NULL,
        -- What the external ids of this source begin with, where it was imported as new users.
        namespace text,
        -- The set that the first start imports.
        is_sample boolean NOT NULL DEFAULT false,
        rating_count bigint NOT NULL,
        movie_count bigint NOT NULL,
        -- That of data_changes after the import: as long as they are equal, nothing has changed since.
        revision bigint NOT NULL,
        imported_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX import_sources_namespace ON import_sources (namespace) WHERE namespace IS NOT NULL;
    `);
    await queryRunner.query(recogniseImported);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE import_sources;
      ALTER TABLE users DROP COLUMN external_id, DROP COLUMN imported;
      ALTER TABLE movies DROP COLUMN external_id, DROP COLUMN imported;
    `);
  }
}

/** The rows of one import were made in one transaction, and so at one time; those made here one by one. */
const recogniseImported = `
  CREATE TEMPORARY TABLE import_times ON COMMIT DROP AS
    SELECT created_at FROM (SELECT created_at FROM users UNION ALL SELECT created_at FROM movies) AS made
    GROUP BY created_at HAVING count(*) > 1;
  ALTER TABLE movies DISABLE TRIGGER movies_changed;
  UPDATE movies SET imported = true WHERE created_at IN (SELECT created_at FROM import_times);
  ALTER TABLE movies ENABLE TRIGGER movies_changed;
  UPDATE users SET imported = true WHERE created_at IN (SELECT created_at FROM import_times);
  DROP TABLE import_times;

  INSERT INTO import_sources (label, layout, choice, is_sample, rating_count, movie_count, revision, imported_at)
    SELECT params ->> 'source', coalesce(result ->> 'layout', 'csv'), 'none',
           params ->> 'source' ~ '[/\\\\]data[/\\\\]movielens-small$',
           coalesce((result #>> '{ratings,inserted}')::bigint, 0), coalesce((result #>> '{movies,inserted}')::bigint, 0),
           CASE WHEN changed_at BETWEEN started_at AND finished_at THEN revision ELSE -1 END, finished_at
    FROM jobs CROSS JOIN data_changes
    WHERE kind = 'import' AND state = 'succeeded' AND params ->> 'source' IS NOT NULL ORDER BY finished_at;
`;
