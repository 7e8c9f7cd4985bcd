import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { decodeCursor, PageQuery, toPage, type Page } from '../platform/http/paging.js';
import type { RegisteredModel } from './model-version.js';
import {
  CreateModelBody,
  ModelNameParams,
  RegisteredModelDto,
  RegisteredModelPage,
  TagBody,
  TagParams,
  UpdateModelBody,
} from './registered-models.dto.js';
import { RegisteredModelsService } from './registered-models.service.js';
import type { RegistrySearch, ModelField } from './registry-search.js';

@ApiTags('registry')
@Controller('api/v1/registered-models')
export class RegisteredModelsController {
  constructor(private readonly models: RegisteredModelsService) {}

  @Get()
  @ApiOperation({ operationId: 'listRegisteredModels', summary: 'Registered models by name' })
  @ApiOkResponse({ type: RegisteredModelPage })
  @ApiProblems(400)
  async list(@Query() { limit, cursor }: PageQuery): Promise<Page<RegisteredModel>> {
    const after = cursor ? String(decodeCursor(cursor, ['string'])[0]) : null;
    const search: RegistrySearch<ModelField> =
      after === null ? {} : { conditions: [{ field: 'name', comparator: '>', value: after }] };
    return toPage(await this.models.search(search, limit + 1), limit, ({ name }) => [name]);
  }

  @Post()
  @RequireRole('write')
  @ApiOperation({ operationId: 'createRegisteredModel', summary: 'Register a model' })
  @ApiCreatedResponse({ type: RegisteredModelDto })
  @ApiProblems(400, 409)
  create(@Body() { name, ...rest }: CreateModelBody): Promise<RegisteredModel> {
    return this.models.create(name, rest);
  }

  @Get(':name')
  @ApiOperation({ operationId: 'getRegisteredModel', summary: 'One registered model' })
  @ApiOkResponse({ type: RegisteredModelDto })
  @ApiProblems(404)
  get(@Param() { name }: ModelNameParams): Promise<RegisteredModel> {
    return this.models.get(name);
  }

  @Patch(':name')
  @RequireRole('write')
  @ApiOperation({ operationId: 'updateRegisteredModel', summary: 'Describe or rename a model' })
  @ApiOkResponse({ type: RegisteredModelDto })
  @ApiProblems(400, 404, 409)
  async update(
    @Param() { name }: ModelNameParams,
    @Body() { name: newName, description }: UpdateModelBody,
  ): Promise<RegisteredModel> {
    const model = await this.models.get(name);
    const described = description === undefined ? model : await this.models.describe(name, description);
    return newName === undefined || newName === name ? described : this.models.rename(name, newName);
  }

  @Delete(':name')
  @HttpCode(204)
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'deleteRegisteredModel',
    summary: 'Delete a model with its versions, aliases and history',
  })
  @ApiNoContentResponse()
  @ApiProblems(404, 409)
  delete(@Param() { name }: ModelNameParams): Promise<void> {
    return this.models.delete(name);
  }

  @Put(':name/tags/:key')
  @RequireRole('write')
  @ApiOperation({ operationId: 'setRegisteredModelTag', summary: 'Set a tag of a model' })
  @ApiOkResponse({ type: RegisteredModelDto })
  @ApiProblems(400, 404)
  async setTag(@Param() { name, key }: TagParams, @Body() { value }: TagBody): Promise<RegisteredModel> {
    await this.models.setTag(name, key, value);
    return this.models.get(name);
  }

  @Delete(':name/tags/:key')
  @HttpCode(204)
  @RequireRole('write')
  @ApiOperation({ operationId: 'deleteRegisteredModelTag', summary: 'Remove a tag of a model' })
  @ApiNoContentResponse()
  @ApiProblems(404)
  deleteTag(@Param() { name, key }: TagParams): Promise<void> {
    return this.models.deleteTag(name, key);
  }
}
