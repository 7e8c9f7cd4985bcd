import type { ModelKind } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { SnapshotsService, type Snapshot } from '../ingestion/index.js';
import { AppConfig } from '../platform/config/app-config.js';
import type { Job, JobContext } from '../platform/jobs/job.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { RunsService, type Run } from '../tracking/index.js';
import { codeVersion } from './code-version.js';
import { validationShare } from './default-candidates.js';
import { ratingScale } from './training-config.js';
import type { TrainingMessage } from './training-messages.js';
import { runTrainingThread } from './training-thread.js';
import { RunNotReproducibleError } from './training.errors.js';

export const reproductionKind = 'reproduction';

/** What came of training a run's model once more. */
export interface ReproductionOutcome {
  runId: string;
  snapshotId: string;
  /** Whether the model's file is the same, bit for bit. */
  identical: boolean;
  expectedSha256: string;
  actualSha256: string;
  /** Whether the code that makes models is that of the run: other code may well make another model. */
  sameCode: boolean;
  seconds: number;
}

interface Reproducible {
  run: Run & { artifact: NonNullable<Run['artifact']>; seed: number };
  snapshot: Snapshot;
}

/** Trains a run's model once more from its snapshot, and compares. */
@Injectable()
export class ReproductionService {
  constructor(
    private readonly jobs: JobsService,
    private readonly runs: RunsService,
    private readonly snapshots: SnapshotsService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Starts it. The result of the job is a ReproductionOutcome; nothing is stored, and nothing that serves changes.
   *
   * @throws RunNotFoundError
   * @throws RunNotReproducibleError when the run has no model or no snapshot
   * @throws JobAlreadyRunningError when another one is in progress
   */
  async start(runId: string): Promise<Job> {
    const reproducible = await this.find(runId);
    return this.jobs.start(reproductionKind, { runId }, (context) => this.reproduce(reproducible, context));
  }

  private async find(runId: string): Promise<Reproducible> {
    const run = await this.runs.get(runId);
    const { artifact, snapshotId, seed } = run;
    if (!artifact || seed === null) throw new RunNotReproducibleError(runId, 'it has left no model');
    if (!snapshotId) throw new RunNotReproducibleError(runId, 'it is older than snapshots');
    const snapshot = await this.snapshots.find(snapshotId);
    if (!snapshot) throw new RunNotReproducibleError(runId, `its snapshot ${snapshotId} has been removed`);
    return { run: { ...run, artifact, seed }, snapshot };
  }

  private async reproduce(
    { run, snapshot }: Reproducible,
    context: JobContext,
  ): Promise<ReproductionOutcome> {
    const startedAt = performance.now();
    context.progress({ phase: 'loading the snapshot' });
    const { columns, films } = await this.snapshots.load(snapshot, context);
    const { seed, hyperparameters } = run;
    const kind = run.kind as ModelKind;
    let actualSha256: string | null = null;
    await runTrainingThread(
      {
        columns,
        films,
        candidates: [
          {
            kind,
            name: run.name,
            hyperparameters,
            role: 'named',
            estimatedSeconds: 1,
            reason: 'To be reproduced.',
          },
        ],
        seed,
        validationShare,
        scale: ratingScale,
        champion: null,
        fitOnly: 'train-set',
        primaryMetric: this.config.trainingPrimaryMetric,
        niceness: this.config.trainingNiceness,
      },
      context.signal,
      (message) => {
        if (message.type === 'candidate-failed') throw new Error(message.reason);
        if (message.type === 'candidate-fitted') actualSha256 = sha256(message.file);
        report(run.name, message, context);
      },
    );
    if (actualSha256 === null) throw new Error('The training ended without a model.');
    return {
      runId: run.id,
      snapshotId: snapshot.id,
      identical: actualSha256 === run.artifact.sha256,
      expectedSha256: run.artifact.sha256,
      actualSha256,
      sameCode: run.codeVersion === codeVersion(),
      seconds: Math.round(performance.now() - startedAt) / 1000,
    };
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function report(name: string, message: TrainingMessage, context: JobContext): void {
  if (message.type === 'phase') context.progress({ phase: message.phase, ratio: message.ratio });
  if (message.type !== 'epoch') return;
  const { epoch, epochs } = message;
  context.progress({
    phase: `training ${name}`,
    done: epoch,
    total: epochs,
    ratio: epoch / epochs,
    message: `epoch ${epoch} of ${epochs}`,
  });
}
