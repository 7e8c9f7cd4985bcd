import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsTimeZone,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { jobStates, type JobState } from '../jobs/job.js';
import {
  misfirePolicies,
  scheduleOutcomes,
  scheduleTriggers,
  type MisfirePolicy,
  type Schedule,
  type ScheduleOutcome,
  type ScheduleRun,
  type ScheduleTrigger,
} from './schedule.js';

const yearSeconds = 366 * 86_400;

export class CreateScheduleBody {
  @ApiProperty({ example: 'nightly-snapshot', pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })
  @Matches(/^[a-z0-9][a-z0-9-]{0,63}$/, {
    message: 'name must be small letters, digits and hyphens, 64 at the most',
  })
  name: string;

  @ApiProperty({ example: 'snapshot', description: 'One of GET /api/v1/job-kinds that is schedulable.' })
  @IsString()
  @MaxLength(64)
  kind: string;

  @ApiProperty({
    example: '0 2 * * *',
    description: 'Minute, hour, day, month, weekday; a field for seconds may stand first.',
  })
  @IsString()
  @MaxLength(100)
  cron: string;

  @ApiProperty({ example: 'Europe/Berlin' })
  @IsTimeZone()
  timeZone: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: {},
    description: 'What each job gets.',
  })
  @IsOptional()
  @IsObject()
  params?: Record<string, unknown>;

  @ApiPropertyOptional({ example: 'Every night, before the training' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  description?: string;

  @ApiPropertyOptional({ example: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    enum: misfirePolicies,
    enumName: 'MisfirePolicy',
    description: 'Whether a time that was missed, while no process ran, is made up for once.',
  })
  @IsOptional()
  @IsIn(misfirePolicies)
  misfirePolicy?: MisfirePolicy;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: yearSeconds, example: 3600 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(yearSeconds)
  misfireGraceSeconds?: number;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: 1000,
    example: 3,
    description: 'Pauses by itself after so many failures in a row; null: never.',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsInt()
  @Min(1)
  @Max(1000)
  maxFailures?: number | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: yearSeconds,
    example: 7200,
    description:
      'An alert is raised when a job has not ended so long after its time; null: as its kind says.',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsInt()
  @Min(1)
  @Max(yearSeconds)
  deadlineSeconds?: number | null;
}

export class UpdateScheduleBody extends PartialType(OmitType(CreateScheduleBody, ['name', 'kind'])) {}

export class TriggerScheduleBody {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { force: true },
    description: "Instead of the schedule's own.",
  })
  @IsOptional()
  @IsObject()
  params?: Record<string, unknown>;
}

export class ScheduleDto implements Schedule {
  @ApiProperty({ example: 'retrain' })
  name: string;
  @ApiProperty({ example: 'training' })
  kind: string;
  @ApiProperty({ example: '0 2 * * *' })
  cron: string;
  @ApiProperty({ example: 'Europe/Berlin' })
  timeZone: string;
  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  params: Record<string, unknown>;
  @ApiProperty({ example: '' })
  description: string;
  @ApiProperty({ example: true })
  enabled: boolean;
  @ApiProperty({ enum: misfirePolicies, enumName: 'MisfirePolicy' })
  misfirePolicy: MisfirePolicy;
  @ApiProperty({ example: 3600 })
  misfireGraceSeconds: number;
  @ApiProperty({ type: Number, nullable: true, example: 3 })
  maxFailures: number | null;
  @ApiProperty({ type: Number, nullable: true, example: null })
  deadlineSeconds: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextRunAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastRunAt: string | null;
  @ApiProperty({ example: 0 })
  consecutiveFailures: number;
  @ApiProperty({ type: String, nullable: true, description: 'Why it paused by itself.' })
  pausedReason: string | null;
}

export class ScheduleRunDto implements ScheduleRun {
  @ApiProperty({ format: 'date-time' })
  scheduledFor: string;
  @ApiProperty({ format: 'date-time' })
  firedAt: string;
  @ApiProperty({ enum: scheduleTriggers, enumName: 'ScheduleTrigger' })
  trigger: ScheduleTrigger;
  @ApiProperty({
    enum: scheduleOutcomes,
    enumName: 'ScheduleOutcome',
    description: 'What came of the firing.',
  })
  outcome: ScheduleOutcome;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({ type: String, nullable: true })
  detail: string | null;
  @ApiProperty({
    enum: jobStates,
    enumName: 'JobState',
    nullable: true,
    description: 'What came of the job.',
  })
  jobState: JobState | null;
  @ApiProperty({ type: String, nullable: true })
  failureReason: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 34.2 })
  durationSeconds: number | null;
}
