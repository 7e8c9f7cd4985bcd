import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches of hyperparameters: each trial is a run, which may be pruned before its end. */
export class CreateSearches1764000500000 implements MigrationInterface {
  name = 'CreateSearches1764000500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE searches (
        id uuid PRIMARY KEY,
        settings jsonb NOT NULL,
        -- The job that works on it, or worked on it last; null for the moment before it starts.
        job_id uuid,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX searches_created ON searches (created_at DESC, id DESC);

      ALTER TABLE runs DROP CONSTRAINT runs_status_check;
      ALTER TABLE runs
        ADD CONSTRAINT runs_status_check CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled', 'pruned')),
        ADD COLUMN search_id uuid REFERENCES searches (id) ON DELETE SET NULL,
        -- 0-based; null of the run that a search ends with, which is like any other.
        ADD COLUMN trial integer CHECK (trial >= 0);
      CREATE INDEX runs_search ON runs (search_id, trial) WHERE search_id IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM runs WHERE trial IS NOT NULL;
      ALTER TABLE runs DROP CONSTRAINT runs_status_check, DROP COLUMN search_id, DROP COLUMN trial;
      ALTER TABLE runs ADD CONSTRAINT runs_status_check CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled'));
      DROP TABLE searches;
    `);
  }
}
