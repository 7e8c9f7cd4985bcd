import { Injectable } from '@nestjs/common';
import { SnapshotsService, type Snapshot } from '../ingestion/index.js';
import {
  ArtifactCorruptError,
  ArtifactMissingError,
  ArtifactStore,
} from '../platform/artifacts/artifact-store.js';
import { AppConfig } from '../platform/config/app-config.js';
import type { JobContext } from '../platform/jobs/job.js';
import { Logger } from '../platform/telemetry/logger.js';
import { judgedArtifact, RegistryService, type ModelVersion } from '../registry/index.js';
import { codeVersion, gitCommit } from './code-version.js';
import { ratingScale } from './training-config.js';
import type { TrainingTask } from './training-messages.js';
import type { TrainingData } from './training-run.js';

export interface LoadedInputs {
  task: Pick<TrainingTask, 'columns' | 'films' | 'scale' | 'champion'>;
  data: Omit<TrainingData, 'dataFingerprint' | 'userCount' | 'movieCount'>;
  /** Whose file `task.champion` is, if it is not lost; null when nobody reigns. */
  reigning: ModelVersion | null;
}

type Progress = Pick<JobContext, 'signal' | 'progress'>;

/** Reads what a training thread learns from: a snapshot, never the tables, which others write to meanwhile. */
@Injectable()
export class TrainingInputs {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  /** The snapshot of what the tables hold now, taken first where there is none. */
  async snapshot(context: Progress): Promise<Snapshot> {
    context.progress({ phase: 'taking a snapshot' });
    return (await this.snapshots.take(context)).snapshot;
  }

  /**
   * All ratings and films of a snapshot, and the reigning champion.
   *
   * @throws the reason of the signal of `context` when it is aborted
   */
  async load(snapshot: Snapshot, context: Progress): Promise<LoadedInputs> {
    context.progress({ phase: 'loading the snapshot' });
    const { columns, films } = await this.snapshots.load(snapshot, context);
    const champion = await this.champion();
    return {
      task: {
        columns,
        films,
        scale: ratingScale,
        champion: champion?.file ?? null,
      },
      data: {
        snapshotId: snapshot.id,
        dataRevision: snapshot.dataRevision,
        ratingCount: snapshot.ratingCount,
        newestRatingAt: snapshot.lastRatedAt === null ? null : new Date(snapshot.lastRatedAt),
        codeVersion: codeVersion(),
        gitCommit: this.config.gitCommit ?? gitCommit(),
      },
      reigning: champion?.version ?? null,
    };
  }

  /** The fit that was judged, not the one that serves: that has seen the held-out ratings. No file when it is lost: then a training is what makes a new champion. */
  private async champion(): Promise<{ version: ModelVersion; file: Uint8Array | null } | null> {
    const version = await this.registry.championOrNull();
    if (!version) return null;
    try {
      return { version, file: new Uint8Array(await this.artifacts.get(judgedArtifact(version))) };
    } catch (error) {
      if (!(error instanceof ArtifactMissingError || error instanceof ArtifactCorruptError)) throw error;
      this.logger.warn({ event: 'training.champion-lost', version: version.version, err: error });
      return { version, file: null };
    }
  }
}
