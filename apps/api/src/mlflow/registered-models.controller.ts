import { Body, Controller, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { callerOf, type HttpRequest } from '../platform/http/request.js';
import {
  AliasNotFoundError,
  RegisteredModelsService,
  RegistryService,
  versionStages,
  type ModelField,
} from '../registry/index.js';
import { registeredModelDialect } from '../tracking/index.js';
import { versionNumber } from './present-registry.js';
import { Fields } from './protocol/fields.js';
import { presentList } from './protocol/json.js';
import { offsetOf, offsetPage } from './protocol/page-token.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';
import { stageOf } from './protocol/stage.js';
import { registrySearch } from './registry-search.js';
import { RegistryViews } from './registry-views.service.js';

const mostModels = 1000;
/** Why an alias moved, for its history: the protocol carries no reason. */
const byProtocol = 'Asked for by a client of the MLflow protocol.';

/** Registered models and their aliases. */
@ApiExcludeController()
@Controller(protocolMounts)
export class MlflowRegisteredModelsController {
  constructor(
    private readonly models: RegisteredModelsService,
    private readonly registry: RegistryService,
    private readonly views: RegistryViews,
  ) {}

  @Rpc('POST', 'registered-models/create', 'write')
  async create(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const model = await this.models.create(fields.requiredText('name'), {
      description: fields.text('description') ?? '',
      tags: fields.pairs('tags'),
    });
    return { registered_model: await this.views.model(model) };
  }

  @Rpc('GET', 'registered-models/get', 'read')
  async get(@Query() query: unknown): Promise<object> {
    const model = await this.models.get(Fields.of(query).requiredText('name'));
    return { registered_model: await this.views.model(model) };
  }

  @Rpc('POST', 'registered-models/rename', 'admin')
  async rename(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const model = await this.models.rename(fields.requiredText('name'), fields.requiredText('new_name'));
    return { registered_model: await this.views.model(model) };
  }

  @Rpc('PATCH', 'registered-models/update', 'write')
  async update(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const model = await this.models.describe(fields.requiredText('name'), fields.text('description') ?? '');
    return { registered_model: await this.views.model(model) };
  }

  @Rpc('DELETE', 'registered-models/delete', 'admin')
  async delete(@Body() body: unknown, @Query() query: unknown): Promise<object> {
    await this.models.delete(fieldsOf(body, query).requiredText('name'));
    return {};
  }

  @Rpc('GET', 'registered-models/search', 'read')
  async search(@Query() query: unknown): Promise<object> {
    const fields = Fields.of(query);
    const limit = fields.integerWithin('max_results', 1, mostModels, 100);
    const offset = offsetOf(fields.text('page_token'));
    const search = registrySearch<ModelField>(fields, registeredModelDialect);
    const page = offsetPage(await this.models.search(search, limit + 1, offset), offset, limit);
    return {
      registered_models: presentList(await this.views.allModels(page.items)),
      next_page_token: page.nextPageToken,
    };
  }

  @Rpc('POST', 'registered-models/get-latest-versions', 'read')
  latestVersions(@Body() body: unknown): Promise<object> {
    return this.latest(Fields.of(body));
  }

  @Rpc('GET', 'registered-models/get-latest-versions', 'read')
  latestVersionsByGet(@Query() query: unknown): Promise<object> {
    return this.latest(Fields.of(query));
  }

  @Rpc('POST', 'registered-models/set-tag', 'write')
  async setTag(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const name = fields.requiredText('name');
    await this.models.setTag(name, fields.requiredText('key'), fields.text('value') ?? '');
    return {};
  }

  @Rpc('DELETE', 'registered-models/delete-tag', 'write')
  async deleteTag(@Body() body: unknown, @Query() query: unknown): Promise<object> {
    const fields = fieldsOf(body, query);
    await this.models.deleteTag(fields.requiredText('name'), fields.requiredText('key'));
    return {};
  }

  @Rpc('POST', 'registered-models/alias', 'admin')
  async setAlias(@Body() body: unknown, @Req() request: HttpRequest): Promise<object> {
    const fields = Fields.of(body);
    await this.registry.moveAliases([
      {
        modelName: fields.requiredText('name'),
        alias: fields.requiredText('alias'),
        toVersion: versionNumber(fields.requiredText('version')),
        reason: byProtocol,
        decidedBy: 'person',
        actor: callerOf(request),
        numbers: {},
      },
    ]);
    return {};
  }

  /** An alias that no version has is away already. */
  @Rpc('DELETE', 'registered-models/alias', 'admin')
  async deleteAlias(
    @Body() body: unknown,
    @Query() query: unknown,
    @Req() request: HttpRequest,
  ): Promise<object> {
    const fields = fieldsOf(body, query);
    const release = {
      modelName: fields.requiredText('name'),
      alias: fields.requiredText('alias'),
      reason: byProtocol,
      decidedBy: 'person' as const,
      actor: callerOf(request),
      numbers: {},
    };
    await this.registry.releaseAlias(release).catch((error: unknown) => {
      if (!(error instanceof AliasNotFoundError)) throw error;
    });
    return {};
  }

  @Rpc('GET', 'registered-models/alias', 'read')
  async getByAlias(@Query() query: unknown): Promise<object> {
    const fields = Fields.of(query);
    const name = fields.requiredText('name');
    const version = await this.models.versionWithAlias(name, fields.requiredText('alias'));
    return { model_version: await this.views.version(version) };
  }

  private async latest(fields: Fields): Promise<object> {
    const stages = fields.texts('stages').map(stageOf);
    const versions = await this.models.latestVersions(
      fields.requiredText('name'),
      stages.length > 0 ? stages : versionStages,
    );
    return { model_versions: presentList(await this.views.versions(versions)) };
  }
}

/** Clients send what they delete in the body; others, which can send none, in the query. */
export function fieldsOf(body: unknown, query: unknown): Fields {
  return Fields.of(body && typeof body === 'object' && Object.keys(body).length > 0 ? body : query);
}
