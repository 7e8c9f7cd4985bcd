import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['run_metrics', 'run_latest_metrics', 'run_metric_blocks'];

/**
 * Points are written under the lock of their run, so that no foreign key has to look the run up again for each of them. They
 * still go with their run.
 */
export class WritePointsFaster1764000710000 implements MigrationInterface {
  name = 'WritePointsFaster1764000710000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await queryRunner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_run_id_fkey`);
    }
    await queryRunner.query(`
      CREATE FUNCTION delete_points_of_run() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        ${tables.map((table) => `DELETE FROM ${table} WHERE run_id = OLD.id;`).join('\n        ')}
        RETURN NULL;
      END $$;
      CREATE TRIGGER delete_points AFTER DELETE ON runs FOR EACH ROW EXECUTE FUNCTION delete_points_of_run();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER delete_points ON runs; DROP FUNCTION delete_points_of_run()');
    for (const table of tables) {
      await queryRunner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT ${table}_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs (id) ON DELETE CASCADE`,
      );
    }
  }
}
