import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { ParseIdPipe } from '../platform/http/parse-id.pipe.js';
import { decodeCursor, PageQuery, toPage, type Page } from '../platform/http/paging.js';
import { callerOf, type HttpRequest } from '../platform/http/request.js';
import { AliasMoveDto, AliasParams, MoveAliasBody, withoutId } from './aliases.dto.js';
import type { AliasMove, ModelVersion } from './model-version.js';
import { ModelVersionDto, ModelVersionPage } from './registry.dto.js';
import { RegistryService } from './registry.service.js';

@ApiTags('registry')
@Controller('api/v1/models')
export class RegistryController {
  constructor(private readonly registry: RegistryService) {}

  @Get()
  @ApiOperation({
    operationId: 'listModelVersions',
    summary: "Versions of Marquee's own model that can serve, newest first",
  })
  @ApiOkResponse({ type: ModelVersionPage })
  @ApiProblems(400)
  async list(@Query() query: PageQuery): Promise<Page<ModelVersion>> {
    const below = query.cursor ? Number(decodeCursor(query.cursor, ['number'])[0]) : null;
    return toPage(await this.registry.list(query.limit + 1, below), query.limit, (last) => [last.version]);
  }

  @Get('champion')
  @ApiOperation({ operationId: 'getChampion', summary: 'The model version that serves' })
  @ApiOkResponse({ type: ModelVersionDto })
  @ApiProblems(404)
  champion(): Promise<ModelVersion> {
    return this.registry.champion();
  }

  @Put('aliases/:alias')
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'moveAlias',
    summary: 'Point an alias at a version: promotion or rollback by hand',
  })
  @ApiOkResponse({ type: ModelVersionDto })
  @ApiProblems(400, 404)
  move(
    @Param() { alias }: AliasParams,
    @Body() body: MoveAliasBody,
    @Req() request: HttpRequest,
  ): Promise<ModelVersion> {
    return this.registry.moveAlias({
      alias,
      toVersion: body.version,
      reason: body.reason,
      decidedBy: 'person',
      actor: callerOf(request),
      numbers: {},
    });
  }

  @Get('aliases/:alias/history')
  @ApiOperation({ operationId: 'getAliasHistory', summary: 'Every move of an alias, newest first' })
  @ApiOkResponse({ type: [AliasMoveDto] })
  @ApiProblems(400, 404)
  async history(@Param() { alias }: AliasParams): Promise<AliasMove[]> {
    return (await this.registry.history(alias)).map(withoutId);
  }

  @Get(':version')
  @ApiOperation({ operationId: 'getModelVersion', summary: 'One model version' })
  @ApiOkResponse({ type: ModelVersionDto })
  @ApiProblems(400, 404)
  get(@Param('version', ParseIdPipe) version: number): Promise<ModelVersion> {
    return this.registry.get(version);
  }
}
