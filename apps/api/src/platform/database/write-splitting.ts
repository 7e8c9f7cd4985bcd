import { isDataFault } from './connection-fault.js';

/**
 * Writes a batch; where the database refuses its data, writes its halves, so that one bad row keeps no other out.
 *
 * @returns rows that the database refuses, each with its error
 * @throws any other error, such as a lost connection: what was written until then must not change when written again
 */
export async function writeSplitting<T>(
  batch: readonly T[],
  write: (rows: readonly T[]) => Promise<unknown>,
): Promise<{ row: T; error: unknown }[]> {
  try {
    await write(batch);
    return [];
  } catch (error) {
    if (!isDataFault(error)) throw error;
    if (batch.length === 1) return [{ row: batch[0], error }];
    const middle = batch.length >> 1;
    return [
      ...(await writeSplitting(batch.slice(0, middle), write)),
      ...(await writeSplitting(batch.slice(middle), write)),
    ];
  }
}
