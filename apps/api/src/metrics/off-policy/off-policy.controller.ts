import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import type { HttpResponse } from '../../platform/http/request.js';
import type { Job } from '../../platform/jobs/job.js';
import { JobDto } from '../../platform/jobs/jobs.dto.js';
import { spanOf } from '../online/day-span.js';
import { OffPolicyBody } from './off-policy.dto.js';
import { OffPolicyService } from './off-policy.service.js';

const defaultClip = 100;
const defaultLists = 5_000;

@ApiTags('experiments')
@Controller('api/v1/off-policy-estimates')
export class OffPolicyController {
  constructor(private readonly offPolicy: OffPolicyService) {}

  @Post()
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'estimateOffPolicy',
    summary: 'What another model would have earned, from the log: IPS and SNIPS with their intervals',
  })
  @ApiAcceptedResponse({
    type: JobDto,
    description: 'Its result holds the estimate; its address is in Location',
  })
  @ApiProblems(400, 404, 409)
  async start(@Body() body: OffPolicyBody, @Res({ passthrough: true }) response: HttpResponse): Promise<Job> {
    const job = await this.offPolicy.start({
      ...spanOf({ from: body.from, to: body.to }, new Date()),
      alias: body.alias ?? null,
      version: body.version ?? null,
      reward: body.reward ?? 'click',
      clip: body.clip ?? defaultClip,
      maxLists: body.maxLists ?? defaultLists,
    });
    response.header('location', `/api/v1/jobs/${job.id}`);
    return job;
  }
}
