import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Immutable copies of the data in the artifact store, and which of them each run has learnt from. */
export class CreateSnapshots1764000800000 implements MigrationInterface {
  name = 'CreateSnapshots1764000800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE snapshots (
        -- SHA-256 of the content in its canonical order: the same data, the same id.
        id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{64}$'),
        -- The newest snapshot when this one was taken. No foreign key: it may have been removed since.
        parent_id text,
        schema_version integer NOT NULL,
        rating_count bigint NOT NULL,
        user_count integer NOT NULL,
        -- Films with ratings, and films of the catalogue.
        movie_count integer NOT NULL,
        film_count integer NOT NULL,
        tag_count bigint NOT NULL,
        first_rated_at timestamptz,
        last_rated_at timestamptz,
        lowest_rating real,
        highest_rating real,
        -- By name: { uri, sha256, bytes, rows, contentHash }. Snapshots may share a file whose content is the same.
        files jsonb NOT NULL,
        bytes bigint NOT NULL,
        -- The newest state of the tables that is known to have this content.
        data_revision bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX snapshots_created ON snapshots (created_at DESC, id DESC);
      CREATE INDEX snapshots_revision ON snapshots (data_revision DESC);

      -- No foreign key: a run is kept when its snapshot is not.
      ALTER TABLE runs
        ADD COLUMN snapshot_id text,
        -- SHA-256 of what of the settings decides on the model, seed aside; and of the code that trained it.
        ADD COLUMN config_hash text,
        ADD COLUMN code_version text,
        ADD COLUMN git_commit text;
      CREATE INDEX runs_snapshot ON runs (snapshot_id) WHERE snapshot_id IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE snapshots;
      ALTER TABLE runs DROP COLUMN snapshot_id, DROP COLUMN config_hash, DROP COLUMN code_version, DROP COLUMN git_commit;
    `);
  }
}
