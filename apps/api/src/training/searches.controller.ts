import { isRankingMetric, modelKinds, searchSpaceOf, type MetricName } from '@marquee/recommender';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { AppConfig } from '../platform/config/app-config.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { decodeCursor, PageQuery, toPage, type Page } from '../platform/http/paging.js';
import type { HttpResponse } from '../platform/http/request.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { defaultSeed } from './default-candidates.js';
import { ResumeSearchBody, SearchDetailsDto, SearchPage, StartSearchBody } from './search.dto.js';
import { SearchService, type SearchDetails } from './search.service.js';
import type { SearchSettings } from './search.js';
import type { SearchRecord } from './searches.repository.js';

const defaultTrials = 30;
const defaultBudgetSeconds = 300;

@ApiTags('training')
@Controller('api/v1/searches')
export class SearchesController {
  constructor(
    private readonly searches: SearchService,
    private readonly config: AppConfig,
  ) {}

  @Post()
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'startSearch',
    summary: 'Search good hyperparameters of one kind of model or several, and train the best',
  })
  @ApiAcceptedResponse({ type: SearchDetailsDto, description: 'Its job is at the address in Location' })
  @ApiProblems(400, 409, 422)
  async start(
    @Body() body: StartSearchBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<SearchDetails> {
    const metric = body.metric ?? this.config.trainingPrimaryMetric;
    checkKinds(body, metric);
    const settings: SearchSettings = {
      kinds: body.kinds,
      metric,
      sampler: body.sampler ?? 'tpe',
      pruner: body.pruner ?? 'halving',
      seed: body.seed ?? defaultSeed,
      maxTrials: body.maxTrials ?? defaultTrials,
      budgetSeconds: body.budgetSeconds ?? defaultBudgetSeconds,
    };
    return pointToJob(await this.searches.start(settings), response);
  }

  @Get()
  @ApiOperation({ operationId: 'listSearches', summary: 'Searches, newest first' })
  @ApiOkResponse({ type: SearchPage })
  @ApiProblems(400)
  async list(@Query() query: PageQuery): Promise<Page<SearchRecord>> {
    const [createdAt, id] = query.cursor ? decodeCursor(query.cursor, ['string', 'string']) : [];
    const after = createdAt === undefined ? null : { createdAt: String(createdAt), id: String(id) };
    const rows = await this.searches.list(query.limit + 1, after);
    return toPage(rows, query.limit, (search) => [search.createdAt, search.id]);
  }

  @Get(':id')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ operationId: 'getSearch', summary: 'One search with its trials' })
  @ApiOkResponse({ type: SearchDetailsDto })
  @ApiProblems(400, 404)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<SearchDetails> {
    return this.searches.get(id);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @RequireRole('write')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'resumeSearch',
    summary: 'Go on with a search that was cancelled or interrupted, or give one that has ended more',
  })
  @ApiAcceptedResponse({ type: SearchDetailsDto, description: 'Its job is at the address in Location' })
  @ApiProblems(400, 404, 409)
  async resume(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ResumeSearchBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<SearchDetails> {
    const { maxTrials, budgetSeconds } = body ?? {};
    const changes = {
      ...(maxTrials === undefined ? {} : { maxTrials }),
      ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
    };
    return pointToJob(await this.searches.resume(id, changes), response);
  }
}

function pointToJob(search: SearchDetails, response: HttpResponse): SearchDetails {
  response.header('location', `/api/v1/jobs/${search.jobId}`);
  return search;
}

/** @throws ValidationFailedError for kinds that have nothing to search, or that the metric cannot judge */
function checkKinds({ kinds }: StartSearchBody, metric: MetricName): void {
  const errors = kinds.flatMap((kind, index) => {
    const found = modelKinds.find((one) => one.kind === kind);
    const pointer = `/kinds/${index}`;
    if (!found || searchSpaceOf(found.hyperparameters).length === 0) {
      return [{ pointer, detail: `${kind} has no hyperparameters to search` }];
    }
    if (found.output === 'preference' && !isRankingMetric(metric)) {
      return [{ pointer, detail: `${kind} predicts no ratings: ${metric} cannot judge it` }];
    }
    return [];
  });
  if (errors.length > 0) throw new ValidationFailedError(errors);
}
