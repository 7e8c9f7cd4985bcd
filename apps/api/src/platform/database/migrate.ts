import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';

const migrationLock = 7_203_114;

/**
 * Brings the schema up to date. Processes that start together wait for one another.
 *
 * @returns names of the migrations that ran
 */
export async function migrate(url: string): Promise<string[]> {
  const dataSource = await new DataSource(dataSourceOptions(url, 2)).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const done = await dataSource.runMigrations();
    return done.map((migration) => migration.name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
