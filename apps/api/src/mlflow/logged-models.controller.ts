import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ValidationFailedError } from '../platform/http/validation.js';
import { ExperimentsService, loggedModelDialect, parseFilter, parseOrderBy } from '../tracking/index.js';
import { ArtifactTreeService } from './artifact-tree.service.js';
import { loggedModelJson, loggedModelStatuses, loggedModelUri, type LoggedModel } from './logged-model.js';
import type { DatasetFilter, LoggedModelOrder } from './logged-model-search.js';
import { LoggedModelsService } from './logged-models.service.js';
import { artifactLocationOf } from './present-run.js';
import { Fields, mostOrderClauses } from './protocol/fields.js';
import { presentList } from './protocol/json.js';
import { offsetOf, offsetPage } from './protocol/page-token.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';

const mostModels = 1000;

/** Models that MLflow 3 logs apart from runs. */
@ApiExcludeController()
@Controller(protocolMounts)
export class MlflowLoggedModelsController {
  constructor(
    private readonly models: LoggedModelsService,
    private readonly experiments: ExperimentsService,
    private readonly artifacts: ArtifactTreeService,
  ) {}

  @Rpc('POST', 'logged-models', 'write')
  async create(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const model = await this.models.create({
      experimentId: fields.requiredText('experiment_id'),
      name: fields.text('name') ?? '',
      modelType: fields.text('model_type') ?? '',
      sourceRunId: fields.text('source_run_id') || null,
      params: fields.pairs('params'),
      tags: fields.pairs('tags'),
    });
    return { model: await this.view(model) };
  }

  @Rpc('POST', 'logged-models/search', 'read')
  async search(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const limit = fields.integerWithin('max_results', 1, mostModels, 100);
    const offset = offsetOf(fields.text('page_token'));
    const rows = await this.models.search({
      experimentIds: fields.texts('experiment_ids'),
      conditions: parseFilter(fields.text('filter') ?? '', loggedModelDialect),
      datasets: fields.list('datasets').map(datasetOf),
      order: fields.list('order_by', mostOrderClauses).map(orderOf),
      limit: limit + 1,
      offset,
    });
    const { items, nextPageToken } = offsetPage(rows, offset, limit);
    const views = await Promise.all(items.map((model) => this.view(model)));
    return { models: presentList(views), next_page_token: nextPageToken };
  }

  @Rpc('GET', 'logged-models/:id', 'read')
  async get(@Param('id') id: string, @Query() query: unknown): Promise<object> {
    const withDeleted = Fields.of(query).boolean('allow_deleted') ?? false;
    return { model: await this.view(await this.models.get(id, withDeleted)) };
  }

  @Rpc('PATCH', 'logged-models/:id', 'write')
  async finalize(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const status = fields.choice('status', loggedModelStatuses);
    if (status === undefined) fields.requiredText('status');
    return { model: await this.view(await this.models.finalize(id, status!)) };
  }

  @Rpc('DELETE', 'logged-models/:id', 'write')
  async delete(@Param('id') id: string): Promise<object> {
    await this.models.delete(id);
    return {};
  }

  @Rpc('POST', 'logged-models/:id/params', 'write')
  async addParams(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    await this.models.addParams(id, Fields.of(body).pairs('params'));
    return {};
  }

  @Rpc('PATCH', 'logged-models/:id/tags', 'write')
  async setTags(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    await this.models.setTags(id, Fields.of(body).pairs('tags'));
    return {};
  }

  @Rpc('DELETE', 'logged-models/:id/tags/:key', 'write')
  async deleteTag(@Param('id') id: string, @Param('key') key: string): Promise<object> {
    await this.models.deleteTag(id, key);
    return {};
  }

  @Rpc('GET', 'logged-models/:id/artifacts/directories', 'read')
  async listArtifacts(@Param('id') id: string, @Query() query: unknown): Promise<object> {
    const folder = Fields.of(query).text('artifact_directory_path') ?? '';
    const uri = await this.uriOf(await this.models.get(id));
    return { root_uri: uri, files: presentList(await this.artifacts.listUnder(uri, folder)) };
  }

  private async view(model: LoggedModel): Promise<object> {
    return loggedModelJson(model, await this.locationOf(model));
  }

  private async uriOf(model: LoggedModel): Promise<string> {
    return loggedModelUri(model, await this.locationOf(model));
  }

  private async locationOf({ experimentId }: LoggedModel): Promise<string> {
    return artifactLocationOf(await this.experiments.get(experimentId));
  }
}

function datasetOf(fields: Fields): DatasetFilter {
  return { name: fields.requiredText('dataset_name'), digest: fields.text('dataset_digest') || null };
}

/** `{ field_name: "metrics.rmse", ascending, dataset_name, dataset_digest }` */
function orderOf(fields: Fields): LoggedModelOrder {
  const { entity, key } = parseOrderBy(fields.requiredText('field_name'), loggedModelDialect);
  if (entity === 'param' || entity === 'tag') {
    const detail = 'Logged models are ordered by metrics and attributes only';
    throw new ValidationFailedError([{ pointer: '/order_by', detail }]);
  }
  return {
    entity,
    key,
    ascending: fields.boolean('ascending') ?? true,
    dataset: fields.text('dataset_name') ? datasetOf(fields) : null,
  };
}
