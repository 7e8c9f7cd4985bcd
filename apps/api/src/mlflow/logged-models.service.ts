import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ValidationFailedError } from '../platform/http/validation.js';
import { ExperimentDeletedError, ExperimentsService, RunsService } from '../tracking/index.js';
import type { LoggedModel, LoggedModelStatus } from './logged-model.js';
import {
  LoggedModelsRepository,
  type LoggedModelSearch,
  type NewLoggedModel,
} from './logged-models.repository.js';
import { LoggedModelNotFoundError, LoggedModelTagNotFoundError } from './mlflow.errors.js';
import type { RunModels } from './present-run.js';
import type { LoggedMetric } from './protocol/batch.js';
import { RunModelsRepository } from './run-models.repository.js';

/** Models that clients of MLflow 3 log apart from runs. */
@Injectable()
export class LoggedModelsService {
  constructor(
    private readonly models: LoggedModelsRepository,
    private readonly ofRuns: RunModelsRepository,
    private readonly runs: RunsService,
    private readonly experiments: ExperimentsService,
  ) {}

  /** @throws ExperimentNotFoundError, ExperimentDeletedError, RunNotFoundError */
  async create(model: Omit<NewLoggedModel, 'id'>): Promise<LoggedModel> {
    checkName(model.name);
    const experiment = await this.experiments.get(model.experimentId);
    if (experiment.lifecycleStage === 'deleted') throw new ExperimentDeletedError(experiment.id);
    const sourceRunId = model.sourceRunId === null ? null : (await this.runs.get(model.sourceRunId)).id;
    const id = `m-${randomUUID().replaceAll('-', '')}`;
    await this.models.insert({ ...model, id, name: model.name || id, sourceRunId });
    return this.get(id);
  }

  /** @throws LoggedModelNotFoundError */
  async get(id: string, withDeleted = false): Promise<LoggedModel> {
    const found = await this.models.find(id, withDeleted);
    if (!found) throw new LoggedModelNotFoundError(id);
    return found;
  }

  search(search: LoggedModelSearch): Promise<LoggedModel[]> {
    return this.models.search(search);
  }

  /** Says that all files are there, or that they will not come. */
  async finalize(id: string, status: LoggedModelStatus): Promise<LoggedModel> {
    await this.get(id);
    await this.models.setStatus(id, status);
    return this.get(id);
  }

  async delete(id: string): Promise<void> {
    await this.get(id);
    await this.models.delete(id);
  }

  async addParams(id: string, params: Record<string, string>): Promise<void> {
    await this.get(id);
    if (await this.models.addParams(id, params)) return;
    const detail = `Changing parameters of logged model ${id} is not allowed`;
    throw new ValidationFailedError([{ pointer: '/params', detail }]);
  }

  async setTags(id: string, tags: Record<string, string>): Promise<void> {
    await this.get(id);
    await this.models.setTags(id, tags);
  }

  async deleteTag(id: string, key: string): Promise<void> {
    await this.get(id);
    if (!(await this.models.deleteTag(id, key))) throw new LoggedModelTagNotFoundError(id, key);
  }

  async addInputs(runId: string, modelIds: readonly string[]): Promise<void> {
    const run = await this.runs.get(runId);
    await this.expectAll(modelIds);
    await this.ofRuns.addInputs(run.id, modelIds);
  }

  async addOutputs(runId: string, outputs: RunModels['outputs']): Promise<void> {
    const run = await this.runs.get(runId);
    await this.expectAll(outputs.map(({ modelId }) => modelId));
    await this.ofRuns.addOutputs(run.id, outputs);
  }

  async addMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void> {
    const run = await this.runs.get(runId);
    await this.models.addMetrics(run.id, metrics);
  }

  private async expectAll(ids: readonly string[]): Promise<void> {
    const there = await this.models.existing(ids);
    const missing = ids.find((id) => !there.has(id));
    if (missing !== undefined) throw new LoggedModelNotFoundError(missing);
  }
}

/** Names of models stand in paths and addresses. */
function checkName(name: string): void {
  if (!/[/:.%"']/.test(name)) return;
  const detail = `Invalid model name "${name}": it may not hold any of / : . % " '`;
  throw new ValidationFailedError([{ pointer: '/name', detail }]);
}
