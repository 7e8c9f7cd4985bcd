import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { decodeCursor, PageQuery, toPage } from '../../platform/http/paging.js';
import { ValidationFailedError } from '../../platform/http/validation.js';
import {
  AbExperimentPage,
  AbExperimentReportDto,
  StartExperimentBody,
  StopExperimentBody,
} from './experiments.dto.js';
import { ExperimentsService } from './experiments.service.js';

@ApiTags('experiments')
@Controller('api/v1/ab-experiments')
export class ExperimentsController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Post()
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'startAbExperiment',
    summary: 'Split people between the models of aliases; everybody stays on their arm',
  })
  @ApiCreatedResponse({ type: AbExperimentReportDto })
  @ApiProblems(400, 404, 409)
  async start(@Body() body: StartExperimentBody): Promise<AbExperimentReportDto> {
    checkArms(body);
    const { name, metric = 'click-through', alpha = 0.05, arms } = body;
    return withoutSalt(await this.experiments.start({ name, metric, alpha, arms }));
  }

  @Get()
  @ApiOperation({ operationId: 'listAbExperiments', summary: 'Experiments, newest first' })
  @ApiOkResponse({ type: AbExperimentPage })
  @ApiProblems(400)
  async list(@Query() { limit, cursor }: PageQuery): Promise<AbExperimentPage> {
    const [startedAt, id] = cursor ? decodeCursor(cursor, ['string', 'string']).map(String) : [];
    const rows = await this.experiments.list(limit + 1, startedAt ? { startedAt, id } : null);
    const page = toPage(rows, limit, (one) => [one.startedAt, one.id]);
    return { ...page, items: page.items.map(withoutSalt) };
  }

  @Get(':id')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'getAbExperiment',
    summary: 'One experiment: its arms, whether the split is sound, and what can be said',
  })
  @ApiOkResponse({ type: AbExperimentReportDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseUUIDPipe) id: string): Promise<AbExperimentReportDto> {
    return withoutSalt(await this.experiments.get(id));
  }

  @Post(':id/stop')
  @HttpCode(200)
  @RequireRole('admin')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ operationId: 'stopAbExperiment', summary: 'Stop it: everybody gets the champion again' })
  @ApiOkResponse({ type: AbExperimentReportDto })
  @ApiProblems(400, 404, 409)
  async stop(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: StopExperimentBody,
  ): Promise<AbExperimentReportDto> {
    return withoutSalt(await this.experiments.stop(id, reason));
  }
}

/** Who knows the salt could choose their arm. */
function withoutSalt<T extends { salt: string }>({ salt: _, ...experiment }: T): Omit<T, 'salt'> {
  return experiment;
}

function checkArms({ arms }: StartExperimentBody): void {
  const faults = [];
  const total = arms.reduce((sum, { share }) => sum + share, 0);
  if (total > 1 + 1e-9)
    faults.push({ pointer: '/arms', detail: `shares add up to ${total}, expected at most 1` });
  if (new Set(arms.map(({ arm }) => arm)).size < arms.length) {
    faults.push({ pointer: '/arms', detail: 'two arms have one name' });
  }
  if (new Set(arms.map(({ alias }) => alias)).size < arms.length) {
    faults.push({ pointer: '/arms', detail: 'two arms have one alias' });
  }
  if (faults.length > 0) throw new ValidationFailedError(faults);
}
