import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Long work that outlives a request, and the times at which some of it starts by itself. */
export class CreateJobs1764000100000 implements MigrationInterface {
  name = 'CreateJobs1764000100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        params jsonb NOT NULL DEFAULT '{}',
        progress jsonb NOT NULL DEFAULT '{}',
        result jsonb,
        failure_reason text,
        cancel_requested boolean NOT NULL DEFAULT false,
        owner text NOT NULL,
        heartbeat_at timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz
      );
      -- Single flight by kind, across any number of processes.
      CREATE UNIQUE INDEX jobs_one_active_per_kind ON jobs (kind) WHERE state IN ('queued', 'running');
      CREATE INDEX jobs_created ON jobs (created_at DESC, id DESC);

      CREATE TABLE schedules (
        name text PRIMARY KEY,
        cron text NOT NULL,
        time_zone text NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE schedule_runs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        schedule text NOT NULL REFERENCES schedules (name) ON DELETE CASCADE,
        -- The time that the schedule names: two processes that fire for the same time collide here.
        scheduled_for timestamptz NOT NULL,
        fired_at timestamptz NOT NULL DEFAULT now(),
        outcome text NOT NULL,
        job_id uuid,
        detail text,
        UNIQUE (schedule, scheduled_for)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE schedule_runs, schedules, jobs');
  }
}
