import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { randomBytes, randomUUID } from 'node:crypto';
import { Logger } from '../../platform/telemetry/logger.js';
import { ArmAssignments } from '../../prediction/index.js';
import { AliasNotFoundError, championAlias, RegistryService } from '../../registry/index.js';
import { RecommendationLogService } from '../recommendation-log.service.js';
import { reportOf, type ExperimentReport } from './experiment-report.js';
import { armOf, type AbArm, type AbExperiment, type AbMetric } from './experiment.js';
import {
  AbExperimentNotFoundError,
  AbExperimentRunningError,
  AbExperimentStoppedError,
} from './experiments.errors.js';
import { ExperimentsRepository } from './experiments.repository.js';

export interface StartExperiment {
  name: string;
  metric: AbMetric;
  alpha: number;
  arms: AbArm[];
}

/** Splits people between models, and says which model they like better. */
@Injectable()
export class ExperimentsService implements OnApplicationBootstrap {
  private runs: AbExperiment | null = null;

  constructor(
    private readonly repository: ExperimentsRepository,
    private readonly registry: RegistryService,
    private readonly log: RecommendationLogService,
    private readonly logger: Logger,
    assignments: ArmAssignments,
  ) {
    assignments.use((unit) => {
      const arm = this.runs && armOf(this.runs, unit);
      return this.runs && arm
        ? { experimentId: this.runs.id, arm: arm.arm, alias: arm.alias, version: arm.modelVersion ?? null }
        : null;
    });
  }

  /**
   * Starts one, over the versions that have the aliases now; people are split from the next list on, in other processes within seconds.
   *
   * @throws AliasNotFoundError, AbExperimentRunningError
   */
  async start({ name, metric, alpha, arms }: StartExperiment): Promise<ExperimentReport> {
    const pinned: AbArm[] = [];
    for (const arm of arms) {
      const modelVersion = await this.registry.versionOf(arm.alias);
      if (modelVersion === null && arm.alias !== championAlias) throw new AliasNotFoundError(arm.alias);
      pinned.push({ ...arm, modelVersion });
    }
    const id = randomUUID();
    const salt = randomBytes(16).toString('hex');
    if (!(await this.repository.start({ id, name, salt, metric, alpha }, pinned)))
      throw new AbExperimentRunningError();
    await this.refresh();
    this.logger.info({ event: 'experiment.started', experimentId: id, arms: pinned });
    return this.get(id);
  }

  /** @throws AbExperimentNotFoundError, AbExperimentStoppedError */
  async stop(id: string, reason: string): Promise<ExperimentReport> {
    if (!(await this.repository.stop(id, reason))) {
      await this.get(id);
      throw new AbExperimentStoppedError(id);
    }
    await this.refresh();
    this.logger.info({ event: 'experiment.stopped', experimentId: id, reason });
    return this.get(id);
  }

  /** @throws AbExperimentNotFoundError */
  async get(id: string): Promise<ExperimentReport> {
    const experiment = await this.repository.find(id);
    if (!experiment) throw new AbExperimentNotFoundError(id);
    await this.log.flush();
    const [sums, versions] = [await this.repository.sums(experiment), await this.repository.versions(id)];
    return reportOf(experiment, sums, versions);
  }

  list(limit: number, after: { startedAt: string; id: string } | null): Promise<AbExperiment[]> {
    return this.repository.list(limit, after);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  @Interval(2_000)
  async refresh(): Promise<void> {
    try {
      this.runs = await this.repository.running();
    } catch (error) {
      this.logger.warn({ event: 'experiment.not-read', err: error });
    }
  }
}
