import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { PageQuery } from '../http/paging.js';
import type { KnownKind } from './job-kinds.js';
import {
  jobLogLevels,
  jobStates as states,
  type AttemptOutcome,
  type Job,
  type JobAttempt,
  type JobLogLevel,
  type JobLogLine,
  type JobProgress,
  type JobState,
} from './job.js';

export class JobProgressDto implements JobProgress {
  @ApiProperty({ example: 'training SVD' })
  phase: string;
  @ApiProperty({ example: 7 })
  done: number;
  @ApiProperty({ type: Number, nullable: true, example: 20 })
  total: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.35, description: '0 to 1' })
  ratio: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 850000 })
  ratePerSecond: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 12 })
  remainingSeconds: number | null;
  @ApiProperty({ type: String, nullable: true, example: 'epoch 7 of 20' })
  message: string | null;
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { epoch: 7, epochs: 20, trainRmse: 0.81 },
  })
  detail: Record<string, unknown> | null;
}

export class JobDto implements Job {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'training' })
  kind: string;
  @ApiProperty({ enum: states, enumName: 'JobState' })
  state: JobState;
  @ApiProperty({ type: JobProgressDto })
  progress: JobProgressDto;
  @ApiProperty({ type: 'object', additionalProperties: true })
  params: Record<string, unknown>;
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'What came of it, by kind of job.',
  })
  result: Record<string, unknown> | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Why it failed; of a job that waits for another attempt, why the last one did.',
  })
  failureReason: string | null;
  @ApiProperty({
    example: 'schedule:retrain',
    description: 'What started it: `api`, or `schedule:` and its name.',
  })
  trigger: string;
  @ApiProperty({ example: 1, description: 'The attempt that runs, or ran last.' })
  attempt: number;
  @ApiProperty({ example: 3 })
  maxAttempts: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When a queued job is taken.',
  })
  nextAttemptAt: string | null;
  @ApiProperty({ description: 'Whether it can be done again from its params, should it fail.' })
  repeatable: boolean;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 7200,
    description: 'An attempt that takes longer is ended.',
  })
  timeLimitSeconds: number | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'An alert is raised when it has not ended by then.',
  })
  deadlineAt: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
}

export class JobPage {
  @ApiProperty({ type: [JobDto] })
  items: JobDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListJobsQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'training' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  kind?: string;

  @ApiPropertyOptional({ enum: states, enumName: 'JobState' })
  @IsOptional()
  @IsIn(states)
  state?: JobState;

  @ApiPropertyOptional({ example: 'schedule:retrain', description: 'What started it.' })
  @IsOptional()
  @IsString()
  @MaxLength(120)
  trigger?: string;
}

const attemptOutcomes = ['succeeded', 'failed', 'cancelled', 'timed-out', 'interrupted'] as const;

export class JobAttemptDto implements JobAttempt {
  @ApiProperty({ example: 1 })
  attempt: number;
  @ApiProperty({
    enum: attemptOutcomes,
    enumName: 'AttemptOutcome',
    nullable: true,
    description: 'null: it runs.',
  })
  outcome: AttemptOutcome | null;
  @ApiProperty({ type: String, nullable: true })
  failureReason: string | null;
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
}

export class JobLogLineDto implements JobLogLine {
  @ApiProperty({ example: '1207' })
  id: string;
  @ApiProperty({ example: 1 })
  attempt: number;
  @ApiProperty({ example: 'training SVD' })
  step: string;
  @ApiProperty({ enum: jobLogLevels, enumName: 'JobLogLevel' })
  level: JobLogLevel;
  @ApiProperty({ example: 'Attempt 1 of 2 began.' })
  message: string;
  @ApiProperty({ format: 'date-time' })
  at: string;
}

export class JobLogPage {
  @ApiProperty({ type: [JobLogLineDto] })
  items: JobLogLineDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class JobLogQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  attempt?: number;

  @ApiPropertyOptional({ example: 'training SVD' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  step?: string;

  @ApiPropertyOptional({
    enum: jobLogLevels,
    enumName: 'JobLogLevel',
    description: 'This level and graver ones.',
  })
  @IsOptional()
  @IsIn(jobLogLevels)
  level?: JobLogLevel;
}

export class JobKindDto {
  @ApiProperty({ example: 'training' })
  kind: string;
  @ApiProperty({ example: 'Training' })
  title: string;
  @ApiProperty({ example: 'Trains models and lets the best serve if it earns it.' })
  description: string;
  @ApiProperty({ description: 'May a schedule start it?' })
  schedulable: boolean;
  @ApiProperty({ description: 'A schedule starts it only while the process is healthy.' })
  needsHealth: boolean;
  @ApiProperty({ example: 2, description: 'Attempts in all; 1: a failure is final.' })
  attempts: number;
  @ApiProperty({ type: Number, nullable: true, example: 7200 })
  timeLimitSeconds: number | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Params to begin from.' })
  exampleParams: object;

  static of(kind: KnownKind): JobKindDto {
    return {
      kind: kind.kind,
      title: kind.title,
      description: kind.description ?? '',
      schedulable: kind.schedulable ?? false,
      needsHealth: kind.needsHealth ?? false,
      attempts: kind.retry.attempts,
      timeLimitSeconds: kind.timeLimitMs === undefined ? null : kind.timeLimitMs / 1000,
      exampleParams: kind.exampleWish ?? {},
    };
  }
}
