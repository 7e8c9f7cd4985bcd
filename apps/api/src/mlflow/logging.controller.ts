import { Body, Controller, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HttpRequest } from '../platform/http/request.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { RunsService, type RunInput } from '../tracking/index.js';
import { LoggedModelsService } from './logged-models.service.js';
import {
  checkBatchSize,
  loggedMetric,
  truncatedParams,
  truncatedTags,
  uniqueParams,
  type LoggedMetric,
} from './protocol/batch.js';
import { Fields } from './protocol/fields.js';
import { jsonList } from './protocol/json.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';
import { runIdOf } from './protocol/run-id.js';

/** Tag that lists the models which clients before MLflow 3 logged as artifacts of a run. */
const modelHistoryTag = 'mlflow.log-model.history';

/** What runs log: parameters, metrics, tags, datasets and models. */
@ApiExcludeController()
@Controller(protocolMounts)
export class MlflowLoggingController {
  constructor(
    private readonly runs: RunsService,
    private readonly models: LoggedModelsService,
  ) {}

  @Rpc('POST', 'runs/log-metric', 'write')
  async logMetric(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    await this.logMetrics(runIdOf(fields), [loggedMetric(fields)]);
    return {};
  }

  @Rpc('POST', 'runs/log-parameter', 'write')
  async logParam(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const params = { [fields.requiredText('key')]: fields.text('value') ?? '' };
    await this.runs.logParams(runIdOf(fields), truncatedParams(params));
    return {};
  }

  @Rpc('POST', 'runs/set-tag', 'write')
  async setTag(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const tags = { [fields.requiredText('key')]: fields.text('value') ?? '' };
    await this.runs.setTags(runIdOf(fields), truncatedTags(tags));
    return {};
  }

  @Rpc('POST', 'runs/delete-tag', 'write')
  async deleteTag(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    await this.runs.deleteTag(runIdOf(fields), fields.requiredText('key'));
    return {};
  }

  @Rpc('POST', 'runs/log-batch', 'write')
  async logBatch(@Body() body: unknown, @Req() request: HttpRequest): Promise<object> {
    checkBatchSize(request.headers['content-length']);
    const fields = Fields.of(body);
    await this.logMetrics(runIdOf(fields), fields.list('metrics').map(loggedMetric), {
      params: uniqueParams(fields),
      tags: truncatedTags(fields.pairs('tags')),
    });
    return {};
  }

  @Rpc('POST', 'runs/log-inputs', 'write')
  async logInputs(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const runId = runIdOf(fields);
    const inputs = fields.list('datasets').map(datasetInput);
    const modelIds = fields.list('models').map((model) => model.requiredText('model_id'));
    await this.runs.logInputs(runId, inputs);
    if (modelIds.length > 0) await this.models.addInputs(runId, modelIds);
    return {};
  }

  @Rpc('POST', 'runs/outputs', 'write')
  async logOutputs(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const outputs = fields.list('models').map((model) => ({
      modelId: model.requiredText('model_id'),
      step: model.integer('step') ?? 0,
    }));
    await this.models.addOutputs(runIdOf(fields), outputs);
    return {};
  }

  /** How clients before MLflow 3 tell that a model lies among the artifacts of a run. */
  @Rpc('POST', 'runs/log-model', 'write')
  async logModel(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const model = modelFrom(fields.requiredText('model_json'));
    const run = await this.runs.get(runIdOf(fields));
    const models = [...jsonList(run.tags[modelHistoryTag]), model];
    await this.runs.setTags(run.id, { [modelHistoryTag]: historyWithin(models) });
    return {};
  }

  private async logMetrics(
    runId: string,
    metrics: readonly LoggedMetric[],
    rest: { params?: Record<string, string>; tags?: Record<string, string> } = {},
  ): Promise<void> {
    await this.runs.logBatch(runId, {
      metrics: metrics.map(({ key, value, timestamp, step }) => ({ key, value, timestamp, step })),
      ...rest,
    });
    const ofModels = metrics.filter(({ modelId }) => modelId !== null);
    if (ofModels.length > 0) await this.models.addMetrics(runId, ofModels);
  }
}

function datasetInput(fields: Fields): RunInput {
  const dataset = fields.child('dataset');
  return {
    dataset: {
      name: dataset.requiredText('name'),
      digest: dataset.requiredText('digest'),
      sourceType: dataset.requiredText('source_type'),
      source: dataset.requiredText('source'),
      schema: dataset.text('schema') || null,
      profile: dataset.text('profile') || null,
    },
    tags: fields.pairs('tags'),
  };
}

const modelFields = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'];

function modelFrom(json: string): object {
  const fields = Fields.of(json);
  const missing = modelFields.filter((name) => !fields.has(name));
  if (missing.length === 0) return JSON.parse(json) as object;
  const detail = `Model json is missing mandatory fields: ${missing.join(', ')}`;
  throw new ValidationFailedError([{ pointer: '/model_json', detail }]);
}

/** The newest models whose description fits into one tag. */
function historyWithin(models: readonly unknown[]): string {
  const text = JSON.stringify(models);
  if (text.length <= longestHistory || models.length === 0) return text;
  return historyWithin(models.slice(1));
}
const longestHistory = 8000;
