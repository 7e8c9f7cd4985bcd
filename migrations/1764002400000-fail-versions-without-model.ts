import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A version of the model that serves is READY only if it has a model file. */
export class FailVersionsWithoutModel1764002400000 implements MigrationInterface {
  name = 'FailVersionsWithoutModel1764002400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE model_versions
      SET status = 'FAILED_REGISTRATION',
          status_message = 'Its source is not a model that Marquee trained, so it cannot serve; register it under another name to keep it.'
      WHERE model_name = 'marquee' AND artifact_uri IS NULL AND status = 'READY';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE model_versions SET status = 'READY', status_message = NULL
      WHERE model_name = 'marquee' AND artifact_uri IS NULL AND status = 'FAILED_REGISTRATION';
    `);
  }
}
