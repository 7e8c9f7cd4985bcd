import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import type { Page } from '../platform/http/paging.js';
import type { HttpResponse } from '../platform/http/request.js';
import {
  ChangeExperimentBody,
  CreateExperimentBody,
  ExperimentDto,
  ExperimentPage,
  ListExperimentsQuery,
} from './experiments.dto.js';
import { ExperimentsService } from './experiments.service.js';
import { experimentDialect } from './filter/filter-language.js';
import { parseFilter } from './filter/parse-filter.js';
import { tagChanges } from './tag-changes.js';
import type { Experiment } from './run.js';

@ApiTags('tracking')
@Controller('api/v1/experiments')
export class ExperimentsController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Get()
  @ApiOperation({ operationId: 'listExperiments', summary: 'Experiments, newest first' })
  @ApiOkResponse({ type: ExperimentPage })
  @ApiProblems(400)
  list(@Query() { filter, view, limit, cursor }: ListExperimentsQuery): Promise<Page<Experiment>> {
    const conditions = parseFilter(filter ?? '', experimentDialect);
    return this.experiments.search({ filter: conditions, view, limit, cursor });
  }

  @Post()
  @RequireRole('write')
  @ApiOperation({ operationId: 'createExperiment', summary: 'Create an experiment' })
  @ApiCreatedResponse({ type: ExperimentDto })
  @ApiProblems(400, 409)
  async create(
    @Body() body: CreateExperimentBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<Experiment> {
    const { set } = tagChanges(body.tags ?? {});
    const experiment = await this.experiments.create({ name: body.name, tags: set });
    response.header('location', `/api/v1/experiments/${experiment.id}`);
    return experiment;
  }

  @Get(':id')
  @ApiParam({ name: 'id', example: '1' })
  @ApiOperation({ operationId: 'getExperiment', summary: 'One experiment, deleted or not' })
  @ApiOkResponse({ type: ExperimentDto })
  @ApiProblems(404)
  get(@Param('id') id: string): Promise<Experiment> {
    return this.experiments.get(id);
  }

  @Patch(':id')
  @RequireRole('write')
  @ApiParam({ name: 'id', example: '1' })
  @ApiOperation({ operationId: 'changeExperiment', summary: 'Rename an experiment, set or remove its tags' })
  @ApiOkResponse({ type: ExperimentDto })
  @ApiProblems(400, 404, 409)
  async change(@Param('id') id: string, @Body() body: ChangeExperimentBody): Promise<Experiment> {
    const { set, removed } = tagChanges(body.tags ?? {});
    if (body.name !== undefined) await this.experiments.rename(id, body.name);
    await this.experiments.setTags(id, set);
    for (const key of removed) await this.experiments.deleteTag(id, key);
    return this.experiments.get(id);
  }

  @Delete(':id')
  @RequireRole('write')
  @ApiParam({ name: 'id', example: '7' })
  @ApiOperation({
    operationId: 'deleteExperiment',
    summary: 'Hide an experiment and its runs; nothing is lost before garbage collection takes it',
  })
  @ApiOkResponse({ type: ExperimentDto })
  @ApiProblems(404)
  delete(@Param('id') id: string): Promise<Experiment> {
    return this.experiments.delete(id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @RequireRole('write')
  @ApiParam({ name: 'id', example: '7' })
  @ApiOperation({
    operationId: 'restoreExperiment',
    summary: 'Bring an experiment back, with those of its runs that were deleted with it',
  })
  @ApiOkResponse({ type: ExperimentDto })
  @ApiProblems(404)
  restore(@Param('id') id: string): Promise<Experiment> {
    return this.experiments.restore(id);
  }
}
