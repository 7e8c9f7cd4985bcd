import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The arms of an experiment stay the versions that it started with, wherever the aliases go. */
export class PinArms1764002120000 implements MigrationInterface {
  name = 'PinArms1764002120000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // null: an experiment from before, or one that began without a champion; its arm follows the alias.
    await queryRunner.query('ALTER TABLE ab_arms ADD COLUMN model_version integer');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE ab_arms DROP COLUMN model_version');
  }
}
