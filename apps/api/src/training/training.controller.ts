import { modelKinds } from '@marquee/recommender';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import type { HttpResponse } from '../platform/http/request.js';
import type { Job } from '../platform/jobs/job.js';
import { JobDto } from '../platform/jobs/jobs.dto.js';
import { toCandidates } from './candidates.js';
import { ModelKindDto } from './model-kinds.dto.js';
import { PlanTrainingQuery, StartTrainingBody, TrainingPlanDto } from './training.dto.js';
import { TrainingService, type PlannedTraining } from './training.service.js';

@ApiTags('training')
@Controller('api/v1')
export class TrainingController {
  constructor(private readonly training: TrainingService) {}

  @Get('models/kinds')
  @ApiOperation({
    operationId: 'listModelKinds',
    summary: 'The models that can be trained, with their hyperparameters',
  })
  @ApiOkResponse({ type: [ModelKindDto] })
  kinds(): ModelKindDto[] {
    return modelKinds.map((kind) => ({
      ...kind,
      hyperparameters: kind.hyperparameters.map((one) => ({
        ...one,
        choices: one.choices ? [...one.choices] : undefined,
        search: one.search && 'choices' in one.search ? { choices: [...one.search.choices] } : one.search,
      })),
    }));
  }

  @Post('training')
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'startTraining',
    summary: 'Train and compare models; the best serves if it beats the champion',
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Watch it at the address in Location' })
  @ApiProblems(400, 409, 422)
  async start(
    @Body() body: StartTrainingBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<Job> {
    const job = await this.training.start({
      ...body,
      candidates: body.candidates && toCandidates(body.candidates),
    });
    response.header('location', `/api/v1/jobs/${job.id}`);
    return job;
  }

  @Get('training/plan')
  @ApiOperation({
    operationId: 'planTraining',
    summary: 'What a training of the usual candidates would compare, what it would leave out, and why',
  })
  @ApiOkResponse({ type: TrainingPlanDto })
  @ApiProblems(400)
  plan(@Query() query: PlanTrainingQuery): Promise<PlannedTraining> {
    return this.training.plan(query);
  }
}
