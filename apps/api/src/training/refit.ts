import type { ModelKind } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { AppConfig } from '../platform/config/app-config.js';
import type { JobContext } from '../platform/jobs/job.js';
import { JobCancelledError } from '../platform/jobs/jobs.errors.js';
import { Logger } from '../platform/telemetry/logger.js';
import { RegistryService } from '../registry/index.js';
import { validationShare } from './default-candidates.js';
import type { LoadedInputs } from './training-inputs.js';
import { runTrainingThread } from './training-thread.js';
import type { Hyperparameters } from './training-run.js';

/** A run whose model is to serve, and what it was made from. */
export interface RefitRequest {
  runId: string;
  version: number;
  kind: string;
  name: string;
  hyperparameters: Hyperparameters;
  seed: number;
}

type RefitInputs = Pick<LoadedInputs, 'data'> & {
  task: Pick<LoadedInputs['task'], 'columns' | 'films' | 'scale'>;
};

/**
 * Fits the winner of a training once more, on all ratings of the same snapshot: what serves has learnt from the held-out ones
 * too. The fit that was judged stays beside it, for the next comparison.
 */
@Injectable()
export class Refits {
  constructor(
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  /**
   * The version serves by the new fit from then on. Where that fails, the fit that was judged serves, and the log says why.
   *
   * @throws JobCancelledError
   */
  async refit(request: RefitRequest, inputs: RefitInputs, context: JobContext): Promise<void> {
    const { runId, version, name } = request;
    const phase = `refitting ${name} on all ratings`;
    context.progress({ phase, message: null, detail: null });
    try {
      const file = await this.fit(request, inputs, context, phase);
      const artifact = await this.artifacts.put(`models/${context.jobId}/${runId}-refit.safetensors`, file);
      const { snapshotId, ratingCount } = inputs.data;
      await this.registry.recordRefit(version, artifact, { snapshotId, ratingCount });
    } catch (error) {
      if (error instanceof JobCancelledError || context.signal.aborted) throw error;
      this.logger.warn({ event: 'training.refit-failed', runId, version, err: error });
    }
  }

  /** The model's file. */
  async fit(
    { kind, name, hyperparameters, seed }: Omit<RefitRequest, 'runId' | 'version'>,
    { task }: Pick<RefitInputs, 'task'>,
    context: JobContext,
    phase: string,
  ): Promise<Uint8Array> {
    const candidate = { kind: kind as ModelKind, name, hyperparameters };
    let file: Uint8Array | null = null;
    await runTrainingThread(
      {
        ...task,
        candidates: [{ ...candidate, role: 'named', estimatedSeconds: 1, reason: '' }],
        seed,
        validationShare,
        champion: null,
        fitOnly: 'all-ratings',
        primaryMetric: this.config.trainingPrimaryMetric,
        niceness: this.config.trainingNiceness,
      },
      context.signal,
      (message) => {
        if (message.type === 'candidate-failed') throw new Error(message.reason);
        if (message.type === 'candidate-fitted') file = message.file;
        if (message.type === 'epoch') context.progress({ phase, ratio: message.epoch / message.epochs });
      },
    );
    if (file === null) throw new Error('The refit ended without a model.');
    return file;
  }
}
