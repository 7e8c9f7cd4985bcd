import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { events, type RatingsImported } from '../../events.js';
import { DatabaseAddress } from '../../platform/database/database.module.js';
import type { Job, JobContext } from '../../platform/jobs/job.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import type { ImportReport } from './import-report.js';
import { openSource, type ImportSource } from './import-source.js';
import { changedRatings, runImport } from './run-import.js';

export const importKind = 'import';

/** Brings ratings, films, tags and links in from files. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly address: DatabaseAddress,
    private readonly emitter: EventEmitter2,
  ) {}

  /**
   * Starts to import a folder, a zip or a CSV file of ratings. The result of the job is an ImportReport.
   *
   * @param source  a path on this machine
   * @throws ImportSourceNotFoundError when there is no such file or folder
   * @throws ImportSourceUnreadableError when it is of no layout that is understood
   * @throws JobAlreadyRunningError when an import is in progress
   */
  async start(source: string): Promise<Job> {
    const opened = await openSource(source);
    try {
      return await this.jobs.start(importKind, { source }, (context) => this.run(opened, context));
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  private async run(source: ImportSource, context: JobContext): Promise<ImportReport> {
    try {
      const report = await runImport(this.address.url, source, context);
      if (changedRatings(report)) {
        const { inserted, updated } = report.ratings;
        this.emitter.emit(events.ratingsImported, { inserted, updated } satisfies RatingsImported);
      }
      return report;
    } finally {
      source.close();
    }
  }
}
