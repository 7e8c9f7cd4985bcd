import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { RequireRole } from '../auth/require-role.js';
import { ApiProblems } from '../http/api-problems.js';
import { PageQuery } from '../http/paging.js';
import type { Job } from '../jobs/job.js';
import { JobDto } from '../jobs/jobs.dto.js';
import type { Schedule, ScheduleRun } from './schedule.js';
import {
  CreateScheduleBody,
  ScheduleDto,
  ScheduleRunDto,
  TriggerScheduleBody,
  UpdateScheduleBody,
} from './schedules.dto.js';
import { SchedulesService } from './schedules.service.js';

@ApiTags('jobs')
@Controller('api/v1/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get()
  @ApiOperation({ operationId: 'listSchedules', summary: 'What starts by itself, and when next' })
  @ApiOkResponse({ type: [ScheduleDto] })
  list(): Promise<Schedule[]> {
    return this.schedules.list();
  }

  @Post()
  @RequireRole('admin')
  @ApiOperation({ operationId: 'createSchedule', summary: 'Have a kind of job start by itself' })
  @ApiCreatedResponse({ type: ScheduleDto })
  @ApiProblems(400, 404, 409, 422)
  create(@Body() body: CreateScheduleBody): Promise<Schedule> {
    return this.schedules.create(body);
  }

  @Get(':name')
  @ApiOperation({ operationId: 'getSchedule', summary: 'One schedule' })
  @ApiOkResponse({ type: ScheduleDto })
  @ApiProblems(404)
  get(@Param('name') name: string): Promise<Schedule> {
    return this.schedules.get(name);
  }

  @Patch(':name')
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'updateSchedule',
    summary: 'Change the time, the params or what follows failures; pause or resume; no restart needed',
  })
  @ApiOkResponse({ type: ScheduleDto })
  @ApiProblems(400, 404)
  update(@Param('name') name: string, @Body() body: UpdateScheduleBody): Promise<Schedule> {
    return this.schedules.update(name, body);
  }

  @Delete(':name')
  @RequireRole('admin')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteSchedule',
    summary: 'Remove a schedule and its history; a job that runs goes on',
  })
  @ApiNoContentResponse()
  @ApiProblems(404)
  delete(@Param('name') name: string): Promise<void> {
    return this.schedules.delete(name);
  }

  @Post(':name/trigger')
  @RequireRole('admin')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'triggerSchedule',
    summary: 'Start its job now, paused or not, with its params or others',
  })
  @ApiAcceptedResponse({ type: JobDto })
  @ApiProblems(400, 404, 409, 422)
  trigger(@Param('name') name: string, @Body() body: TriggerScheduleBody): Promise<Job> {
    return this.schedules.trigger(name, body.params);
  }

  @Get(':name/runs')
  @ApiOperation({ operationId: 'listScheduleRuns', summary: 'When a schedule fired, and what came of it' })
  @ApiOkResponse({ type: [ScheduleRunDto] })
  @ApiProblems(400, 404)
  runs(@Param('name') name: string, @Query() query: PageQuery): Promise<ScheduleRun[]> {
    return this.schedules.runs(name, query.limit);
  }
}
