import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Training runs, the model versions that they leave, and which of them serves. */
export class CreateRegistry1764000200000 implements MigrationInterface {
  name = 'CreateRegistry1764000200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE runs (
        id uuid PRIMARY KEY,
        job_id uuid,
        kind text NOT NULL,
        name text NOT NULL,
        status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled')),
        hyperparameters jsonb NOT NULL,
        seed integer NOT NULL,
        data_fingerprint text NOT NULL,
        data_revision bigint NOT NULL,
        rating_count integer NOT NULL,
        user_count integer NOT NULL,
        movie_count integer NOT NULL,
        newest_rating_at timestamptz,
        metrics jsonb NOT NULL DEFAULT '{}',
        artifact_uri text,
        artifact_sha256 text,
        artifact_bytes bigint,
        -- Other artifacts that the model is served with, by name: { uri, sha256, bytes }.
        companions jsonb NOT NULL DEFAULT '{}',
        engine_version text NOT NULL,
        failure_reason text,
        started_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      CREATE INDEX runs_started ON runs (started_at DESC, id DESC);
      CREATE INDEX runs_job ON runs (job_id);

      CREATE TABLE run_metrics (
        run_id uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        metric text NOT NULL,
        step integer NOT NULL,
        value double precision NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, metric, step)
      );

      CREATE TABLE model_versions (
        version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        run_id uuid NOT NULL UNIQUE REFERENCES runs (id),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE model_aliases (
        alias text PRIMARY KEY,
        version integer NOT NULL REFERENCES model_versions (version),
        moved_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE model_alias_moves (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        alias text NOT NULL,
        from_version integer,
        to_version integer NOT NULL,
        reason text NOT NULL,
        decided_by text NOT NULL CHECK (decided_by IN ('gate', 'person')),
        numbers jsonb NOT NULL DEFAULT '{}',
        moved_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX model_alias_moves_alias ON model_alias_moves (alias, id DESC);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE model_alias_moves, model_aliases, model_versions, run_metrics, runs');
  }
}
