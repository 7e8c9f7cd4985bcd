import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A job may wait until its lane is free: at most one for each lane. */
export class QueueJobsBehindALane1764002000000 implements MigrationInterface {
  name = 'QueueJobsBehindALane1764002000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE jobs ADD COLUMN waiting boolean NOT NULL DEFAULT false;
      DROP INDEX jobs_one_active_per_lane;
      CREATE UNIQUE INDEX jobs_one_active_per_lane ON jobs (lane) WHERE state IN ('queued', 'running') AND NOT waiting;
      CREATE UNIQUE INDEX jobs_one_waiting_per_lane ON jobs (lane) WHERE state = 'queued' AND waiting;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE jobs SET state = 'cancelled', finished_at = now() WHERE state = 'queued' AND waiting;
      DROP INDEX jobs_one_waiting_per_lane;
      DROP INDEX jobs_one_active_per_lane;
      CREATE UNIQUE INDEX jobs_one_active_per_lane ON jobs (lane) WHERE state IN ('queued', 'running');
      ALTER TABLE jobs DROP COLUMN waiting;
    `);
  }
}
