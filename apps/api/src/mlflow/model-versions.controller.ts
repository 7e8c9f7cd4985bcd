import { Body, Controller, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { callerOf, type HttpRequest } from '../platform/http/request.js';
import { RegisteredModelsService, type RegisteredVersion, type VersionField } from '../registry/index.js';
import { modelVersionDialect, toRunId } from '../tracking/index.js';
import { LoggedModelsService } from './logged-models.service.js';
import { versionNumber } from './present-registry.js';
import { Fields } from './protocol/fields.js';
import { jsonList, presentList } from './protocol/json.js';
import { offsetOf, offsetPage } from './protocol/page-token.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';
import { checkSource } from './protocol/model-source.js';
import { stageOf } from './protocol/stage.js';
import { fieldsOf } from './registered-models.controller.js';
import { RegisteredSources } from './registered-sources.service.js';
import { registrySearch } from './registry-search.js';
import { RegistryViews } from './registry-views.service.js';

const mostVersions = 200_000;
const usualVersions = 10_000;
/** Tag of a logged model that lists where it is registered. */
const registrationsTag = 'mlflow.modelVersions';

/** Versions of registered models. */
@ApiExcludeController()
@Controller(protocolMounts)
export class MlflowModelVersionsController {
  constructor(
    private readonly models: RegisteredModelsService,
    private readonly logged: LoggedModelsService,
    private readonly sources: RegisteredSources,
    private readonly views: RegistryViews,
  ) {}

  @Rpc('POST', 'model-versions/create', 'write')
  async create(@Body() body: unknown, @Req() request: HttpRequest): Promise<object> {
    const fields = Fields.of(body);
    const runId = fields.text('run_id');
    const tags = fields.pairs('tags');
    const version = await this.models.createVersion(fields.requiredText('name'), {
      source: checkSource(fields.requiredText('source'), tags),
      runId: runId ? toRunId(runId) : null,
      runLink: fields.text('run_link') || null,
      description: fields.text('description') ?? '',
      tags,
      createdBy: callerOf(request),
    });
    await this.tellLoggedModel(fields.text('model_id'), version);
    return { model_version: await this.views.version(version) };
  }

  @Rpc('GET', 'model-versions/get', 'read')
  async get(@Query() query: unknown): Promise<object> {
    return { model_version: await this.views.version(await this.named(Fields.of(query))) };
  }

  @Rpc('PATCH', 'model-versions/update', 'write')
  async update(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const { modelName, version } = await this.named(fields);
    const description = fields.text('description');
    const changed = await this.models.updateVersion(
      modelName,
      version,
      description === undefined ? {} : { description },
    );
    return { model_version: await this.views.version(changed) };
  }

  /** Stages are labels here: aliases decide what serves. */
  @Rpc('POST', 'model-versions/transition-stage', 'write')
  async transition(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const stage = stageOf(fields.requiredText('stage'));
    const { modelName, version } = await this.named(fields);
    const archiveOthers = fields.boolean('archive_existing_versions') ?? false;
    const changed = await this.models.updateVersion(modelName, version, { stage }, archiveOthers);
    return { model_version: await this.views.version(changed) };
  }

  @Rpc('DELETE', 'model-versions/delete', 'admin')
  async delete(@Body() body: unknown, @Query() query: unknown, @Req() request: HttpRequest): Promise<object> {
    const { modelName, version } = await this.named(fieldsOf(body, query));
    await this.models.deleteVersion(modelName, version, callerOf(request));
    return {};
  }

  @Rpc('GET', 'model-versions/get-download-uri', 'read')
  async downloadUri(@Query() query: unknown): Promise<object> {
    return { artifact_uri: await this.sources.sourceOf(await this.named(Fields.of(query))) };
  }

  @Rpc('GET', 'model-versions/search', 'read')
  async search(@Query() query: unknown): Promise<object> {
    const fields = Fields.of(query);
    const limit = fields.integerWithin('max_results', 1, mostVersions, usualVersions);
    const offset = offsetOf(fields.text('page_token'));
    const search = registrySearch<VersionField>(fields, modelVersionDialect);
    const page = offsetPage(await this.models.searchVersions(search, limit + 1, offset), offset, limit);
    return {
      model_versions: presentList(await this.views.versions(page.items)),
      next_page_token: page.nextPageToken,
    };
  }

  @Rpc('POST', 'model-versions/set-tag', 'write')
  async setTag(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const { modelName, version } = await this.named(fields);
    const key = fields.requiredText('key');
    await this.models.setVersionTag(modelName, version, key, fields.text('value') ?? '');
    return {};
  }

  @Rpc('DELETE', 'model-versions/delete-tag', 'write')
  async deleteTag(@Body() body: unknown, @Query() query: unknown): Promise<object> {
    const fields = fieldsOf(body, query);
    const { modelName, version } = await this.named(fields);
    await this.models.deleteVersionTag(modelName, version, fields.requiredText('key'));
    return {};
  }

  private named(fields: Fields): Promise<RegisteredVersion> {
    const name = fields.requiredText('name');
    return this.models.version(name, versionNumber(fields.requiredText('version')));
  }

  private async tellLoggedModel(
    modelId: string | undefined,
    { modelName, version }: RegisteredVersion,
  ): Promise<void> {
    if (!modelId) return;
    const model = await this.logged.get(modelId);
    const registrations = [...jsonList(model.tags[registrationsTag]), { name: modelName, version }];
    await this.logged.setTags(modelId, { [registrationsTag]: JSON.stringify(registrations) });
  }
}
