import type { EntityManager } from 'typeorm';

const servedSumsLock = 7_203_131;

/** One writer of the sums by day at a time, so that two never wait for each other's rows. Ends with the transaction. */
export async function lockServedSums(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [servedSumsLock]);
}
