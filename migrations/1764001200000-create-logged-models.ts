import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What clients of MLflow's protocol keep that nothing else here has a place for: models logged apart from runs, and files. */
export class CreateLoggedModels1764001200000 implements MigrationInterface {
  name = 'CreateLoggedModels1764001200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE logged_models (
        id text PRIMARY KEY,
        experiment_id bigint NOT NULL,
        name text NOT NULL,
        model_type text NOT NULL DEFAULT '',
        source_run_id uuid,
        status text NOT NULL DEFAULT 'LOGGED_MODEL_PENDING' CHECK (status IN
          ('LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED')),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        deleted_at timestamptz(3)
      );
      CREATE INDEX logged_models_experiment ON logged_models (experiment_id, created_at DESC);

      CREATE TABLE logged_model_params (
        model_id text NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
        key text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (model_id, key)
      );
      CREATE TABLE logged_model_tags (
        model_id text NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
        key text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (model_id, key)
      );
      -- The last value of each metric by run and dataset; empty texts where there is no dataset.
      CREATE TABLE logged_model_metrics (
        model_id text NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
        run_id uuid NOT NULL,
        key text NOT NULL,
        dataset_name text NOT NULL DEFAULT '',
        dataset_digest text NOT NULL DEFAULT '',
        value double precision NOT NULL,
        step bigint NOT NULL,
        timestamp_ms bigint NOT NULL,
        PRIMARY KEY (model_id, run_id, key, dataset_name, dataset_digest)
      );

      -- Models that a run read, and those it made.
      CREATE TABLE run_model_inputs (
        run_id uuid NOT NULL,
        model_id text NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
        PRIMARY KEY (run_id, model_id)
      );
      CREATE TABLE run_model_outputs (
        run_id uuid NOT NULL,
        model_id text NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
        step bigint NOT NULL,
        PRIMARY KEY (run_id, model_id)
      );

      -- Files that were sent to a path which is no run's: those of logged models, and wherever clients point to.
      CREATE TABLE proxied_artifacts (
        path text COLLATE "C" PRIMARY KEY,
        uri text NOT NULL,
        sha256 text NOT NULL,
        bytes bigint NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE proxied_artifacts, run_model_outputs, run_model_inputs, logged_model_metrics, logged_model_tags,
                 logged_model_params, logged_models;
    `);
  }
}
