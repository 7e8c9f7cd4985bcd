import {
  Controller,
  Get,
  Headers,
  Param,
  ParseUUIDPipe,
  Query,
  Sse,
  type MessageEvent,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { concatMap, from, takeWhile, timer, type Observable } from 'rxjs';
import { ApiProblems } from '../http/api-problems.js';
import { decodeCursor, toPage, type Page } from '../http/paging.js';
import { ValidationFailedError } from '../http/validation.js';
import { JobKinds } from './job-kinds.js';
import { JobLogsRepository } from './job-logs.repository.js';
import { terminalStates, type JobLogLine } from './job.js';
import { JobKindDto, JobLogPage, JobLogQuery } from './jobs.dto.js';
import { JobsService } from './jobs.service.js';

const lookEveryMs = 400;
const linesAtOnce = 200;

@ApiTags('jobs')
@Controller('api/v1')
export class JobLogsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly logs: JobLogsRepository,
    private readonly kinds: JobKinds,
  ) {}

  @Get('job-kinds')
  @ApiOperation({ operationId: 'listJobKinds', summary: 'What can be run, tried again and scheduled' })
  @ApiOkResponse({ type: [JobKindDto] })
  listKinds(): JobKindDto[] {
    return this.kinds.list().map((kind) => JobKindDto.of(kind));
  }

  @Get('jobs/:id/logs')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ operationId: 'listJobLogs', summary: 'The log of a job, oldest line first' })
  @ApiOkResponse({ type: JobLogPage })
  @ApiProblems(400, 404)
  async list(@Param('id', ParseUUIDPipe) id: string, @Query() query: JobLogQuery): Promise<Page<JobLogLine>> {
    await this.jobs.get(id);
    const after = query.cursor ? lineId(String(decodeCursor(query.cursor, ['string'])[0])) : null;
    const rows = await this.logs.list(id, query, query.limit + 1, after);
    return toPage(rows, query.limit, (line) => [line.id]);
  }

  @Sse('jobs/:id/logs/events')
  @ApiHeader({ name: 'last-event-id', required: false, description: 'Id of the last line that was seen' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'watchJobLogs',
    summary:
      'Server-sent events: the log from its first line (or after `Last-Event-ID`), until the job has ended',
  })
  @ApiOkResponse({
    description:
      'Events of type `line`, each with a line as its data and its id; at the end one of type `end`',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiProblems(400, 404)
  async watch(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('last-event-id') lastSeen?: string,
  ): Promise<Observable<MessageEvent>> {
    await this.jobs.get(id);
    let after = lastSeen ? lineId(lastSeen) : null;
    const look = async (): Promise<MessageEvent[]> => {
      // The state is read first: what was logged before the end is then in the lines.
      const { state } = await this.jobs.get(id);
      const lines = await this.logs.list(id, {}, linesAtOnce, after);
      after = lines.at(-1)?.id ?? after;
      const messages = lines.map((line) => ({ type: 'line', id: line.id, data: line }));
      const isOver = terminalStates.includes(state) && lines.length < linesAtOnce;
      return isOver ? [...messages, { type: 'end', data: { state } }] : messages;
    };
    return timer(0, lookEveryMs).pipe(
      concatMap(() => from(look())),
      concatMap((messages) => from(messages)),
      takeWhile((message) => message.type !== 'end', true),
    );
  }
}

function lineId(text: string): string {
  if (/^\d{1,18}$/.test(text)) return text;
  throw new ValidationFailedError([{ pointer: '/cursor', detail: 'that is no line of a log' }]);
}
