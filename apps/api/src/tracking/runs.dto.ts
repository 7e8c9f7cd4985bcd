import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
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
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { PageQuery } from '../platform/http/paging.js';
import { lifecycleStages, lifecycleViews } from './experiments.dto.js';
import { runStatuses, type RunStatus } from './run-status.js';
import type { LifecycleStage, LifecycleView } from './run.js';

const textMap = { type: 'object', additionalProperties: { type: 'string' } } as const;
const manyTexts = ({ value }: { value: unknown }): unknown =>
  value === undefined || Array.isArray(value) ? value : [value];

export class RunArtifactDto {
  @ApiProperty({ example: 'file:models/1f0c…/model.safetensors' })
  uri: string;
  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  sha256: string;
  @ApiProperty({ example: 3902144 })
  bytes: number;
}

export class RunDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: '1' })
  experimentId: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'svd',
    description: 'null of runs that clients log.',
  })
  kind: string | null;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({ enum: runStatuses, enumName: 'RunStatus' })
  status: RunStatus;
  @ApiProperty({ enum: lifecycleStages, enumName: 'LifecycleStage' })
  lifecycleStage: LifecycleStage;
  @ApiProperty({ type: String, nullable: true, example: 'ada' })
  userId: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { factorCount: 100, epochs: 20 } })
  hyperparameters: Record<string, number | string | boolean>;
  @ApiProperty({ type: Number, nullable: true, example: 42 })
  seed: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'The snapshot that it has learnt from.' })
  snapshotId: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'SHA-256 of the settings that decide on the model, those left out by their defaults.',
  })
  configHash: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'SHA-256 of the code that made the model.' })
  codeVersion: string | null;
  @ApiProperty({ type: String, nullable: true })
  gitCommit: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '5b6cbe40f7a1c2d3',
    description: 'Content hash of the ratings, whatever their order.',
  })
  dataFingerprint: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 100004 })
  ratingCount: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 671 })
  userCount: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 9066 })
  movieCount: number | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { rmse: 0.8731, mae: 0.6702, ndcgAt10: 0.091, recallAt10: 0.062 },
    description: 'The last value of each metric; those that are not finite are left out.',
  })
  metrics: Record<string, number>;
  @ApiProperty({ ...textMap, example: { kind: 'svd', factorCount: '100' } })
  params: Record<string, string>;
  @ApiProperty({ ...textMap, example: { 'marquee.engineVersion': '0.1.0' } })
  tags: Record<string, string>;
  @ApiProperty({ type: RunArtifactDto, nullable: true })
  artifact: RunArtifactDto | null;
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
  @ApiProperty({ type: String, nullable: true, example: '0.1.0' })
  engineVersion: string | null;
  @ApiProperty({ type: String, nullable: true })
  failureReason: string | null;
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 4210 })
  durationMs: number | null;
}

export class MetricStepDto {
  @ApiProperty({ example: 'trainRmse' })
  metric: string;
  @ApiProperty({ example: 7 })
  step: number;
  @ApiProperty({ example: 0.8123 })
  value: number;
}

export class LatestMetricDto {
  @ApiProperty({ example: 'trainRmse' })
  key: string;
  @ApiProperty({ type: Number, nullable: true, example: 0.8123, description: 'null where it is not finite.' })
  value: number | null;
  @ApiProperty({ example: '0.8123', description: 'The value as a text: NaN, Infinity and -Infinity too.' })
  text: string;
  @ApiProperty({ example: 20 })
  step: number;
  @ApiProperty({ format: 'date-time' })
  loggedAt: string;
  @ApiProperty({ example: 20, description: 'How many points were logged.' })
  points: number;
}

export class DatasetDto {
  @ApiProperty({ example: 'ratings' })
  name: string;
  @ApiProperty({ example: '5b6cbe40f7a1c2d3' })
  digest: string;
  @ApiProperty({ example: 'marquee' })
  sourceType: string;
  @ApiProperty({ example: '{"table":"ratings"}' })
  source: string;
  @ApiProperty({ type: String, nullable: true })
  schema: string | null;
  @ApiProperty({ type: String, nullable: true, example: '{"ratings":100004}' })
  profile: string | null;
}

export class RunInputDto {
  @ApiProperty({ type: DatasetDto })
  dataset: DatasetDto;
  @ApiProperty({ ...textMap, example: { 'mlflow.data.context': 'training' } })
  tags: Record<string, string>;
}

export class RunDetailsDto extends RunDto {
  @ApiProperty({
    type: [MetricStepDto],
    description:
      'The curves of the first twenty metrics that have more than one point, thinned out to 500 points each.',
  })
  steps: MetricStepDto[];
  @ApiProperty({ type: [LatestMetricDto] })
  latestMetrics: LatestMetricDto[];
  @ApiProperty({ type: [RunInputDto], description: 'The data that it read.' })
  inputs: RunInputDto[];
}

