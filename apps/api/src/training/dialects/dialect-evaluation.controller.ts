import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import type { HttpResponse } from '../../platform/http/request.js';
import type { Job } from '../../platform/jobs/job.js';
import { JobDto } from '../../platform/jobs/jobs.dto.js';
import { DialectEvaluationService } from './dialect-evaluation.service.js';

const defaultK = 10;

class DialectEvaluationBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'The model version; the champion when left out.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2 ** 31 - 1)
  version?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    description: 'Length of the lists; 10 when left out.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  k?: number;
}

@ApiTags('training')
@Controller('api/v1/dialect-evaluations')
export class DialectEvaluationController {
  constructor(private readonly evaluations: DialectEvaluationService) {}

  @Post()
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'evaluateInDialects',
    summary: 'Measure a model on held-out ratings as Evidently, RecBole and Microsoft Recommenders do',
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Its result holds the metrics with their formulas' })
  @ApiProblems(400, 404, 409)
  async start(
    @Body() { version, k }: DialectEvaluationBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<Job> {
    const job = await this.evaluations.start(version ?? null, k ?? defaultK);
    response.header('location', `/api/v1/jobs/${job.id}`);
    return job;
  }
}
