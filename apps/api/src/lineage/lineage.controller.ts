import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/http/api-problems.js';
import { ParseIdPipe } from '../platform/http/parse-id.pipe.js';
import { RecommendationLineageDto, VersionLineageDto } from './lineage.dto.js';
import type { RecommendationLineage, VersionLineage } from './lineage.js';
import { LineageService } from './lineage.service.js';

@ApiTags('lineage')
@Controller('api/v1/lineage')
export class LineageController {
  constructor(private readonly lineage: LineageService) {}

  @Get('recommendations/:id')
  @ApiOperation({
    operationId: 'getRecommendationLineage',
    summary:
      'How a served list came about: model version, run, snapshot, promotion; and the feedback that it got',
  })
  @ApiOkResponse({ type: RecommendationLineageDto })
  @ApiProblems(400, 404)
  ofRecommendation(@Param('id', ParseUUIDPipe) id: string): Promise<RecommendationLineage> {
    return this.lineage.ofRecommendation(id);
  }

  @Get('versions/:version')
  @ApiOperation({
    operationId: 'getVersionLineage',
    summary: 'Where a model version comes from, and what it served',
  })
  @ApiOkResponse({ type: VersionLineageDto })
  @ApiProblems(400, 404)
  ofVersion(@Param('version', ParseIdPipe) version: number): Promise<VersionLineage> {
    return this.lineage.ofVersion(version);
  }

  @Get('runs/:id')
  @ApiOperation({ operationId: 'getRunLineage', summary: 'The same for the model version that a run left' })
  @ApiOkResponse({ type: VersionLineageDto })
  @ApiProblems(400, 404)
  ofRun(@Param('id', ParseUUIDPipe) id: string): Promise<VersionLineage> {
    return this.lineage.ofRun(id);
  }
}
