import {
  Controller,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Sse,
  type MessageEvent,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { concatMap, distinctUntilChanged, from, map, takeWhile, timer, type Observable } from 'rxjs';
import { ApiProblems } from '../http/api-problems.js';
import { decodeCursor, toPage, type Page } from '../http/paging.js';
import { RequireRole } from '../auth/require-role.js';
import { JobAttemptDto, JobDto, JobPage, ListJobsQuery } from './jobs.dto.js';
import { terminalStates, type Job, type JobAttempt } from './job.js';
import { JobsService } from './jobs.service.js';

const watchEveryMs = 250;

@ApiTags('jobs')
@Controller('api/v1/jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @ApiOperation({ operationId: 'listJobs', summary: 'Jobs, newest first' })
  @ApiOkResponse({ type: JobPage })
  @ApiProblems(400)
  async list(@Query() query: ListJobsQuery): Promise<Page<Job>> {
    const [createdAt, id] = query.cursor ? decodeCursor(query.cursor, ['string', 'string']) : [];
    const after = createdAt === undefined ? null : { createdAt: String(createdAt), id: String(id) };
    const rows = await this.jobs.list(query, query.limit + 1, after);
    return toPage(rows, query.limit, (job) => [job.createdAt, job.id]);
  }

  @Get(':id')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ operationId: 'getJob', summary: 'One job with its progress or result' })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems(400, 404)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<Job> {
    return this.jobs.get(id);
  }

  @Post(':id/cancel')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(200)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'cancelJob',
    summary: 'End a job that waits, or ask one that runs to stop: it does within a second',
  })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems(400, 404, 409)
  cancel(@Param('id', ParseUUIDPipe) id: string): Promise<Job> {
    return this.jobs.cancel(id);
  }

  @Post(':id/retry')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'retryJob',
    summary: 'Do a job that failed or was cancelled once more, from the params that it had',
  })
  @ApiAcceptedResponse({ type: JobDto })
  @ApiProblems(400, 404, 409)
  retry(@Param('id', ParseUUIDPipe) id: string): Promise<Job> {
    return this.jobs.retry(id);
  }

  @Get(':id/attempts')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'listJobAttempts',
    summary: 'Each attempt of a job and how it ended, first to last',
  })
  @ApiOkResponse({ type: [JobAttemptDto] })
  @ApiProblems(400, 404)
  attempts(@Param('id', ParseUUIDPipe) id: string): Promise<JobAttempt[]> {
    return this.jobs.attempts(id);
  }

  @Sse(':id/events')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'watchJob',
    summary: 'Server-sent events: the job whenever it changed, until it has ended',
  })
  @ApiOkResponse({
    description: 'Events of type `job`, each with a whole job as its data',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiProblems(400, 404)
  async watch(@Param('id', ParseUUIDPipe) id: string): Promise<Observable<MessageEvent>> {
    await this.jobs.get(id);
    return timer(0, watchEveryMs).pipe(
      concatMap(() => from(this.jobs.get(id))),
      distinctUntilChanged((before, now) => JSON.stringify(before) === JSON.stringify(now)),
      takeWhile((job) => !terminalStates.includes(job.state), true),
      map((job) => ({ type: 'job', data: job })),
    );
  }
}
