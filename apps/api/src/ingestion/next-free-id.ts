import type { EntityManager } from 'typeorm';
import { largestId } from './field-rules.js';

/**
 * The id after the largest; where that is taken, the lowest that is free.
 * Hold a lock until the row is written: the next caller gets the same id before.
 */
export async function nextFreeId(manager: EntityManager, table: 'movies' | 'users'): Promise<number> {
  const [{ largest }] = await manager.query<[{ largest: number | null }]>(
    `SELECT max(id) AS largest FROM ${table}`,
  );
  if ((largest ?? 0) < largestId) return (largest ?? 0) + 1;
  const [{ free }] = await manager.query<[{ free: number }]>(
    `SELECT candidate AS free FROM (SELECT 1 AS candidate UNION ALL SELECT id + 1 FROM ${table} WHERE id < ${largestId}) AS c
     WHERE NOT EXISTS (SELECT FROM ${table} WHERE id = candidate) ORDER BY candidate LIMIT 1`,
  );
  return free;
}
