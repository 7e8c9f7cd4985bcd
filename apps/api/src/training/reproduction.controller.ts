import { Controller, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import type { HttpResponse } from '../platform/http/request.js';
import type { Job } from '../platform/jobs/job.js';
import { JobDto } from '../platform/jobs/jobs.dto.js';
import { ReproductionService, type ReproductionOutcome } from './reproduction.service.js';

export class ReproductionOutcomeDto implements ReproductionOutcome {
  @ApiProperty({ format: 'uuid' })
  runId: string;
  @ApiProperty()
  snapshotId: string;
  @ApiProperty({ description: "Whether the model's file is the same, bit for bit." })
  identical: boolean;
  @ApiProperty()
  expectedSha256: string;
  @ApiProperty()
  actualSha256: string;
  @ApiProperty({
    description:
      'Whether the code that makes models is that of the run: other code may well make another model.',
  })
  sameCode: boolean;
  @ApiProperty({ example: 3.2 })
  seconds: number;
}

@ApiTags('training')
@ApiExtraModels(ReproductionOutcomeDto)
@Controller('api/v1/runs')
export class ReproductionController {
  constructor(private readonly reproduction: ReproductionService) {}

  @Post(':id/reproduce')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'reproduceRun',
    summary: "Train a run's model once more from its snapshot, and compare the two bit for bit",
    description: 'Nothing that serves changes. The result of the job is a ReproductionOutcomeDto.',
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Watch it at the address in Location' })
  @ApiProblems(400, 404, 409, 422)
  async reproduce(
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<Job> {
    const job = await this.reproduction.start(id);
    response.header('location', `/api/v1/jobs/${job.id}`);
    return job;
  }
}
