import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A version that serves is refitted on all ratings; the fit that was judged stays beside it. */
export class RefitVersions1764002110000 implements MigrationInterface {
  name = 'RefitVersions1764002110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // judged_artifact: {uri, sha256, bytes} of the fit that has not seen the held-out ratings, where artifact_* is another.
    // refit: {snapshotId, ratingCount, refittedAt} of what artifact_* has learnt from then.
    await queryRunner.query(
      'ALTER TABLE model_versions ADD COLUMN judged_artifact jsonb, ADD COLUMN refit jsonb',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE model_versions SET artifact_uri = judged_artifact ->> 'uri', artifact_sha256 = judged_artifact ->> 'sha256',
                                artifact_bytes = (judged_artifact ->> 'bytes')::bigint, source = judged_artifact ->> 'uri'
      WHERE judged_artifact IS NOT NULL;
      ALTER TABLE model_versions DROP COLUMN judged_artifact, DROP COLUMN refit;
    `);
  }
}
