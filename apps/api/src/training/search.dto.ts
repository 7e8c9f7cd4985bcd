import { metricNames, modelKinds, type MetricName, type ModelKind } from '@marquee/recommender';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
} from 'class-validator';
import type { JobState } from '../platform/jobs/job.js';
import type { SearchDetails } from './search.service.js';
import { pruners, samplers, type SearchSettings, type SearchTrial } from './search.js';
import type { SearchRecord } from './searches.repository.js';
import { runStatuses, type Hyperparameters, type RunStatus } from './training-run.js';

const kinds = modelKinds.map(({ kind }) => kind);
const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export class ResumeSearchBody {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, example: 30 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  maxTrials?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 604800,
    example: 300,
    description: 'Seconds for all trials together; the training of the best comes after them.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(604_800)
  budgetSeconds?: number;
}

export class StartSearchBody extends ResumeSearchBody {
  @ApiProperty({
    enum: kinds,
    isArray: true,
    example: ['matrix-factorisation'],
    description: 'Tried in turn.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsIn(kinds, { each: true })
  kinds: ModelKind[];

  @ApiPropertyOptional({
    enum: metricNames,
    enumName: 'MetricName',
    description:
      'What trials are compared by, on a part of the train set that they do not learn from; TRAINING_PRIMARY_METRIC when left out.',
  })
  @IsOptional()
  @IsIn(metricNames)
  metric?: MetricName;

  @ApiPropertyOptional({ enum: samplers, default: 'tpe' })
  @IsOptional()
  @IsIn(samplers)
  sampler?: SearchSettings['sampler'];

  @ApiPropertyOptional({
    enum: pruners,
    default: 'halving',
    description: 'Which trials end early: by successive halving, below the median, or none.',
  })
  @IsOptional()
  @IsIn(pruners)
  pruner?: SearchSettings['pruner'];

  @ApiPropertyOptional({ type: 'integer', example: 42, minimum: 0, maximum: 2147483647 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2 ** 31 - 1)
  seed?: number;
}

export class SearchSettingsDto implements SearchSettings {
  @ApiProperty({ type: [String], example: ['matrix-factorisation'] })
  kinds: ModelKind[];
  @ApiProperty({ enum: metricNames, enumName: 'MetricName' })
  metric: MetricName;
  @ApiProperty({ enum: samplers })
  sampler: SearchSettings['sampler'];
  @ApiProperty({ enum: pruners })
  pruner: SearchSettings['pruner'];
  @ApiProperty({ example: 42 })
  seed: number;
  @ApiProperty({ example: 30 })
  maxTrials: number;
  @ApiProperty({ example: 300 })
  budgetSeconds: number;
}

export class SearchDto implements SearchRecord {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: SearchSettingsDto })
  settings: SearchSettingsDto;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({ enum: states, enumName: 'JobState' })
  state: JobState;
  @ApiProperty({ type: String, nullable: true })
  failureReason: string | null;
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'What the training of the best gave, as of any training.',
  })
  result: Record<string, unknown> | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class SearchTrialDto implements SearchTrial {
  @ApiProperty({ format: 'uuid' })
  runId: string;
  @ApiProperty({ example: 7, description: 'From 0; a trial that was cut short is repeated by its number.' })
  trial: number;
  @ApiProperty({ example: 'matrix-factorisation' })
  kind: string;
  @ApiProperty({ enum: runStatuses, enumName: 'RunStatus' })
  status: RunStatus;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { factorCount: 64 } })
  hyperparameters: Hyperparameters;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.8731,
    description: 'By the metric of the search; of a pruned trial after the last epoch that was looked at.',
  })
  value: number | null;
  @ApiProperty({ example: 30, description: 'Epochs that it was given, as far as its kind has any.' })
  epochs: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  metrics: Record<string, number>;
  @ApiProperty({ type: String, nullable: true })
  failureReason: string | null;
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
  @ApiProperty({ type: Number, nullable: true, example: 2210 })
  durationMs: number | null;
}

export class SearchDetailsDto extends SearchDto implements SearchDetails {
  @ApiProperty({ example: 120.5, description: 'Of the budget, by all trials together.' })
  secondsSpent: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The run of the best trial.' })
  bestRunId: string | null;
  @ApiProperty({ type: [SearchTrialDto], description: 'In the order in which they began.' })
  trials: SearchTrialDto[];
}

export class SearchPage {
  @ApiProperty({ type: [SearchDto] })
  items: SearchDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
