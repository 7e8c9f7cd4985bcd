import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { dialectLabels, type Dialect } from '@marquee/recommender';
import { groupings, type Grouping } from './online-metrics.repository.js';

const isDay = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const dialects = Object.keys(dialectLabels) as Dialect[];

export class OnlineSpanQuery {
  @ApiPropertyOptional({
    format: 'date',
    example: '2026-05-01',
    description: 'First day, UTC. Default: 29 days before `to`.',
  })
  @IsOptional()
  @Matches(isDay)
  from?: string;

  @ApiPropertyOptional({
    format: 'date',
    example: '2026-05-31',
    description: 'Last day, UTC. Default: today.',
  })
  @IsOptional()
  @Matches(isDay)
  to?: string;
}

export class OnlineMetricsQuery extends OnlineSpanQuery {
  @ApiPropertyOptional({ enum: groupings, default: 'day' })
  @IsOptional()
  @IsIn(groupings)
  by: Grouping = 'day';
}

export class DialectsQuery extends OnlineSpanQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 50, default: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(50)
  k: number = 10;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Only lists of this model version.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2 ** 31 - 1)
  version?: number;
}

export class ShareIntervalDto {
  @ApiProperty({ type: Number, nullable: true, example: 0.12 })
  share: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.1 })
  low: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.14 })
  high: number | null;
}

const nullableNumber = (example: number, description?: string) =>
  ApiProperty({ type: Number, nullable: true, example, ...(description ? { description } : {}) });

export class OnlineMetricsDto {
  @ApiProperty({
    example: '2026-05-01',
    description: 'Day, model version (0: no model), source or position (51: further down).',
  })
  key: string;
  @ApiProperty({ example: 2500 })
  films: number;
  @ApiProperty({ example: 1400 })
  impressions: number;
  @ApiProperty({ example: 120 })
  clicks: number;
  @ApiProperty({ example: 60 })
  ratings: number;
  @ApiProperty({ example: 41 })
  positiveRatings: number;
  @ApiProperty({ example: 3 })
  notInterested: number;
  @ApiProperty({ type: ShareIntervalDto })
  clickThrough: ShareIntervalDto;
  @ApiProperty({ type: ShareIntervalDto })
  positiveRating: ShareIntervalDto;
  @ApiProperty({ type: ShareIntervalDto })
  ratedPositively: ShareIntervalDto;
  @nullableNumber(250, 'Of days and models, as all that follows.')
  lists: number | null;
  @nullableNumber(0.1)
  coldStartShare: number | null;
  @nullableNumber(0)
  emptyShare: number | null;
  @nullableNumber(2.4)
  meanLatencyMs: number | null;
  @nullableNumber(0.63)
  diversity: number | null;
  @nullableNumber(3.1)
  novelty: number | null;
  @nullableNumber(140)
  popularity: number | null;
  @nullableNumber(0.21)
  coverage: number | null;
}

export class OnlineTotalDto extends OnlineMetricsDto {
  @nullableNumber(0.8)
  gini: number | null;
}

export class MetricDefinitionDto {
  @ApiProperty({ example: 'Novelty' })
  name: string;
  @ApiProperty({ example: 'Evidently 0.7, when served' })
  dialect: string;
  @ApiProperty({ example: 'mean over lists of the mean of −log2(people who rated the film / people)' })
  formula: string;
  @ApiProperty({ type: Boolean, nullable: true })
  higherIsBetter: boolean | null;
}

export class OnlineReportDto {
  @ApiProperty({ format: 'date', example: '2026-05-01' })
  from: string;
  @ApiProperty({ format: 'date', example: '2026-05-31' })
  to: string;
  @ApiProperty({ enum: groupings, enumName: 'OnlineGrouping' })
  by: Grouping;
  @ApiProperty({ type: OnlineTotalDto })
  total: OnlineTotalDto;
  @ApiProperty({ type: [OnlineMetricsDto] })
  rows: OnlineMetricsDto[];
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(MetricDefinitionDto) } })
  definitions: Record<string, MetricDefinitionDto>;
}

export class DialectValueDto {
  @ApiProperty({ example: 'evidently.novelty' })
  id: string;
  @ApiProperty({ example: 'Novelty' })
  name: string;
  @ApiProperty({ enum: dialects, enumName: 'Dialect' })
  dialect: Dialect;
  @ApiProperty({ example: 'mean over people of the mean of −log2(people who rated the film / people)' })
  formula: string;
  @ApiProperty({ type: [Number], items: { type: 'number', nullable: true }, example: [0, null] })
  range: readonly [number | null, number | null];
  @ApiProperty({ type: Boolean, nullable: true })
  higherIsBetter: boolean | null;
  @ApiProperty({ type: String, nullable: true, description: 'What surprises who knows the name only.' })
  note: string | null;
  @ApiProperty({ example: 10 })
  k: number;
  @nullableNumber(3.2)
  value: number | null;
}

export class DialectReportDto {
  @ApiProperty({ format: 'date' })
  from: string;
  @ApiProperty({ format: 'date' })
  to: string;
  @ApiProperty({
    example: 250,
    description: 'People: of each, the newest list of the span; 1,000 at the most.',
  })
  people: number;
  @ApiProperty({ example: 80, description: 'Of them those who have since rated a film 4 or more.' })
  peopleWhoLiked: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: dialectLabels })
  labels: Record<string, string>;
  @ApiProperty({ type: [DialectValueDto] })
  metrics: DialectValueDto[];
}
