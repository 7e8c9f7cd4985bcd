import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../auth/require-role.js';
import { ApiProblems } from '../../http/api-problems.js';
import type { HttpResponse } from '../../http/request.js';
import type { Job } from '../../jobs/job.js';
import { JobDto } from '../../jobs/jobs.dto.js';
import { CollectGarbageBody, GarbageReportDto } from './garbage-collection.dto.js';
import { GarbageCollectionService } from './garbage-collection.service.js';

@ApiTags('artifacts')
@ApiExtraModels(GarbageReportDto)
@Controller('api/v1/artifacts')
export class GarbageCollectionController {
  constructor(private readonly garbage: GarbageCollectionService) {}

  @Post('garbage-collection')
  @HttpCode(202)
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'collectGarbage',
    summary: 'Remove artifacts that nothing refers to',
    description:
      'What an alias, a run or a version that is kept, a snapshot that is kept or a served model refers to stays. The result of the job is a GarbageReportDto.',
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Watch it at the address in Location' })
  @ApiProblems(400, 409)
  async collect(
    @Body() body: CollectGarbageBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<Job> {
    const job = await this.garbage.start(body);
    response.header('location', `/api/v1/jobs/${job.id}`);
    return job;
  }
}
