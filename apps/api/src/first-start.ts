import { metricLabels } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { ImportsService, RatingsReader, sampleDataSet } from './ingestion/index.js';
import { JobsService } from './platform/jobs/jobs.service.js';
import type { Job } from './platform/jobs/job.js';
import { Logger } from './platform/telemetry/logger.js';
import { RegistryService } from './registry/index.js';
import { TrainingService, type TrainingOutcome } from './training/index.js';

const tellEveryMs = 2_000;

/** Makes an empty installation useful: the small data set, and a first champion trained on it. */
@Injectable()
export class FirstStart {
  constructor(
    private readonly imports: ImportsService,
    private readonly ratings: RatingsReader,
    private readonly training: TrainingService,
    private readonly registry: RegistryService,
    private readonly jobs: JobsService,
    private readonly logger: Logger,
  ) {}

  /**
   * Does what is missing and tells how far it is. A part that fails is reported, it does not keep the rest from serving.
   *
   * @param isStopping  whether the process was asked to stop: what is unfinished then is no fault
   */
  async run(isStopping: () => boolean): Promise<void> {
    try {
      if ((await this.ratings.count()) === 0) await this.importSmallDataSet();
      if ((await this.registry.championVersion()) === null) await this.trainFirstChampion();
    } catch (error) {
      if (isStopping()) return;
      this.logger.error({
        event: 'first-start.failed',
        message: 'The first start is not complete; it is tried again at the next.',
        err: error,
      });
    }
  }

  private async importSmallDataSet(): Promise<void> {
    this.tell('The database is empty: importing the small MovieLens data set.');
    const job = await this.follow(await this.imports.start(sampleDataSet));
    if (job.state !== 'succeeded')
      throw new Error(`The import has ${job.state}: ${job.failureReason ?? 'no reason given'}`);
    this.tell(`Imported ${(await this.ratings.count()).toLocaleString('en')} ratings.`);
  }

  private async trainFirstChampion(): Promise<void> {
    this.tell('No model serves yet: training and comparing a first set.');
    const job = await this.follow(await this.training.start());
    if (job.state !== 'succeeded')
      throw new Error(`The training has ${job.state}: ${job.failureReason ?? 'no reason given'}`);
    const { runs, primaryMetric, skippedCandidates } = job.result as unknown as TrainingOutcome;
    for (const run of runs) {
      const outcome =
        run.status === 'succeeded'
          ? `${metricLabels[primaryMetric]} ${run.metrics[primaryMetric]?.toFixed(4) ?? '–'}`
          : `${run.status}: ${run.failureReason}`;
      this.tell(`  ${run.name.padEnd(30)} ${outcome}`);
    }
    if (skippedCandidates.length > 0) {
      this.tell(`  Not trained now: ${skippedCandidates.map(({ name }) => name).join(', ')}.`);
    }
  }

  private async follow(started: Job): Promise<Job> {
    let told = '';
    let hasEnded = false;
    const tell = async (): Promise<void> => {
      const { progress } = await this.jobs.get(started.id);
      const share = progress.ratio === null ? '' : ` ${Math.round(progress.ratio * 100)} %`;
      const line = `  ${progress.phase}${share}${progress.message ? ` · ${progress.message}` : ''}`;
      if (line !== told && !hasEnded) this.tell((told = line));
    };
    const timer = setInterval(() => void tell().catch(() => undefined), tellEveryMs);
    try {
      return await this.jobs.settled(started.id);
    } finally {
      hasEnded = true;
      clearInterval(timer);
    }
  }

  private tell(message: string): void {
    this.logger.info({ event: 'first-start', message });
  }
}
