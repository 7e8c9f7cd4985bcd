import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  events,
  type AlertRaised,
  type AlertResolved,
  type ArrivedRating,
  type RatingsArrived,
  type RatingsImported,
  type RetrainWanted,
} from '../../events.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { DatabaseAddress } from '../../platform/database/database.module.js';
import { JobKinds } from '../../platform/jobs/job-kinds.js';
import type { Job, JobContext } from '../../platform/jobs/job.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { RatingsReader } from '../ratings/ratings-reader.js';
import { SnapshotTaker } from '../snapshots/snapshot-taker.js';
import { findArchive, type OfficialArchive } from './archives.js';
import { openInspectedSource, type InspectedSource } from './inspect-source.js';
import { downloadArchive } from './download.js';
import type { ImportReport } from './import-report.js';
import { StartImportBody } from './imports.dto.js';
import type { ImportOptions } from './identity/import-choice.js';
import { changedRatings, runImport } from './run-import.js';

export const importKind = 'import';

interface ImportParams extends ImportOptions {
  source: string;
}

/** The options that were given, as they are stored with a job. */
function given(options: ImportOptions): ImportOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== false),
  );
}

/** Brings ratings, films, tags and links in from files. */
@Injectable()
export class ImportsService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly kinds: JobKinds,
    private readonly address: DatabaseAddress,
    private readonly config: AppConfig,
    private readonly emitter: EventEmitter2,
    private readonly snapshots: SnapshotTaker,
    private readonly ratings: RatingsReader,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: importKind,
      title: 'Import',
      description:
        'Brings ratings, films, tags and links in from files of the server, or from an official archive.',
      wishType: StartImportBody,
      prepare: async ({ source, ...asked }: StartImportBody) => {
        const options = given(asked);
        if (!findArchive(source)) (await openInspectedSource(source, source, options)).close();
        return { source, ...options };
      },
      work: ({ source, ...options }: ImportParams, context) => this.importFrom(source, options, context),
      // It is one transaction: whole, or as if it had not been.
      retry: { attempts: 2, isTransient: () => false },
      // What failed of one file is not mended by another.
      alertSubject: ({ source }: ImportParams) => source,
      schedulable: true,
      exampleWish: { source: 'ml-latest-small' },
    });
  }

  /**
   * Starts to import a folder, a zip, a CSV file of ratings, or an official archive, which is downloaded first. The result
   * of the job is an ImportReport.
   *
   * @param source  a path on this machine, or the name of an official archive
   * @param options  what to do where the source is not the data that is here; without a choice the job fails then, with
   *   an ImportConflictError whose counts are its result
   * @throws ImportSourceNotFoundError when there is no such file, folder or archive
   * @throws ImportSourceUnreadableError when it is of no layout that is understood
   * @throws JobAlreadyRunningError when an import is in progress
   */
  async start(source: string, options: ImportOptions = {}): Promise<Job> {
    return this.jobs.enqueue(importKind, { source, ...given(options) });
  }

  /**
   * The same for a file that was uploaded; it is removed at the end.
   *
   * @param label  what the report calls it
   */
  async startUpload(path: string, label: string, options: ImportOptions = {}): Promise<Job> {
    const remove = (): Promise<void> => rm(path, { force: true });
    try {
      return await this.startFrom(await openInspectedSource(path, label, options), options, remove);
    } catch (error) {
      await remove();
      throw error;
    }
  }

  private async importFrom(
    source: string,
    options: ImportOptions,
    context: JobContext,
  ): Promise<ImportReport> {
    const archive = findArchive(source);
    return archive
      ? this.downloadAndRun(archive, options, context)
      : this.run(await openInspectedSource(source, source, options), options, context);
  }

  private async startFrom(
    source: InspectedSource,
    options: ImportOptions,
    cleanUp: () => Promise<void>,
  ): Promise<Job> {
    try {
      return await this.jobs.start(importKind, { source: source.label, ...given(options) }, (context) =>
        this.run(source, options, context).finally(cleanUp),
      );
    } catch (error) {
      source.close();
      throw error;
    }
  }

  private async downloadAndRun(
    archive: OfficialArchive,
    options: ImportOptions,
    context: JobContext,
  ): Promise<ImportReport> {
    const path = await downloadArchive(archive, join(this.config.dataDir, 'downloads'), {
      signal: context.signal,
      onProgress: (bytes, total) =>
        context.progress({
          phase: `Downloading ${archive.name}`,
          done: bytes,
          total,
          ratio: total === null ? null : bytes / total,
        }),
    });
    try {
      return await this.run(await openInspectedSource(path, archive.name), options, context);
    } finally {
      await rm(path, { force: true });
    }
  }

  private async run(
    source: InspectedSource,
    options: ImportOptions,
    context: JobContext,
  ): Promise<ImportReport> {
    try {
      const snapshotId = await this.snapshotBefore(options, context);
      let arrived: ArrivedRating[] = [];
      const keep = (sample: ArrivedRating[]): unknown => (arrived = sample);
      const report = await runImport(this.address.url, source, context, keep, options);
      report.snapshotId = snapshotId;
      this.alert(report);
      if (changedRatings(report)) {
        const { inserted, updated } = report.ratings;
        this.emitter.emit(events.ratingsImported, { inserted, updated } satisfies RatingsImported);
        const told: RatingsArrived = { total: inserted, ratings: arrived, arrivedAt: new Date() };
        if (arrived.length > 0) this.emitter.emit(events.ratingsArrived, told);
      }
      if (report.removed && !report.dryRun) this.askForTraining(source.label);
      return report;
    } finally {
      source.close();
    }
  }

  /** Of an import that left out more than stray lines; the next that takes all of the same source ends the alert. */
  private alert({ source, outcome, warning, dryRun }: ImportReport): void {
    if (dryRun) return;
    const key = `import-partial:${source}`;
    if (outcome === 'complete')
      this.emitter.emit(events.alertResolved, { key, at: new Date() } satisfies AlertResolved);
    else
      this.emitter.emit(events.alertRaised, {
        key,
        severity: 'warning',
        title: `Not all of ${source} was imported`,
        detail: warning ?? '',
        link: '/data',
        at: new Date(),
      } satisfies AlertRaised);
  }

  /** Nothing is removed that could not be restored. */
  private async snapshotBefore(
    { onConflict, dryRun }: ImportOptions,
    context: JobContext,
  ): Promise<string | null> {
    if (onConflict !== 'replace' || dryRun || (await this.ratings.count()) === 0) return null;
    return (await this.snapshots.take(context)).snapshot.id;
  }

  /** What the champion has learnt is about other movies and users. */
  private askForTraining(label: string): void {
    const reason = `${label} replaced the data that the champion was trained on.`;
    this.emitter.emit(events.retrainWanted, { reportId: null, reason } satisfies RetrainWanted);
  }
}
