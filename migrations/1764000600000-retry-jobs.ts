import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that are tried again, taken over and logged; schedules for any kind of job, with the history of what came of them. */
export class RetryJobs1764000600000 implements MigrationInterface {
  name = 'RetryJobs1764000600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE jobs
        ALTER COLUMN owner DROP NOT NULL,
        -- What only one active job may hold at a time; null: any number run side by side.
        ADD COLUMN lane text,
        ADD COLUMN attempt integer NOT NULL DEFAULT 1,
        ADD COLUMN max_attempts integer NOT NULL DEFAULT 1,
        -- When a queued job is taken.
        ADD COLUMN due_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN time_limit_ms bigint,
        -- Until when it should have ended, counted from its entry or from its first start.
        ADD COLUMN deadline_from text CHECK (deadline_from IN ('queued', 'started')),
        ADD COLUMN deadline_ms bigint,
        ADD COLUMN deadline_alerted_at timestamptz,
        -- Whether its params alone are enough to do it again.
        ADD COLUMN repeatable boolean NOT NULL DEFAULT false,
        -- 'api', 'schedule:<name>', 'retry' …
        ADD COLUMN trigger text NOT NULL DEFAULT 'api';
      UPDATE jobs SET lane = kind;
      DROP INDEX jobs_one_active_per_kind;
      -- Single flight by lane, across any number of processes.
      CREATE UNIQUE INDEX jobs_one_active_per_lane ON jobs (lane) WHERE state IN ('queued', 'running');
      CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'queued';
      CREATE INDEX jobs_kind ON jobs (kind, created_at DESC, id DESC);

      CREATE TABLE job_attempts (
        job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        attempt integer NOT NULL,
        owner text,
        started_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        outcome text CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'timed-out', 'interrupted')),
        failure_reason text,
        PRIMARY KEY (job_id, attempt)
      );
      INSERT INTO job_attempts (job_id, attempt, owner, started_at, finished_at, outcome, failure_reason)
      SELECT id, 1, owner, coalesce(started_at, created_at), finished_at,
             CASE WHEN state IN ('succeeded', 'failed', 'cancelled') THEN state END, failure_reason
      FROM jobs;

      CREATE TABLE job_logs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        attempt integer NOT NULL,
        step text NOT NULL,
        level text NOT NULL CHECK (level IN ('debug', 'info', 'warn', 'error')),
        message text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX job_logs_of_job ON job_logs (job_id, id);

      ALTER TABLE schedules
        ADD COLUMN kind text NOT NULL DEFAULT 'training',
        ADD COLUMN params jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN description text NOT NULL DEFAULT '',
        -- The time that is fired next; whoever moves it on has taken that time.
        ADD COLUMN next_run_at timestamptz,
        ADD COLUMN misfire_policy text NOT NULL DEFAULT 'skip' CHECK (misfire_policy IN ('skip', 'run-once')),
        ADD COLUMN misfire_grace_seconds integer NOT NULL DEFAULT 3600 CHECK (misfire_grace_seconds >= 0),
        -- Pauses by itself after so many failures in a row; null: never.
        ADD COLUMN max_failures integer DEFAULT 3 CHECK (max_failures > 0),
        ADD COLUMN consecutive_failures integer NOT NULL DEFAULT 0,
        ADD COLUMN deadline_seconds integer CHECK (deadline_seconds > 0),
        ADD COLUMN paused_reason text,
        ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
      ALTER TABLE schedules ALTER COLUMN kind DROP DEFAULT;

      ALTER TABLE schedule_runs
        ADD COLUMN trigger text NOT NULL DEFAULT 'cron' CHECK (trigger IN ('cron', 'misfire', 'manual')),
        ADD COLUMN params jsonb NOT NULL DEFAULT '{}',
        -- How the job ended; kept here, as jobs are removed after a while.
        ADD COLUMN job_state text,
        ADD COLUMN failure_reason text,
        ADD COLUMN started_at timestamptz,
        ADD COLUMN finished_at timestamptz;
      CREATE INDEX schedule_runs_open ON schedule_runs (job_id) WHERE job_id IS NOT NULL AND finished_at IS NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE schedule_runs
        DROP COLUMN trigger, DROP COLUMN params, DROP COLUMN job_state, DROP COLUMN failure_reason,
        DROP COLUMN started_at, DROP COLUMN finished_at;
      DELETE FROM schedules WHERE kind <> 'training';
      ALTER TABLE schedules
        DROP COLUMN kind, DROP COLUMN params, DROP COLUMN description, DROP COLUMN next_run_at,
        DROP COLUMN misfire_policy, DROP COLUMN misfire_grace_seconds, DROP COLUMN max_failures,
        DROP COLUMN consecutive_failures, DROP COLUMN deadline_seconds, DROP COLUMN paused_reason, DROP COLUMN created_at;
      DROP TABLE job_logs, job_attempts;
      UPDATE jobs SET state = 'failed', finished_at = now() WHERE state IN ('queued', 'running');
      UPDATE jobs SET owner = '0' WHERE owner IS NULL;
      ALTER TABLE jobs
        ALTER COLUMN owner SET NOT NULL,
        DROP COLUMN lane, DROP COLUMN attempt, DROP COLUMN max_attempts, DROP COLUMN due_at, DROP COLUMN time_limit_ms,
        DROP COLUMN deadline_from, DROP COLUMN deadline_ms, DROP COLUMN deadline_alerted_at, DROP COLUMN repeatable,
        DROP COLUMN trigger;
      DROP INDEX jobs_kind;
      CREATE UNIQUE INDEX jobs_one_active_per_kind ON jobs (kind) WHERE state IN ('queued', 'running');
    `);
  }
}
