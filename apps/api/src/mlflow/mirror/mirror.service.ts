import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { events, type JobEnded } from '../../events.js';
import { ArtifactStore } from '../../platform/artifacts/artifact-store.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { JobKinds } from '../../platform/jobs/job-kinds.js';
import type { JobContext } from '../../platform/jobs/job.js';
import { JobAlreadyRunningError } from '../../platform/jobs/jobs.errors.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { championAlias, RegistryService } from '../../registry/index.js';
import { RunsService, trainingExperimentId, type Condition, type RunWithData } from '../../tracking/index.js';
import { RemoteMlflow, RemoteMlflowError } from './remote-mlflow.js';
import { RunMirror } from './run-mirror.js';

export const mirrorKind = 'mlflow-mirror';
/** Tags of a run that has been mirrored: its id there, and the version it made there. */
export const mirrorTag = 'marquee.mirror';
const versionTag = 'marquee.mirror.version';

const sweepEveryMs = 30 * 60_000;
const runsPerPage = 50;
const makesRuns = new Set(['training', 'search']);

const attribute = (key: string, comparator: '!=', value: string): Condition => ({
  entity: 'attribute',
  key,
  comparator,
  value,
});
const notMirrored: readonly Condition[] = [
  attribute('status', '!=', 'RUNNING'),
  attribute('status', '!=', 'SCHEDULED'),
  { entity: 'tag', key: mirrorTag, comparator: 'IS NULL', value: null },
];

/**
 * Sends every finished training run to a real MLflow server, where the settings name one: as a job of its own, tried again
 * with back-off, so that no training waits for it or fails by it.
 */
@Injectable()
export class MirrorService implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly config: AppConfig,
    private readonly kinds: JobKinds,
    private readonly jobs: JobsService,
    private readonly runs: RunsService,
    private readonly registry: RegistryService,
    private readonly store: ArtifactStore,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    if (this.config.mlflowMirror === null) return;
    this.kinds.register({
      kind: mirrorKind,
      title: 'Mirror to MLflow',
      description: 'Sends finished training runs to the MLflow server that MLFLOW_MIRROR_URI names.',
      work: (_params, context) => this.mirrorAll(context),
      retry: {
        attempts: 12,
        firstDelayMs: 1000,
        maxDelayMs: 15 * 60_000,
        isTransient: (error) => !(error instanceof RemoteMlflowError) || error.isTransient,
      },
    });
  }

  onApplicationBootstrap(): Promise<void> {
    return this.sweep();
  }

  @OnEvent(events.jobEnded)
  async afterJob({ kind }: JobEnded): Promise<void> {
    if (makesRuns.has(kind)) await this.begin(kind);
  }

  @OnEvent(events.championChanged)
  async afterPromotion(): Promise<void> {
    await this.begin('promotion');
  }

  /** What was missed: the server was away for too long, or the setting is new. */
  @Interval(sweepEveryMs)
  async sweep(): Promise<void> {
    if (this.config.mlflowMirror === null) return;
    const waiting = await this.waiting(1).catch(() => []);
    if (waiting.length > 0) await this.begin('sweep');
  }

  /** Whoever calls this has something else to do: what fails here is logged. */
  private async begin(trigger: string): Promise<void> {
    if (this.config.mlflowMirror === null) return;
    await this.jobs.enqueue(mirrorKind, {}, { trigger }).catch((error: unknown) => {
      // The one that runs looks for runs until there are none left.
      if (error instanceof JobAlreadyRunningError) return;
      this.logger.warn({ event: 'mirror.not-started', err: error });
    });
  }

  private async mirrorAll(context: JobContext): Promise<{ mirrored: number }> {
    const settings = this.config.mlflowMirror!;
    const remote = new RemoteMlflow(settings, context.signal);
    const mirror = new RunMirror(remote, this.runs, this.store, settings.modelName);
    const experimentId = await mirror.experiment(settings.experiment);
    let mirrored = 0;
    for (;;) {
      const waiting = await this.waiting(runsPerPage);
      for (const run of waiting) {
        context.signal.throwIfAborted();
        context.progress({ phase: `mirroring ${run.name}`, done: mirrored });
        const { runId, version } = await mirror.mirror(run, experimentId);
        await this.runs.setTags(run.id, {
          ...(version === null ? {} : { [versionTag]: version }),
          [mirrorTag]: runId,
        });
        mirrored += 1;
      }
      if (waiting.length === 0) break;
    }
    await this.mirrorChampion(mirror);
    if (mirrored > 0) this.logger.info({ event: 'mirror.done', mirrored, uri: settings.uri });
    return { mirrored };
  }

  private async mirrorChampion(mirror: RunMirror): Promise<void> {
    const champion = await this.registry.championOrNull();
    if (champion === null) return;
    const { tags } = await this.runs.get(champion.runId);
    const version = tags[versionTag];
    if (version !== undefined) await mirror.setAlias(championAlias, version);
  }

  private async waiting(limit: number): Promise<RunWithData[]> {
    const { items } = await this.runs.search({
      experimentIds: [trainingExperimentId],
      filter: notMirrored,
      orderBy: [{ entity: 'attribute', key: 'start_time', ascending: true }],
      withTrials: false,
      limit,
    });
    return items;
  }
}
