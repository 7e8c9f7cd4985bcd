import type { Job, Snapshot } from '../../lib/api-types';
import { formatCount } from '../../lib/format';

/** The files of a snapshot, by what they hold. */
export const snapshotParts = ['ratings', 'movies', 'tags'] as const;

/** As much of an id as tells snapshots apart at sight. */
export const shortId = (id: string) => id.slice(0, 12);

/** The address of the runs that have learnt from a snapshot. */
export const runsOfSnapshot = (id: string) =>
  `/runs?${new URLSearchParams({ filter: `attributes.snapshot_id = '${id}'` }).toString()}`;

/** The snapshot that a finished job has taken or found, and whether it is a new one; null while there is none. */
export function takenSnapshot(job: Job): { id: string; isNew: boolean } | null {
  const result = job.result as { snapshot?: Snapshot; isNew?: boolean } | null;
  return result?.snapshot ? { id: result.snapshot.id, isNew: result.isNew === true } : null;
}

/** What a finished restore has put in place, in words; null while it has not. */
export function restoredContent(job: Job): string | null {
  const result = job.result as { ratings?: number; movies?: number; tags?: number } | null;
  if (result?.ratings === undefined) return null;
  const { ratings, movies, tags } = result;
  return `${formatCount(ratings)} ratings, ${formatCount(movies)} films and ${formatCount(tags)} tags are in the database.`;
}
