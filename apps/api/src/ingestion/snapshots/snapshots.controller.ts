import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseEnumPipe,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { decodeCursor, PageQuery, toPage, type Page } from '../../platform/http/paging.js';
import type { HttpResponse } from '../../platform/http/request.js';
import type { Job } from '../../platform/jobs/job.js';
import { JobDto } from '../../platform/jobs/jobs.dto.js';
import { snapshotParts, type Snapshot, type SnapshotPart } from './snapshot.js';
import { SnapshotDiffDto } from './snapshot-diff.dto.js';
import { SnapshotDiffsService, type SnapshotComparison } from './snapshot-diffs.service.js';
import {
  RestoreOutcomeDto,
  RestoreSnapshotBody,
  SnapshotDetailsDto,
  SnapshotOutcomeDto,
  SnapshotPage,
} from './snapshots.dto.js';
import { SnapshotsService, type SnapshotDetails } from './snapshots.service.js';

const parquet = 'application/vnd.apache.parquet';
const parts = Object.fromEntries(snapshotParts.map((part) => [part, part])) as Record<
  SnapshotPart,
  SnapshotPart
>;

@ApiTags('snapshots')
@ApiExtraModels(SnapshotOutcomeDto, RestoreOutcomeDto)
@Controller('api/v1/snapshots')
export class SnapshotsController {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly diffs: SnapshotDiffsService,
  ) {}

  @Post()
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'takeSnapshot',
    summary: 'Take a snapshot of the data as it is now',
    description:
      'The same data gives the same snapshot, and no second file. The result of the job is a SnapshotOutcomeDto.',
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Watch it at the address in Location' })
  @ApiProblems(409)
  async take(@Res({ passthrough: true }) response: HttpResponse): Promise<Job> {
    return located(await this.snapshots.start(), response);
  }

  @Get()
  @ApiOperation({ operationId: 'listSnapshots', summary: 'Snapshots of the data, newest first' })
  @ApiOkResponse({ type: SnapshotPage })
  @ApiProblems(400)
  async list(@Query() query: PageQuery): Promise<Page<Snapshot>> {
    const [createdAt, id] = query.cursor ? decodeCursor(query.cursor, ['string', 'string']) : [];
    const after = createdAt === undefined ? null : { createdAt: String(createdAt), id: String(id) };
    const rows = await this.snapshots.list(query.limit + 1, after);
    return toPage(rows, query.limit, (snapshot) => [snapshot.createdAt, snapshot.id]);
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getSnapshot',
    summary: 'The manifest of a snapshot, and what has learnt from it',
  })
  @ApiOkResponse({ type: SnapshotDetailsDto })
  @ApiProblems(404)
  get(@Param('id') id: string): Promise<SnapshotDetails> {
    return this.snapshots.details(id);
  }

  @Get(':id/diff/:other')
  @ApiOperation({
    operationId: 'diffSnapshots',
    summary: 'What a later snapshot, `other`, has added, removed and changed',
    description: 'Counts are exact. Comparing two of 20 million ratings takes some ten seconds, once.',
  })
  @ApiOkResponse({ type: SnapshotDiffDto })
  @ApiProblems(404)
  diff(@Param('id') id: string, @Param('other') other: string): Promise<SnapshotComparison> {
    return this.diffs.diff(id, other);
  }

  @Get(':id/files/:part')
  @ApiParam({ name: 'part', enum: snapshotParts })
  @ApiProduces(parquet)
  @ApiOperation({
    operationId: 'downloadSnapshotFile',
    summary: 'A Parquet file of a snapshot, as pandas, DuckDB and Spark read it',
  })
  @ApiOkResponse({ content: { [parquet]: { schema: { type: 'string', format: 'binary' } } } })
  @ApiProblems(400, 404)
  async download(
    @Param('id') id: string,
    @Param('part', new ParseEnumPipe(parts)) part: SnapshotPart,
  ): Promise<StreamableFile> {
    const { file, content } = await this.snapshots.open(id, part);
    const disposition = `attachment; filename="${part}-${id.slice(0, 12)}.parquet"`;
    return new StreamableFile(content, { type: parquet, disposition, length: file.bytes });
  }

  @Post(':id/restore')
  @HttpCode(202)
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'restoreSnapshot',
    summary: 'Put the ratings, films and tags of a snapshot into the database',
    description:
      'All of it is there at once, or nothing. Into an empty database, unless what is there is to be replaced. The result of the job is a RestoreOutcomeDto.',
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Watch it at the address in Location' })
  @ApiProblems(400, 404, 409)
  async restore(
    @Param('id') id: string,
    @Body() body: RestoreSnapshotBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<Job> {
    return located(await this.snapshots.restore(id, body.replace ?? false), response);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireRole('admin')
  @ApiOperation({ operationId: 'deleteSnapshot', summary: 'Remove a snapshot that nothing refers to' })
  @ApiNoContentResponse()
  @ApiProblems(404, 409)
  remove(@Param('id') id: string): Promise<void> {
    return this.snapshots.remove(id);
  }
}

function located(job: Job, response: HttpResponse): Job {
  response.header('location', `/api/v1/jobs/${job.id}`);
  return job;
}
