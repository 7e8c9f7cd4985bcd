import { dialectLabels, type DialectEvaluation } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ArtifactStore } from '../../platform/artifacts/artifact-store.js';
import { AppConfig } from '../../platform/config/app-config.js';
import type { Job, JobContext } from '../../platform/jobs/job.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { judgedArtifact, RegistryService, type ModelVersion } from '../../registry/index.js';
import { splitSeed, validationShare } from '../default-candidates.js';
import { TrainingInputs } from '../training-inputs.js';
import type { DialectMessage, DialectTask } from './dialect-task.js';

export interface DialectResult extends DialectEvaluation {
  modelVersion: number;
  k: number;
  labels: Readonly<Record<string, string>>;
}

const workerFile = join(import.meta.dirname, '../../../dist/training/dialects/dialects.worker.js');
const maxUsers = 1_000;

/** Measures a model version on the ratings that are held out, as Evidently, RecBole and Microsoft Recommenders would. */
@Injectable()
export class DialectEvaluationService {
  constructor(
    private readonly inputs: TrainingInputs,
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly config: AppConfig,
    private readonly jobs: JobsService,
  ) {}

  /** @throws NoChampionError, ModelVersionNotFoundError, JobAlreadyRunningError */
  async start(version: number | null, k: number): Promise<Job> {
    const model = version === null ? await this.registry.champion() : await this.registry.get(version);
    return this.jobs.start('dialect-evaluation', { version: model.version, k }, (context) =>
      this.evaluate(model, k, context),
    );
  }

  private async evaluate(version: ModelVersion, k: number, context: JobContext): Promise<DialectResult> {
    context.progress({ phase: 'reading the ratings' });
    const { task } = await this.inputs.load(await this.inputs.snapshot(context), context);
    const { columns, films, scale } = task;
    const model = new Uint8Array(await this.artifacts.get(judgedArtifact(version)));
    const niceness = this.config.trainingNiceness;
    const split = { validationShare, splitSeed };
    const evaluation = await inThread(
      { columns, films, scale, model, niceness, k, maxUsers, ...split },
      context,
    );
    return { modelVersion: version.version, k, labels: dialectLabels, ...evaluation };
  }
}

async function inThread(workerData: DialectTask, context: JobContext): Promise<DialectEvaluation> {
  const { signal } = context;
  const worker = new Worker(workerFile, { workerData });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (message: DialectMessage) => {
        if (message.type === 'done') resolve({ users: message.users, metrics: message.metrics });
        else context.progress({ phase: 'making lists', ratio: message.ratio });
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the thread ended with code ${code}`)));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
