import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What garbage collection may take of deleted runs and versions. */
export class ExpireRuns1764001300000 implements MigrationInterface {
  name = 'ExpireRuns1764001300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX runs_deleted ON runs (deleted_at) WHERE lifecycle_stage = 'deleted';

      -- Versions whose files are kept: those that are not deleted, or were after an instant, or that an alias ever named, so
      -- that what served can always be traced and examined.
      CREATE FUNCTION kept_versions(deleted_before timestamptz) RETURNS SETOF model_versions LANGUAGE sql STABLE AS $$
        SELECT v.* FROM model_versions v
        WHERE v.deleted_at IS NULL OR v.deleted_at >= deleted_before
          OR EXISTS (SELECT FROM model_aliases a WHERE (a.model_name, a.version) = (v.model_name, v.version))
          OR EXISTS (SELECT FROM model_alias_moves m WHERE (m.model_name, m.to_version) = (v.model_name, v.version))
      $$;

      -- Runs that were deleted before an instant and that nothing needs any more: no version that is kept, by its run or by
      -- the address of its files, and no logged model.
      CREATE FUNCTION expired_runs(deleted_before timestamptz) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
        SELECT r.id FROM runs r
        WHERE r.lifecycle_stage = 'deleted' AND r.deleted_at < deleted_before
          AND NOT EXISTS (
            SELECT FROM kept_versions(deleted_before) v
            WHERE v.run_id = r.id OR strpos(v.source, r.id::text) > 0
               OR strpos(v.source, replace(r.id::text, '-', '')) > 0)
          AND NOT EXISTS (SELECT FROM logged_models m WHERE m.source_run_id = r.id AND m.deleted_at IS NULL)
      $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP FUNCTION expired_runs(timestamptz); DROP FUNCTION kept_versions(timestamptz); DROP INDEX runs_deleted',
    );
  }
}
