import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { Readable } from 'node:stream';
import { events, type RatingsImported } from '../../events.js';
import { ArtifactMissingError, ArtifactStore } from '../../platform/artifacts/artifact-store.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { DatabaseAddress } from '../../platform/database/database.module.js';
import type { Job, JobContext } from '../../platform/jobs/job.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { ImportInProgressError } from '../imports/imports.errors.js';
import type { LoadedSnapshot } from './load-snapshot.js';
import { snapshotParts, type Snapshot, type SnapshotFile, type SnapshotPart } from './snapshot.js';
import { SnapshotFiles } from './snapshot-files.js';
import { SnapshotTaker, type SnapshotOutcome } from './snapshot-taker.js';
import { runSnapshotThread } from './snapshot-thread.js';
import { DatabaseNotEmptyError, SnapshotInUseError, SnapshotNotFoundError } from './snapshots.errors.js';
import { SnapshotsRepository, type SnapshotUse } from './snapshots.repository.js';
import type { RestoreReport } from './restore-snapshot.js';

export const snapshotKind = 'snapshot';
export const restoreKind = 'restore';

const shownUses = 50;

export interface SnapshotDetails extends Snapshot {
  /** The newest runs that have learnt from it. */
  usedBy: SnapshotUse[];
}

/** What a restore has put in place. */
export interface RestoreOutcome extends RestoreReport {
  snapshotId: string;
}

/** Immutable copies of the data, identified by what they hold. */
@Injectable()
export class SnapshotsService {
  constructor(
    private readonly repository: SnapshotsRepository,
    private readonly taker: SnapshotTaker,
    private readonly files: SnapshotFiles,
    private readonly artifacts: ArtifactStore,
    private readonly jobs: JobsService,
    private readonly address: DatabaseAddress,
    private readonly config: AppConfig,
    private readonly emitter: EventEmitter2,
  ) {}

  list(...args: Parameters<SnapshotsRepository['list']>): Promise<Snapshot[]> {
    return this.repository.list(...args);
  }

  find(id: string): Promise<Snapshot | null> {
    return this.repository.find(id);
  }

  /** @throws SnapshotNotFoundError */
  async get(id: string): Promise<Snapshot> {
    const snapshot = await this.repository.find(id);
    if (!snapshot) throw new SnapshotNotFoundError(id);
    return snapshot;
  }

  /** @throws SnapshotNotFoundError */
  async details(id: string): Promise<SnapshotDetails> {
    const snapshot = await this.get(id);
    return { ...snapshot, usedBy: await this.repository.uses(id, shownUses) };
  }

  /**
   * Starts to take a snapshot of what the tables hold. The result of the job is a SnapshotOutcome.
   *
   * @throws JobAlreadyRunningError when one is being taken
   */
  start(): Promise<Job> {
    return this.jobs.start(snapshotKind, {}, (context) => this.taker.take(context));
  }

  /** The snapshot of what the tables hold now, taken first where there is none. */
  take(context: Pick<JobContext, 'signal' | 'progress'>): Promise<SnapshotOutcome> {
    return this.taker.take(context);
  }

  /** The ratings and films of a snapshot, for a training. Takes 16 bytes a rating and some 10 MB besides. */
  load(snapshot: Snapshot, context: Pick<JobContext, 'signal' | 'progress'>): Promise<LoadedSnapshot> {
    return this.files.withFolder(async (folder) => {
      const paths = await this.files.fetch(snapshot, snapshotParts, folder, context.signal);
      return runSnapshotThread('load', { paths }, { ...context, niceness: this.config.trainingNiceness });
    });
  }

  /**
   * Starts to put the content of a snapshot into the tables: all of it, or nothing. The result of the job is a RestoreOutcome.
   *
   * @param replace  first removes the ratings, films and tags that are there
   * @throws SnapshotNotFoundError
   * @throws DatabaseNotEmptyError when there is something and it is not to be replaced
   */
  async restore(id: string, replace: boolean): Promise<Job> {
    const snapshot = await this.get(id);
    const { ratings, films } = await this.repository.countContent();
    if (!replace && ratings + films > 0) throw new DatabaseNotEmptyError(ratings, films);
    return this.jobs.start(restoreKind, { snapshotId: id, replace }, (context) =>
      this.runRestore(snapshot, replace, context),
    );
  }

  /** A file of a snapshot as a stream that fails at its end should it have been altered. */
  async open(id: string, part: SnapshotPart): Promise<{ file: SnapshotFile; content: Readable }> {
    const file = (await this.get(id)).files[part];
    if (!(await this.files.isThere(file))) throw new ArtifactMissingError(file.uri);
    return { file, content: this.artifacts.getStream(file) };
  }

  /**
   * Removes a snapshot that nothing refers to, with those of its files that no other one has.
   *
   * @throws SnapshotNotFoundError
   * @throws SnapshotInUseError when runs have learnt from it
   */
  async remove(id: string): Promise<void> {
    const unused = await this.repository.exclusively(async (manager) => {
      const snapshot = await this.repository.find(id, manager);
      if (!snapshot) throw new SnapshotNotFoundError(id);
      const uses = await this.repository.countUses(id, manager);
      if (uses > 0) throw new SnapshotInUseError(id, `${uses} runs have learnt from it`);
      await this.repository.delete(manager, [id]);
      const kept = await this.repository.fileUris(manager);
      return snapshotParts.map((part) => snapshot.files[part].uri).filter((uri) => !kept.has(uri));
    });
    await this.files.remove(unused);
  }

  private runRestore(snapshot: Snapshot, replace: boolean, context: JobContext): Promise<RestoreOutcome> {
    return this.files.withFolder(async (folder) => {
      context.progress({ phase: 'fetching the snapshot' });
      const paths = await this.files.fetch(snapshot, snapshotParts, folder, context.signal);
      const given = { databaseUrl: this.address.url, paths, replace };
      const report = await runSnapshotThread('restore', given, { ...context, niceness: 0 });
      if ('refused' in report) {
        throw report.refused === 'not-empty'
          ? new DatabaseNotEmptyError(report.ratings, report.films)
          : new ImportInProgressError();
      }
      this.emitter.emit(events.ratingsImported, {
        inserted: report.ratings,
        updated: 0,
      } satisfies RatingsImported);
      return { snapshotId: snapshot.id, ...report };
    });
  }
}
