import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { validateCronExpression } from 'cron';
import { RequireRole } from '../platform/auth/require-role.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { PageQuery } from '../platform/http/paging.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { RetrainScheduleService, type Schedule } from './retrain-schedule.service.js';
import type { ScheduleRun } from './schedules.repository.js';
import { ScheduleDto, ScheduleRunDto, UpdateScheduleBody } from './schedules.dto.js';

@ApiTags('training')
@Controller('api/v1/schedules')
export class SchedulesController {
  constructor(private readonly schedules: RetrainScheduleService) {}

  @Get()
  @ApiOperation({ operationId: 'listSchedules', summary: 'What starts by itself, and when next' })
  @ApiOkResponse({ type: [ScheduleDto] })
  list(): Promise<Schedule[]> {
    return this.schedules.list();
  }

  @Patch(':name')
  @RequireRole('admin')
  @ApiOperation({
    operationId: 'updateSchedule',
    summary: 'Change the time, pause or resume; no restart needed',
  })
  @ApiOkResponse({ type: ScheduleDto })
  @ApiProblems(400, 404)
  update(@Param('name') name: string, @Body() body: UpdateScheduleBody): Promise<Schedule> {
    if (body.cron !== undefined && !validateCronExpression(body.cron).valid) {
      throw new ValidationFailedError([
        { pointer: '/cron', detail: `cron is "${body.cron}", expected five fields such as "0 2 * * *"` },
      ]);
    }
    return this.schedules.update(name, body);
  }

  @Get(':name/runs')
  @ApiOperation({ operationId: 'listScheduleRuns', summary: 'When a schedule fired, and what came of it' })
  @ApiOkResponse({ type: [ScheduleRunDto] })
  @ApiProblems(400, 404)
  runs(@Param('name') name: string, @Query() query: PageQuery): Promise<ScheduleRun[]> {
    return this.schedules.runs(name, query.limit);
  }
}
