import { metricNames, modelKinds, type MetricName, type ModelKind } from '@marquee/recommender';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { JobProgressDto } from '../platform/jobs/jobs.dto.js';
import {
  candidateRoles,
  type CandidateRole,
  type PlannedCandidate,
  type SkippedCandidate,
} from './training-plan.js';
import type { PlannedTraining } from './training.service.js';
import type { Hyperparameters } from './training-run.js';

const kinds = modelKinds.map(({ kind }) => kind);

export class CandidateBody {
  @ApiProperty({ enum: kinds, example: 'svd' })
  @IsIn(kinds)
  kind: ModelKind;

  @ApiPropertyOptional({
    example: 'SVD, 50 factors',
    description: 'Shown beside the run; made from the kind when left out.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { factorCount: 50, epochs: 30 },
  })
  @IsOptional()
  @IsObject()
  hyperparameters?: Hyperparameters;
}

export class StartTrainingBody {
  @ApiPropertyOptional({ default: false, description: 'Train even if nothing changed since the last run.' })
  @IsOptional()
  @IsBoolean()
  force?: boolean;

  @ApiPropertyOptional({ type: [CandidateBody], description: 'What to compare; a good set when left out.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => CandidateBody)
  candidates?: CandidateBody[];

  @ApiPropertyOptional({ type: 'integer', example: 42, minimum: 0, maximum: 2147483647 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2 ** 31 - 1)
  seed?: number;

  @ApiPropertyOptional({
    enum: metricNames,
    enumName: 'MetricName',
    description: 'What the best is chosen by; TRAINING_PRIMARY_METRIC when left out.',
  })
  @IsOptional()
  @IsIn(metricNames)
  primaryMetric?: MetricName;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 604800,
    example: 60,
    description:
      'Estimated seconds of all candidates together; extras that do not fit are left out, the core never is. When left out: no limit for candidates that are named, TRAINING_BUDGET_SECONDS for the usual ones. Estimates depend on the amount of data alone, so that the same call trains the same models on an idle and a busy machine.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(604_800)
  budgetSeconds?: number;
}

export class PlanTrainingQuery {
  @ApiPropertyOptional({ enum: metricNames, enumName: 'MetricName' })
  @IsOptional()
  @IsIn(metricNames)
  primaryMetric?: MetricName;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 604800 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(604_800)
  budgetSeconds?: number;
}

class CandidateDto {
  @ApiProperty({ type: String, example: 'svd' })
  kind: ModelKind;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  hyperparameters: Hyperparameters;
}

export class PlannedCandidateDto extends CandidateDto implements PlannedCandidate {
  @ApiProperty({
    enum: candidateRoles,
    example: 'core',
    description: 'Why it is trained; `reason` says it in words.',
  })
  role: CandidateRole;
  @ApiProperty({ example: 1.8, description: 'For fitting and judging, by a table for two quiet cores.' })
  estimatedSeconds: number;
  @ApiProperty({ example: 'Part of every comparison.' })
  reason: string;
}

export class SkippedCandidateDto extends CandidateDto implements SkippedCandidate {
  @ApiProperty({ example: 46 })
  estimatedSeconds: number;
  @ApiProperty({ example: 'It is estimated at 45 s; 1.1 s of the budget of 18 s are left.' })
  reason: string;
}

export class TrainingPlanDto implements PlannedTraining {
  @ApiProperty({ enum: metricNames, enumName: 'MetricName' })
  primaryMetric: MetricName;
  @ApiProperty({ type: Number, nullable: true, example: 23 })
  budgetSeconds: number | null;
  @ApiProperty({ example: 100004 })
  ratingCount: number;
  @ApiProperty({ type: [PlannedCandidateDto] })
  candidates: PlannedCandidateDto[];
  @ApiProperty({ type: [SkippedCandidateDto] })
  skipped: SkippedCandidateDto[];
}

export class StartSimpleTrainingBody {
  @ApiPropertyOptional({ default: false, example: true })
  @IsOptional()
  @IsBoolean()
  force?: boolean;
}

export class TrainingStartedDto {
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  @ApiProperty({ enum: ['started', 'queued'], example: 'started' })
  status: 'started' | 'queued';
  @ApiProperty({ example: 'Training has started; see GET /training/status for its progress.' })
  message: string;
  @ApiProperty({
    type: [String],
    example: ['NormalPredictor', 'BaselineOnly', 'KNNBasic', 'SVD'],
  })
  models: string[];
}

export class TrainingResultDto {
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  finished_at: string | null;
  @ApiProperty({ example: 'succeeded' })
  state: string;
  @ApiProperty({ example: true })
  promoted: boolean;
  @ApiProperty({ example: false })
  skipped: boolean;
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'SVD' })
  best_model: string | null;
  @ApiProperty({ enum: metricNames, enumName: 'MetricName', description: 'What the best was chosen by.' })
  primary_metric: MetricName;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { SlopeOne: 'It is estimated at 45 s; 1.1 s of the budget of 18 s are left.' },
    description: 'Models that were not trained, and why.',
  })
  skipped_models: Record<string, string>;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'number' } },
    example: { SVD: { rmse: 0.8731, mae: 0.6702 } },
    description: 'Held-out metrics by model.',
  })
  models: Record<string, Record<string, number>>;
}

export class TrainingStatusDto {
  @ApiProperty({ enum: ['idle', 'running'], example: 'running' })
  state: 'idle' | 'running';
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  job_id: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The training that starts when this one ends.',
  })
  queued_job_id: string | null;
  @ApiProperty({ type: JobProgressDto, nullable: true })
  progress: JobProgressDto | null;
  @ApiProperty({ type: TrainingResultDto, nullable: true })
  last_result: TrainingResultDto | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last training failed, if it did.' })
  failure_reason: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  next_scheduled_at: string | null;
}
