import { DataSource } from 'typeorm';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { FileArtifactStore } from '../../../platform/artifacts/file-artifact-store.js';
import { S3ArtifactStore } from '../../../platform/artifacts/s3-artifact-store.js';
import { dataSourceOptions } from '../../../platform/database/data-source-options.js';
import { DatabaseAddress } from '../../../platform/database/database.module.js';
import type { JobContext } from '../../../platform/jobs/job.js';
import { Logger } from '../../../platform/telemetry/logger.js';
import { RatingsReader } from '../../ratings/ratings-reader.js';
import { SnapshotFiles } from '../../snapshots/snapshot-files.js';
import { SnapshotTaker } from '../../snapshots/snapshot-taker.js';
import { SnapshotsRepository } from '../../snapshots/snapshots.repository.js';

/** Takes a snapshot without a server. @returns its id; null where there are no ratings */
export async function snapshotBefore(
  databaseUrl: string,
  config: AppConfig,
  context: Pick<JobContext, 'signal' | 'progress'>,
): Promise<string | null> {
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl, 2)).initialize();
  try {
    const ratings = new RatingsReader(dataSource);
    if ((await ratings.count()) === 0) return null;
    const artifacts = config.s3 ? new S3ArtifactStore(config.s3) : new FileArtifactStore(config.artifactsDir);
    const taker = new SnapshotTaker(
      new SnapshotsRepository(dataSource),
      new SnapshotFiles(artifacts, config),
      ratings,
      new DatabaseAddress(databaseUrl),
      config,
      new Logger(() => undefined),
    );
    return (await taker.take(context)).snapshot.id;
  } finally {
    await dataSource.destroy();
  }
}
