import { Injectable } from '@nestjs/common';
import type { JobContext } from '../../platform/jobs/job.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { DatabaseAddress } from '../../platform/database/database.module.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { RatingsReader } from '../ratings/ratings-reader.js';
import { snapshotId } from './content-hash.js';
import {
  schemaVersion,
  snapshotParts,
  type Snapshot,
  type SnapshotFile,
  type SnapshotPart,
} from './snapshot.js';
import { SnapshotFiles } from './snapshot-files.js';
import { runSnapshotThread } from './snapshot-thread.js';
import { SnapshotsRepository } from './snapshots.repository.js';
import type { TakenSnapshot } from './take-snapshot.js';

export interface SnapshotOutcome {
  snapshot: Snapshot;
  /** false: the data had not changed, or has been the same before. */
  isNew: boolean;
}

/** Takes snapshots: the same data gives the same one, and no second file. */
@Injectable()
export class SnapshotTaker {
  constructor(
    private readonly repository: SnapshotsRepository,
    private readonly files: SnapshotFiles,
    private readonly ratings: RatingsReader,
    private readonly address: DatabaseAddress,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  /**
   * The snapshot of what the tables hold now. Nothing is read when they have not changed since one was taken.
   *
   * @throws the reason of the signal of `context` when it is aborted; nothing is left behind then
   */
  async take(context: Pick<JobContext, 'signal' | 'progress'>): Promise<SnapshotOutcome> {
    const known = await this.repository.ofRevision(await this.ratings.revision());
    if (known && (await this.files.areThere(known))) return { snapshot: known, isNew: false };
    return this.files.withFolder(async (folder) => {
      const given = { databaseUrl: this.address.url, folder };
      const niceness = this.config.trainingNiceness;
      const taken = await runSnapshotThread('take', given, { ...context, niceness });
      return this.record(taken, context);
    });
  }

  private async record(
    taken: TakenSnapshot,
    { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<SnapshotOutcome> {
    const id = snapshotId(mapParts((part) => taken.files[part].contentHash));
    const known = await this.repository.find(id);
    if (known && (await this.files.areThere(known))) {
      await this.repository.seenAt(id, taken.dataRevision);
      return { snapshot: { ...known, dataRevision: taken.dataRevision }, isNew: false };
    }
    progress({ phase: 'storing the snapshot', ratio: null, remainingSeconds: null });
    const uploaded: string[] = [];
    try {
      const isNew = await this.store(id, taken, uploaded, signal);
      const snapshot = (await this.repository.find(id))!;
      const { ratingCount, bytes } = snapshot;
      if (isNew) this.logger.info({ event: 'snapshot.taken', snapshotId: id, ratingCount, bytes });
      return { snapshot, isNew };
    } catch (error) {
      await this.files.remove(uploaded).catch((err: unknown) => {
        this.logger.warn({ event: 'snapshot.files-not-removed', uris: uploaded, err });
      });
      throw error;
    }
  }

  /**
   * Brings to the store what is not there yet, and puts the snapshot on record.
   *
   * @param uploaded  where each file is noted as soon as it is in the store
   * @returns false when another process was first
   */
  private store(id: string, taken: TakenSnapshot, uploaded: string[], signal: AbortSignal): Promise<boolean> {
    // While this transaction lasts nobody removes a file that the snapshot is going to share.
    return this.repository.exclusively(async (manager) => {
      const known = await this.repository.find(id, manager);
      if (known && (await this.files.areThere(known))) return false;
      const folderKey = this.files.newFolderKey(id);
      const files = {} as Record<SnapshotPart, SnapshotFile>;
      for (const part of snapshotParts) {
        const written = taken.files[part];
        const shared = await this.repository.fileOf(part, written.contentHash, manager);
        if (shared && (await this.files.isThere(shared))) {
          files[part] = shared;
          continue;
        }
        const stored = await this.files.publish(`${folderKey}/${part}.parquet`, written, signal);
        uploaded.push(stored.uri);
        files[part] = { ...stored, rows: written.rows, contentHash: written.contentHash };
      }
      signal.throwIfAborted();
      const parent = known ? known.parentId : ((await this.repository.latest(manager))?.id ?? null);
      await this.repository.put(manager, describe(id, parent, taken, files));
      return true;
    });
  }
}

const mapParts = <T>(of: (part: SnapshotPart) => T): Record<SnapshotPart, T> =>
  Object.fromEntries(snapshotParts.map((part) => [part, of(part)])) as Record<SnapshotPart, T>;

function describe(
  id: string,
  parentId: string | null,
  taken: TakenSnapshot,
  files: Record<SnapshotPart, SnapshotFile>,
): Omit<Snapshot, 'createdAt'> {
  const { dataRevision, userCount, movieCount, lowestRating, highestRating } = taken;
  return {
    id,
    parentId,
    schemaVersion,
    ratingCount: files.ratings.rows,
    userCount,
    movieCount,
    filmCount: files.movies.rows,
    tagCount: files.tags.rows,
    firstRatedAt: toTime(taken.firstRatedAt),
    lastRatedAt: toTime(taken.lastRatedAt),
    lowestRating,
    highestRating,
    files,
    bytes: snapshotParts.reduce((sum, part) => sum + files[part].bytes, 0),
    dataRevision,
  };
}

function toTime(micros: number | null): string | null {
  return micros === null ? null : new Date(Math.floor(micros / 1000)).toISOString();
}
