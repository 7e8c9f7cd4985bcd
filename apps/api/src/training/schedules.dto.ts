import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, IsTimeZone, MaxLength } from 'class-validator';
import type { Schedule } from './retrain-schedule.service.js';
import type { ScheduleOutcome, ScheduleRun } from './schedules.repository.js';

const outcomes = [
  'started',
  'skipped-unhealthy',
  'skipped-overlap',
  'skipped-no-data',
  'failed-to-start',
] as const;

export class ScheduleDto implements Schedule {
  @ApiProperty({ example: 'retrain' })
  name: string;
  @ApiProperty({ example: '0 2 * * *' })
  cron: string;
  @ApiProperty({ example: 'Europe/Berlin' })
  timeZone: string;
  @ApiProperty({ example: true })
  enabled: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextRunAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastRunAt: string | null;
}

export class UpdateScheduleBody {
  @ApiPropertyOptional({
    example: '0 2 * * *',
    description: 'Minute, hour, day, month, weekday; a field for seconds may stand first.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cron?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  @IsOptional()
  @IsTimeZone()
  timeZone?: string;

  @ApiPropertyOptional({ example: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

export class ScheduleRunDto implements ScheduleRun {
  @ApiProperty({ format: 'date-time' })
  scheduledFor: string;
  @ApiProperty({ format: 'date-time' })
  firedAt: string;
  @ApiProperty({ enum: outcomes, enumName: 'ScheduleOutcome' })
  outcome: ScheduleOutcome;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({ type: String, nullable: true })
  detail: string | null;
}
