import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import type { HttpResponse } from '../platform/http/request.js';
import type { Job } from '../platform/jobs/job.js';
import { SchedulesService } from '../platform/schedules/schedules.service.js';
import {
  StartSimpleTrainingBody,
  TrainingResultDto,
  TrainingStartedDto,
  TrainingStatusDto,
} from './training.dto.js';
import {
  retrainSchedule,
  TrainingService,
  type TrainingOutcome,
  type TrainingRequest,
} from './training.service.js';

/** The short paths that scripts rely on; the full API is under /api/v1. */
@ApiTags('short paths')
@Controller('training')
export class SimpleTrainingController {
  constructor(
    private readonly training: TrainingService,
    private readonly schedules: SchedulesService,
  ) {}

  @Post()
  @HttpCode(202)
  @RequireRole('write')
  @ApiOperation({
    operationId: 'startTrainingSimple',
    summary: 'Train the default models and promote the best',
  })
  @ApiAcceptedResponse({ type: TrainingStartedDto })
  @ApiProblems(400, 422)
  async start(
    @Body() body: StartSimpleTrainingBody,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<TrainingStartedDto> {
    const job = await this.training.start({ force: body?.force });
    response.header('location', `/api/v1/jobs/${job.id}`);
    return {
      job_id: job.id,
      status: job.state === 'queued' ? 'queued' : 'started',
      message:
        job.state === 'queued'
          ? 'Another training is in progress; this one starts when it ends. See GET /training/status.'
          : 'Training has started; see GET /training/status for its progress.',
      models: (job.params as unknown as TrainingRequest).candidates.map(({ name }) => name),
    };
  }

  @Get('status')
  @ApiOperation({
    operationId: 'getTrainingStatus',
    summary: 'Whether a training runs, how far it is, what the last one gave',
  })
  @ApiOkResponse({ type: TrainingStatusDto })
  async status(): Promise<TrainingStatusDto> {
    const [latest, next, succeeded, schedule] = await Promise.all([
      this.training.latest(),
      this.training.next(),
      this.training.lastSucceeded(),
      this.schedules.get(retrainSchedule).catch(() => null),
    ]);
    const running = latest?.state === 'running' || latest?.state === 'queued';
    return {
      state: running ? 'running' : 'idle',
      job_id: latest?.id ?? null,
      queued_job_id: next?.id === latest?.id ? null : (next?.id ?? null),
      progress: running ? latest.progress : null,
      last_result: succeeded ? toResult(succeeded) : null,
      failure_reason: latest?.failureReason ?? null,
      next_scheduled_at: schedule?.nextRunAt ?? null,
    };
  }
}

function toResult(job: Job): TrainingResultDto {
  const outcome = job.result as unknown as TrainingOutcome;
  const best = outcome.runs.find(({ id }) => id === outcome.bestRunId);
  return {
    finished_at: job.finishedAt,
    state: job.state,
    promoted: outcome.promoted,
    skipped: outcome.skipped,
    reason: outcome.reason,
    best_model: best?.name ?? null,
    // Jobs of older versions chose by RMSE and left nothing out.
    primary_metric: outcome.primaryMetric ?? 'rmse',
    skipped_models: Object.fromEntries(
      (outcome.skippedCandidates ?? []).map(({ name, reason }) => [name, reason]),
    ),
    models: Object.fromEntries(outcome.runs.map((run) => [run.name, run.metrics])),
  };
}
