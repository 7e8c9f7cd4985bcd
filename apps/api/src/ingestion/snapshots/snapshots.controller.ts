import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { decodeCursor, PageQuery, toPage, type Page } from '../../platform/http/paging.js';
import type { Snapshot } from './snapshot.js';
import { SnapshotDetailsDto, SnapshotPage } from './snapshots.dto.js';
import { SnapshotsService, type SnapshotDetails } from './snapshots.service.js';

@ApiTags('snapshots')
@Controller('api/v1/snapshots')
export class SnapshotsController {
  constructor(private readonly snapshots: SnapshotsService) {}

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
}
