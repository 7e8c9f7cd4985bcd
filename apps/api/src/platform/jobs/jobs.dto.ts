import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../http/paging.js';
import type { Job, JobProgress, JobState } from './job.js';

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

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
  @ApiProperty({ type: String, nullable: true, example: null })
  failureReason: string | null;
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
}
