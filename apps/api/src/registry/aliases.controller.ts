import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { decodeCursor, toPage, type Page } from '../platform/http/paging.js';
import { callerOf, type HttpRequest } from '../platform/http/request.js';
import {
  AliasAtDto,
  AliasAtQuery,
  AliasHistoryQuery,
  AliasMovePage,
  ModelAliasParams,
  MoveAliasBody,
  ReasonBody,
  RollBackBody,
  withoutId,
  type AliasAt,
} from './aliases.dto.js';
import type { AliasMove, RegisteredVersion } from './model-version.js';
import { RegisteredVersionDto } from './registered-models.dto.js';
import { RegisteredModelsService } from './registered-models.service.js';
import { ModelVersionNotFoundError } from './registry.errors.js';
import { RegistryService } from './registry.service.js';

@ApiTags('registry')
@Controller('api/v1/models/:name/aliases/:alias')
export class AliasesController {
  constructor(
    private readonly registry: RegistryService,
    private readonly models: RegisteredModelsService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getVersionByAlias', summary: 'The version that has an alias' })
  @ApiOkResponse({ type: RegisteredVersionDto })
  @ApiProblems(400, 404)
  get(@Param() { name, alias }: ModelAliasParams): Promise<RegisteredVersion> {
    return this.models.versionWithAlias(name, alias);
  }

  @Put()
  @RequireRole('admin')
  @ApiOperation({ operationId: 'moveModelAlias', summary: 'Point an alias at a version, with a reason' })
  @ApiOkResponse({ type: RegisteredVersionDto })
  @ApiProblems(400, 404, 422)
  async move(
    @Param() { name, alias }: ModelAliasParams,
    @Body() { version, reason }: MoveAliasBody,
    @Req() request: HttpRequest,
  ): Promise<RegisteredVersion> {
    const actor = callerOf(request);
    const move = { modelName: name, alias, toVersion: version, reason, actor, numbers: {} };
    await this.registry.moveAliases([{ ...move, decidedBy: 'person' }]);
    return this.models.version(name, version);
  }

  @Delete()
  @HttpCode(204)
  @RequireRole('admin')
  @ApiOperation({ operationId: 'releaseAlias', summary: 'Take an alias away, with a reason' })
  @ApiNoContentResponse()
  @ApiProblems(400, 404, 409)
  async release(
    @Param() { name, alias }: ModelAliasParams,
    @Body() { reason }: ReasonBody,
    @Req() request: HttpRequest,
  ): Promise<void> {
    const actor = callerOf(request);
    const release = { modelName: name, alias, reason, actor, numbers: {} };
    await this.registry.releaseAlias({ ...release, decidedBy: 'person' });
  }

  @Get('history')
  @ApiOperation({
    operationId: 'getModelAliasHistory',
    summary: 'Who moved an alias, when, why and by which numbers; newest first',
  })
  @ApiOkResponse({ type: AliasMovePage })
  @ApiProblems(400, 404)
  async history(
    @Param() { name, alias }: ModelAliasParams,
    @Query() { limit, cursor }: AliasHistoryQuery,
  ): Promise<Page<AliasMove>> {
    const belowId = cursor ? Number(decodeCursor(cursor, ['number'])[0]) : null;
    const moves = await this.registry.history(alias, limit + 1, { modelName: name, belowId });
    const { items, nextCursor } = toPage(moves, limit, ({ id }) => [id]);
    return { items: items.map(withoutId), nextCursor };
  }

  @Get('at')
  @ApiOperation({
    operationId: 'getAliasAt',
    summary: 'Which version had an alias at a moment: what served then',
  })
  @ApiOkResponse({ type: AliasAtDto })
  @ApiProblems(400, 404)
  async at(@Param() { name, alias }: ModelAliasParams, @Query() { time }: AliasAtQuery): Promise<AliasAt> {
    await this.models.get(name);
    const move = await this.registry.moveAt(alias, time, name);
    const found = { alias, time: time.toISOString(), move };
    if (!move || move.toVersion === null) {
      return { ...found, version: null, note: 'No version had the alias then.' };
    }
    try {
      return { ...found, version: await this.models.version(name, move.toVersion), note: null };
    } catch (error) {
      if (!(error instanceof ModelVersionNotFoundError)) throw error;
      return { ...found, version: null, note: `Version ${move.toVersion} was deleted since.` };
    }
  }

  @Post('rollback')
  @HttpCode(200)
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'rollBackAlias',
    summary: 'Go back to the version that had an alias before, passing over those rolled back from',
  })
  @ApiOkResponse({ type: RegisteredVersionDto })
  @ApiProblems(400, 404, 409)
  async rollBack(
    @Param() { name, alias }: ModelAliasParams,
    @Body() { reason, fromVersion }: RollBackBody,
    @Req() request: HttpRequest,
  ): Promise<RegisteredVersion> {
    const actor = callerOf(request);
    const asked = { modelName: name, alias, reason, actor, decidedBy: 'person' as const };
    const version = await this.registry.rollBack(
      fromVersion === undefined ? asked : { ...asked, fromVersion },
    );
    return this.models.version(name, version);
  }
}
