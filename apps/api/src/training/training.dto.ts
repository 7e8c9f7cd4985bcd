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
  IsTimeZone,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { JobProgressDto } from '../platform/jobs/jobs.dto.js';
import { PageQuery } from '../platform/http/paging.js';
import { ArtifactDto } from '../registry/index.js';
import type { CostEstimate } from './cost-model.js';
import type { Schedule } from './retrain-schedule.service.js';
import type { ScheduleOutcome, ScheduleRun } from './schedules.repository.js';
import type { PlannedCandidate, SkippedCandidate } from './training-plan.js';
import type { PlannedTraining } from './training.service.js';
import {
  runStatuses,
  type Hyperparameters,
  type MetricStep,
  type RunStatus,
  type TrainingRun,
} from './training-run.js';

const kinds = modelKinds.map(({ kind }) => kind);
const outcomes = [
  'started',
  'skipped-unhealthy',
  'skipped-overlap',
  'skipped-no-data',
  'failed-to-start',
] as const;

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
      'Seconds for all candidates together; those that are not expected to fit are left out. When left out: no end for candidates that are named, TRAINING_BUDGET_SECONDS for the usual ones.',
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

export class CostEstimateDto implements CostEstimate {
  @ApiProperty({ example: 4.5 })
  seconds: number;
  @ApiProperty({
    enum: ['measured', 'a-priori'],
    description: 'From earlier runs with the same settings, or from a table.',
  })
  basis: CostEstimate['basis'];
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
  @ApiProperty({ type: CostEstimateDto })
  estimate: CostEstimateDto;
}

export class SkippedCandidateDto extends CandidateDto implements SkippedCandidate {
  @ApiProperty({ example: 46 })
  estimatedSeconds: number;
  @ApiProperty({ example: 'It takes about 46 s by an estimate; 9.3 s of the budget of 23 s are left.' })
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
  @ApiProperty({ example: 'started' })
  status: string;
  @ApiProperty({ example: 'Training has started; GET /training/status tells how far it is.' })
  message: string;
  @ApiProperty({
    type: [String],
    example: ['NormalPredictor', 'BaselineOnly', 'KNNBasic', 'SVD'],
  })
  models: string[];
}

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

export class SearchRangeDto {
  @ApiPropertyOptional({ example: 16 })
  min?: number;
  @ApiPropertyOptional({ example: 256 })
  max?: number;
  @ApiPropertyOptional({ enum: ['linear', 'log'] })
  scale?: 'linear' | 'log';
  @ApiPropertyOptional({
    type: 'array',
    items: { oneOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'string' }] },
  })
  choices?: (number | boolean | string)[];
}

export class HyperparameterDto {
  @ApiProperty({ example: 'factorCount' })
  name: string;
  @ApiProperty({ enum: ['number', 'integer', 'boolean', 'choice'], example: 'integer' })
  type: string;
  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'string' }], example: 100 })
  default: number | boolean | string;
  @ApiPropertyOptional({ example: 1 })
  min?: number;
  @ApiPropertyOptional({ example: 1000 })
  max?: number;
  @ApiPropertyOptional({ type: [String] })
  choices?: string[];
  @ApiProperty({ example: 'Length of the factor vectors.' })
  description: string;
  @ApiPropertyOptional({
    type: SearchRangeDto,
    description: 'Where a search looks; without it, it keeps the default.',
  })
  search?: SearchRangeDto;
}

export class ModelKindDto {
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({
    enum: ['rating', 'preference'],
    description: 'Whether it predicts ratings or only orders films.',
  })
  output: 'rating' | 'preference';
  @ApiProperty({ example: 'SVD' })
  title: string;
  @ApiProperty({ example: 'Biased matrix factorisation by stochastic gradient descent.' })
  description: string;
  @ApiProperty({ type: [HyperparameterDto] })
  hyperparameters: HyperparameterDto[];
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
    example: { SlopeOne: 'It takes about 46 s by an estimate; 9.3 s of the budget of 23 s are left.' },
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
  @ApiProperty({ type: JobProgressDto, nullable: true })
  progress: JobProgressDto | null;
  @ApiProperty({ type: TrainingResultDto, nullable: true })
  last_result: TrainingResultDto | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last training failed, if it did.' })
  failure_reason: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  next_scheduled_at: string | null;
}

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
