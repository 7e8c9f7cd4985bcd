import { Global, Module } from '@nestjs/common';
import { ScheduleClock } from './schedule-clock.js';
import { ScheduleOutcomesRepository } from './schedule-outcomes.repository.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesRepository } from './schedules.repository.js';
import { SchedulesService } from './schedules.service.js';

@Global()
@Module({
  controllers: [SchedulesController],
  providers: [SchedulesService, SchedulesRepository, ScheduleOutcomesRepository, ScheduleClock],
  exports: [SchedulesService],
})
export class SchedulesModule {}
