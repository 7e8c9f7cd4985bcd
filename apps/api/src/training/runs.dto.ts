import { modelKinds } from '@marquee/recommender';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../platform/http/paging.js';
import { ArtifactDto } from '../registry/index.js';
import {
  runStatuses,
  type Hyperparameters,
  type MetricStep,
  type RunStatus,
  type TrainingRun,
} from './training-run.js';

const kinds = modelKinds.map(({ kind }) => kind);

export class TrainingRunDto implements TrainingRun {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({ enum: runStatuses, enumName: 'RunStatus' })
  status: RunStatus;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { factorCount: 100, epochs: 20 } })
  hyperparameters: Hyperparameters;
  @ApiProperty({ example: 42 })
  seed: number;
  @ApiProperty({
    example: '5b6cbe40f7a1c2d3',
    description: 'Content hash of the ratings, whatever their order.',
  })
  dataFingerprint: string;
  @ApiProperty({ example: 100004 })
  ratingCount: number;
  @ApiProperty({ example: 671 })
  userCount: number;
  @ApiProperty({ example: 9066 })
  movieCount: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { rmse: 0.8731, mae: 0.6702, ndcgAt10: 0.091, recallAt10: 0.062 },
    description: 'On the held-out ratings; ranking metrics over the full catalogue.',
  })
  metrics: Record<string, number>;
  @ApiProperty({ type: ArtifactDto, nullable: true })
  artifact: ArtifactDto | null;
  @ApiProperty({ type: Number, nullable: true, example: 5 })
  modelVersion: number | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The search that it belongs to.',
  })
  searchId: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: null,
    description: 'Which trial of its search it is; its metrics are on an inner part of the train set then.',
  })
  trial: number | null;
  @ApiProperty({ example: '0.1.0' })
  engineVersion: string;
  @ApiProperty({ type: String, nullable: true })
  failureReason: string | null;
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 4210 })
  durationMs: number | null;
}

export class MetricStepDto implements MetricStep {
  @ApiProperty({ example: 'trainRmse' })
  metric: string;
  @ApiProperty({ example: 7 })
  step: number;
  @ApiProperty({ example: 0.8123 })
  value: number;
}

export class TrainingRunDetailsDto extends TrainingRunDto {
  @ApiProperty({ type: [MetricStepDto] })
  steps: MetricStepDto[];
}

export class TrainingRunPage {
  @ApiProperty({ type: [TrainingRunDto] })
  items: TrainingRunDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListRunsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: runStatuses, enumName: 'RunStatus' })
  @IsOptional()
  @IsIn(runStatuses)
  status?: RunStatus;

  @ApiPropertyOptional({ enum: kinds })
  @IsOptional()
  @IsIn(kinds)
  kind?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Runs of one search, its trials included; without it no trials are listed.',
  })
  @IsOptional()
  @IsUUID()
  searchId?: string;
}
