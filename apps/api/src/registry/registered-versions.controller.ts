import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req } from '@nestjs/common';
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
import { ParseIdPipe } from '../platform/http/parse-id.pipe.js';
import { callerOf, type HttpRequest } from '../platform/http/request.js';
import type { RegisteredVersion } from './model-version.js';
import {
  CreateVersionBody,
  ModelNameParams,
  RegisteredVersionDto,
  RegisteredVersionPage,
  TagBody,
  UpdateVersionBody,
} from './registered-models.dto.js';
import { RegisteredModelsService } from './registered-models.service.js';
import type { RegistryCondition, VersionField } from './registry-search.js';

@ApiTags('registry')
@Controller('api/v1/models/:name/versions')
export class RegisteredVersionsController {
  constructor(private readonly models: RegisteredModelsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listVersionsOfModel',
    summary: 'Versions of a registered model, newest first',
  })
  @ApiOkResponse({ type: RegisteredVersionPage })
  @ApiProblems(400, 404)
  async list(
    @Param() { name }: ModelNameParams,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Page<RegisteredVersion>> {
    await this.models.get(name);
    const conditions: RegistryCondition<VersionField>[] = [{ field: 'name', comparator: '=', value: name }];
    if (cursor) {
      const below = Number(decodeCursor(cursor, ['number'])[0]);
      conditions.push({ field: 'version_number', comparator: '<', value: below });
    }
    const versions = await this.models.searchVersions({ conditions }, limit + 1);
    return toPage(versions, limit, ({ version }) => [version]);
  }

  @Post()
  @RequireRole('write')
  @ApiOperation({ operationId: 'createVersionOfModel', summary: 'Register a version of a model' })
  @ApiCreatedResponse({ type: RegisteredVersionDto })
  @ApiProblems(400, 404, 409)
  create(
    @Param() { name }: ModelNameParams,
    @Body() body: CreateVersionBody,
    @Req() request: HttpRequest,
  ): Promise<RegisteredVersion> {
    return this.models.createVersion(name, { ...body, createdBy: callerOf(request) });
  }

  @Get(':version')
  @ApiOperation({ operationId: 'getVersionOfModel', summary: 'One version of a registered model' })
  @ApiOkResponse({ type: RegisteredVersionDto })
  @ApiProblems(400, 404)
  get(
    @Param('name') name: string,
    @Param('version', ParseIdPipe) version: number,
  ): Promise<RegisteredVersion> {
    return this.models.version(name, version);
  }

  @Patch(':version')
  @RequireRole('write')
  @ApiOperation({ operationId: 'updateVersionOfModel', summary: 'Describe a version' })
  @ApiOkResponse({ type: RegisteredVersionDto })
  @ApiProblems(400, 404)
  update(
    @Param('name') name: string,
    @Param('version', ParseIdPipe) version: number,
    @Body() body: UpdateVersionBody,
  ): Promise<RegisteredVersion> {
    return this.models.updateVersion(name, version, body);
  }

  @Delete(':version')
  @HttpCode(204)
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'deleteVersionOfModel',
    summary: 'Delete a version; its aliases are released. The champion cannot be deleted',
  })
  @ApiNoContentResponse()
  @ApiProblems(400, 404, 409)
  delete(
    @Param('name') name: string,
    @Param('version', ParseIdPipe) version: number,
    @Req() request: HttpRequest,
  ): Promise<void> {
    return this.models.deleteVersion(name, version, callerOf(request));
  }

  @Put(':version/tags/:key')
  @RequireRole('write')
  @ApiOperation({ operationId: 'setVersionTag', summary: 'Set a tag of a version' })
  @ApiOkResponse({ type: RegisteredVersionDto })
  @ApiProblems(400, 404)
  async setTag(
    @Param('name') name: string,
    @Param('version', ParseIdPipe) version: number,
    @Param('key') key: string,
    @Body() { value }: TagBody,
  ): Promise<RegisteredVersion> {
    await this.models.setVersionTag(name, version, key, value);
    return this.models.version(name, version);
  }

  @Delete(':version/tags/:key')
  @HttpCode(204)
  @RequireRole('write')
  @ApiOperation({ operationId: 'deleteVersionTag', summary: 'Remove a tag of a version' })
  @ApiNoContentResponse()
  @ApiProblems(400, 404)
  deleteTag(
    @Param('name') name: string,
    @Param('version', ParseIdPipe) version: number,
    @Param('key') key: string,
  ): Promise<void> {
    return this.models.deleteVersionTag(name, version, key);
  }
}
