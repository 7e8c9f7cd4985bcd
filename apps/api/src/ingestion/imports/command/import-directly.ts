import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { migrate } from '../../../platform/database/migrate.js';
import type { JobProgress } from '../../../platform/jobs/job.js';
import { findArchive } from '../archives.js';
import { openInspectedSource } from '../inspect-source.js';
import { downloadArchive } from '../download.js';
import type { ImportOptions } from '../identity/import-choice.js';
import type { ImportReport } from '../import-report.js';
import { runImport } from '../run-import.js';
import { snapshotBefore } from './snapshot-before.js';

/**
 * Imports into a database without a server, bringing its schema up to date first.
 *
 * @param source  a path, or the name of an official archive
 */
export async function importDirectly(
  source: string,
  options: ImportOptions,
  databaseUrl: string,
  config: AppConfig,
  signal: AbortSignal,
  onProgress: (progress: Partial<JobProgress>) => void,
): Promise<ImportReport> {
  const archive = findArchive(source);
  const path = archive
    ? await downloadArchive(archive, join(config.dataDir, 'downloads'), {
        signal,
        onProgress: (bytes, total) =>
          onProgress({ phase: `Downloading ${archive.name}`, ratio: total === null ? null : bytes / total }),
      })
    : source;
  try {
    const opened = await openInspectedSource(path, source, options);
    try {
      await migrate(databaseUrl);
      const context = { signal, progress: onProgress };
      const isReplaced = options.onConflict === 'replace' && !options.dryRun;
      const snapshotId = isReplaced ? await snapshotBefore(databaseUrl, config, context) : null;
      return { ...(await runImport(databaseUrl, opened, context, undefined, options)), snapshotId };
    } finally {
      opened.close();
    }
  } finally {
    if (archive) await rm(path, { force: true });
  }
}
