import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { compareMetrics, compareParams, type ComparedCurve } from './comparison.js';
import type { Condition } from './filter/filter-language.js';
import { extendedRunDialect } from './filter/attributes.js';
import { parseFilter } from './filter/parse-filter.js';
import { parseOrderBy } from './filter/parse-order-by.js';
import { tagKeys, type RunWithData } from './run.js';
import { presentMetric, presentRun } from './runs-presenter.js';
import {
  ChangeRunBody,
  CompareRunsQuery,
  ComparisonDto,
  CurveDto,
  CurveQuery,
  ListRunsQuery,
  RunDetailsDto,
  RunDto,
  RunPage,
  type MetricStepDto,
} from './runs.dto.js';
import { RunsService } from './runs.service.js';
import { tagChanges } from './tag-changes.js';

const shownCurves = 20;
const comparedCurves = 12;
const shownPoints = 500;

@ApiTags('tracking')
@Controller('api/v1/runs')
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  @Get()
  @ApiOperation({ operationId: 'listRuns', summary: 'Search runs; newest first unless told otherwise' })
  @ApiOkResponse({ type: RunPage })
  @ApiProblems(400)
  async list(@Query() query: ListRunsQuery): Promise<RunPage> {
    const page = await this.runs.search({
      experimentIds: query.experimentId === undefined ? null : [query.experimentId],
      view: query.view,
      filter: [...parseFilter(query.filter ?? '', extendedRunDialect), ...namedConditions(query)],
      orderBy: (query.orderBy ?? []).map((clause) => parseOrderBy(clause, extendedRunDialect)),
      withTrials: query.trials || query.searchId !== undefined,
      limit: query.limit,
      cursor: query.cursor,
    });
    return { ...page, items: page.items.map(presentRun) };
  }

  @Get('compare')
  @ApiOperation({
    operationId: 'compareRuns',
    summary: 'Runs side by side: which parameters differ, the last value of each metric, and their curves',
  })
  @ApiOkResponse({ type: ComparisonDto })
  @ApiProblems(400, 404)
  async compare(@Query() { ids, points }: CompareRunsQuery): Promise<ComparisonDto> {
    const runs = await this.runs.getAll(ids);
    const metrics = compareMetrics(runs);
    const curves: ComparedCurve[] = [];
    for (const { key } of metrics.filter(({ hasCurves }) => hasCurves).slice(0, comparedCurves)) {
      curves.push({ key, runs: await this.curvesOf(runs, key, points) });
    }
    return { runs: runs.map(presentRun), params: compareParams(runs), metrics, curves };
  }

  @Get(':id')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'getRun',
    summary: 'One run, deleted or not, with its curves and the data that it read',
  })
  @ApiOkResponse({ type: RunDetailsDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseUUIDPipe) id: string): Promise<RunDetailsDto> {
    return this.details(await this.runs.get(id));
  }

  @Get(':id/metrics/:key')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiParam({ name: 'key', example: 'trainRmse' })
  @ApiOperation({
    operationId: 'getRunCurve',
    summary: 'One metric by step, thinned out to what a chart shows',
  })
  @ApiOkResponse({ type: CurveDto })
  @ApiProblems(400, 404)
  async curve(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('key') key: string,
    @Query() { points }: CurveQuery,
  ): Promise<CurveDto> {
    return { key, points: await this.runs.curve(id, key, points) };
  }

  @Patch(':id')
  @RequireRole('write')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ operationId: 'changeRun', summary: 'Rename or describe a run, set or remove its tags' })
  @ApiOkResponse({ type: RunDetailsDto })
  @ApiProblems(400, 404, 409)
  async change(@Param('id', ParseUUIDPipe) id: string, @Body() body: ChangeRunBody): Promise<RunDetailsDto> {
    const { tags } = await this.runs.get(id);
    const { set, removed } = tagChanges(body.tags ?? {});
    if (body.description) set[tagKeys.description] = body.description;
    if (body.description === '') removed.push(tagKeys.description);
    if (body.name !== undefined) set[tagKeys.runName] = body.name;
    await this.runs.setTags(id, set);
    for (const key of removed.filter((one) => Object.hasOwn(tags, one))) await this.runs.deleteTag(id, key);
    return this.details(await this.runs.get(id));
  }

  @Delete(':id')
  @RequireRole('write')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'deleteRun',
    summary: 'Hide a run; nothing is lost before garbage collection takes it',
  })
  @ApiOkResponse({ type: RunDto })
  @ApiProblems(400, 404)
  async delete(@Param('id', ParseUUIDPipe) id: string): Promise<RunDto> {
    return presentRun(await this.runs.delete(id));
  }

  @Post(':id/restore')
  @HttpCode(200)
  @RequireRole('write')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ operationId: 'restoreRun', summary: 'Bring a deleted run back' })
  @ApiOkResponse({ type: RunDto })
  @ApiProblems(400, 404)
  async restore(@Param('id', ParseUUIDPipe) id: string): Promise<RunDto> {
    return presentRun(await this.runs.restore(id));
  }

  private async details(run: RunWithData): Promise<RunDetailsDto> {
    const curves = run.metrics.filter(({ points, step }) => points > 1 || step > 0).slice(0, shownCurves);
    const steps: MetricStepDto[] = [];
    for (const { key } of curves) {
      const points = await this.runs.curve(run.id, key, shownPoints);
      steps.push(...points.map(({ step, value }) => ({ metric: key, step, value })));
    }
    return { ...presentRun(run), steps, latestMetrics: run.metrics.map(presentMetric), inputs: run.inputs };
  }

  private async curvesOf(
    runs: readonly RunWithData[],
    key: string,
    points: number,
  ): Promise<ComparedCurve['runs']> {
    const having = runs.filter(({ metrics }) => metrics.some((metric) => metric.key === key));
    return Promise.all(
      having.map(async ({ id }) => ({ runId: id, points: await this.runs.curve(id, key, points) })),
    );
  }
}

/** Conditions that have a parameter of their own. */
function namedConditions({ status, kind, searchId }: ListRunsQuery): Condition[] {
  const wanted = { status, kind, search_id: searchId?.toLowerCase() };
  return Object.entries(wanted).flatMap(([key, value]) =>
    value === undefined ? [] : [{ entity: 'attribute', key, comparator: '=', value } as const],
  );
}
