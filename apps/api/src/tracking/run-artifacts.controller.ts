import { Controller, Get, Param, ParseUUIDPipe, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { posix } from 'node:path';
import { ApiProblems } from '../platform/http/api-problems.js';
import { RunArtifactsService } from './run-artifacts.service.js';
import { ArtifactEntryDto, ArtifactFileQuery, ArtifactFolderQuery } from './runs.dto.js';

@ApiTags('tracking')
@Controller('api/v1/runs/:id/artifacts')
export class RunArtifactsController {
  constructor(private readonly artifacts: RunArtifactsService) {}

  @Get()
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'listRunArtifacts',
    summary: 'Files of a run: what clients logged, and of a training its model',
  })
  @ApiOkResponse({ type: [ArtifactEntryDto] })
  @ApiProblems(400, 404)
  async list(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { path = '' }: ArtifactFolderQuery,
  ): Promise<ArtifactEntryDto[]> {
    const entries = await this.artifacts.list(id, path);
    return entries.map((entry) => ({ ...entry, path: path === '' ? entry.name : `${path}/${entry.name}` }));
  }

  @Get('content')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'downloadRunArtifact',
    summary: 'One file of a run, checked against its checksum',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems(400, 404)
  async download(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { path }: ArtifactFileQuery,
  ): Promise<StreamableFile> {
    const { artifact, content } = await this.artifacts.open(id, path);
    // RFC 6266: the name as it is for those that read it, and without what a header cannot hold for the others.
    const name = posix.basename(path);
    const plain = name.replaceAll(/[^\w.-]/g, '_');
    return new StreamableFile(content, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      length: artifact.bytes,
    });
  }
}
