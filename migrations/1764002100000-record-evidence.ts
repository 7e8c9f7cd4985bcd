import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a decision about a promotion could tell models apart by, and the stored versions that were judged beside. */
export class RecordEvidence1764002100000 implements MigrationInterface {
  name = 'RecordEvidence1764002100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE promotion_decisions ADD COLUMN evidence jsonb, ADD COLUMN contenders jsonb NOT NULL DEFAULT '[]'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE promotion_decisions DROP COLUMN evidence, DROP COLUMN contenders');
  }
}