export class RunPage {
  @ApiProperty({ type: [RunDto] })
  items: RunDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListRunsQuery extends PageQuery {
  @ApiPropertyOptional({
    example: "metrics.rmse < 0.9 AND params.kind = 'svd'",
    description:
      'MLflow’s search language: comparisons of `metrics.`, `params.`, `tags.`, `attributes.` and `datasets.` joined by AND. ' +
      'Attributes beside MLflow’s: kind, duration (ms), job_id, search_id, snapshot_id, experiment_id.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  filter?: string;

  @ApiPropertyOptional({
    type: [String],
    example: ['metrics.rmse ASC'],
    description: 'What to order by, once or more; the newest first where that leaves a choice.',
  })
  @IsOptional()
  @Transform(manyTexts)
  @IsArray()
  @ArrayMaxSize(5)
  @IsString({ each: true })
  orderBy?: string[];

  @ApiPropertyOptional({ example: '1', description: 'Runs of one experiment; of all if it is left out.' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'experimentId must be the id of an experiment' })
  experimentId?: string;

  @ApiPropertyOptional({ enum: lifecycleViews, default: 'active' })
  @IsOptional()
  @IsIn(lifecycleViews)
  view: LifecycleView = 'active';

  @ApiPropertyOptional({ enum: runStatuses, enumName: 'RunStatus' })
  @IsOptional()
  @IsIn(runStatuses)
  status?: RunStatus;

  @ApiPropertyOptional({ example: 'svd' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  kind?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Runs of one search, its trials included.',
  })
  @IsOptional()
  @IsUUID()
  searchId?: string;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Whether trials of searches are listed too.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  trials: boolean = false;
}

export class ChangeRunBody {
  @ApiPropertyOptional({ example: 'SVD, more factors' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  name?: string;

  @ApiPropertyOptional({ example: 'Tried after the import of May.', description: 'Empty takes it away.' })
  @IsOptional()
  @IsString()
  @MaxLength(8000)
  description?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    example: { team: 'films', draft: null },
    description: 'Tags to set; null takes one away.',
  })
  @IsOptional()
  @IsObject()
  tags?: Record<string, string | null>;
}

export class CurveQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 3, maximum: 5000, default: 500 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(3)
  @Max(5000)
  points: number = 500;
}

export class CurvePointDto {
  @ApiProperty({ example: 7 })
  step: number;
  @ApiProperty({ example: 1_764_000_000_000, description: 'ms since 1970.' })
  timestamp: number;
  @ApiProperty({ example: 0.8123 })
  value: number;
}

export class CurveDto {
  @ApiProperty({ example: 'trainRmse' })
  key: string;
  @ApiProperty({ type: [CurvePointDto], description: 'By step; values that are not finite are left out.' })
  points: CurvePointDto[];
}

export class CompareRunsQuery {
  @ApiProperty({
    type: String,
    example: '0b2f…,9c1d…',
    description: 'Ids of 1 to 20 runs, with commas between them.',
  })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? [...new Set(value.split(',').map((id) => id.trim()))] : value,
  )
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true, message: 'ids must be ids of runs with commas between them' })
  ids: string[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 3,
    maximum: 1000,
    default: 200,
    description: 'Points a curve.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(3)
  @Max(1000)
  points: number = 200;
}

export class ComparedParamDto {
  @ApiProperty({ example: 'factorCount' })
  key: string;
  @ApiProperty({ type: 'array', items: { type: 'string', nullable: true }, example: ['50', '100'] })
  values: (string | null)[];
  @ApiProperty({ example: true })
  differs: boolean;
}

export class ComparedMetricDto {
  @ApiProperty({ example: 'rmse' })
  key: string;
  @ApiProperty({ type: 'array', items: { type: 'number', nullable: true }, example: [0.8731, 0.8702] })
  values: (number | null)[];
  @ApiProperty({ example: false, description: 'Whether two runs have more than one point each.' })
  hasCurves: boolean;
}

export class RunCurveDto {
  @ApiProperty({ format: 'uuid' })
  runId: string;
  @ApiProperty({ type: [CurvePointDto] })
  points: CurvePointDto[];
}

export class ComparedCurveDto {
  @ApiProperty({ example: 'trainRmse' })
  key: string;
  @ApiProperty({ type: [RunCurveDto] })
  runs: RunCurveDto[];
}

export class ComparisonDto {
  @ApiProperty({ type: [RunDto], description: 'In the order asked for, as are all values.' })
  runs: RunDto[];
  @ApiProperty({ type: [ComparedParamDto], description: 'Those that differ first.' })
  params: ComparedParamDto[];
  @ApiProperty({ type: [ComparedMetricDto] })
  metrics: ComparedMetricDto[];
  @ApiProperty({
    type: [ComparedCurveDto],
    description: 'Of the first twelve metrics that have curves to compare.',
  })
  curves: ComparedCurveDto[];
}

export class ArtifactFolderQuery {
  @ApiPropertyOptional({ example: 'model', description: 'A folder; the root if it is left out.' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  path?: string;
}

export class ArtifactFileQuery {
  @ApiProperty({ example: 'model/model.safetensors' })
  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  path: string;
}

export class ArtifactEntryDto {
  @ApiProperty({ example: 'model.safetensors' })
  name: string;
  @ApiProperty({ example: 'model/model.safetensors' })
  path: string;
  @ApiProperty({ example: false })
  isFolder: boolean;
  @ApiProperty({ type: Number, nullable: true, example: 3902144 })
  bytes: number | null;
  @ApiProperty({ type: String, nullable: true })
  sha256: string | null;
}
