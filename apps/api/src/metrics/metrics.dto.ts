import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsNumber, IsOptional, Max, Min } from 'class-validator';

export class QualityQuery {
  @ApiPropertyOptional({ minimum: 0.01, maximum: 3650, default: 7, description: 'Days to look back.' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.01)
  @Max(3650)
  windowDays: number = 7;
}

export class SimpleQualityQuery {
  @ApiPropertyOptional({ minimum: 0.01, maximum: 3650, default: 7, description: 'Days to look back.' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.01)
  @Max(3650)
  window_days: number = 7;
}

const nullableNumber = (example: number, description: string) =>
  ApiProperty({ type: Number, nullable: true, example, description });

export class LatencyDto {
  @ApiProperty({ example: 2.4 })
  mean: number;
  @ApiProperty({ example: 2.1 })
  p50: number;
  @ApiProperty({ example: 4.9 })
  p95: number;
  @ApiProperty({ example: 7.3 })
  p99: number;
}

export class QualityWindowDto {
  @ApiProperty({ format: 'date-time' })
  from: string;
  @ApiProperty({ format: 'date-time' })
  to: string;
  @ApiProperty({ example: 250, description: 'Lists that were judged: the newest, 10,000 at the most.' })
  judged: number;
}

export class ServedQualityDto {
  @ApiProperty({ example: 250 })
  recommendations: number;
  @ApiProperty({ type: LatencyDto, nullable: true })
  latencyMs: LatencyDto | null;
  @nullableNumber(0.21, 'Share of the catalogue that was recommended to somebody.')
  catalogCoverage: number | null;
  @nullableNumber(
    0.63,
    'Mean over lists of the mean genre distance (Jaccard) of their pairs of films, 0 to 1.',
  )
  diversity: number | null;
  @nullableNumber(3.1, 'Mean over lists of the mean of −log2(share of people who rated the film), in bits.')
  novelty: number | null;
  @nullableNumber(0.82, '1 − the share of films that two lists have in common.')
  personalization: number | null;
  @nullableNumber(140, 'How many ratings a recommended film has, on average.')
  popularityBias: number | null;
  @nullableNumber(0.12, 'Share of answers without personal taste.')
  coldStartShare: number | null;
  @nullableNumber(0, 'Share of answers without a film.')
  emptyShare: number | null;
}

export class ServedByModelDto {
  @ApiProperty({ type: Number, nullable: true, example: 5 })
  modelVersion: number | null;
  @ApiProperty({ example: 'personalised' })
  strategy: string;
  @ApiProperty({ example: 220 })
  recommendations: number;
  @ApiProperty({ example: 2.3 })
  meanLatencyMs: number;
}

export class JudgedModelDto {
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({ example: 5 })
  version: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { rmse: 0.8731 } })
  metrics: Record<string, number>;
}

export class QualityReportDto {
  @ApiProperty({ type: QualityWindowDto })
  window: QualityWindowDto;
  @ApiProperty({ example: 1200, description: 'Requests that this process answered since it started.' })
  requests: number;
  @ApiProperty({ example: 0, description: 'Share of them that failed by our fault (5xx).' })
  errorRate: number;
  @ApiProperty({ example: 250, description: 'Recommendation lists in the window.' })
  served: number;
  @ApiProperty({ type: ServedQualityDto })
  quality: ServedQualityDto;
  @ApiProperty({ type: [ServedByModelDto] })
  byModel: ServedByModelDto[];
  @ApiProperty({ type: JudgedModelDto, nullable: true })
  model: JudgedModelDto | null;
}

class SimpleWindowDto {
  @ApiProperty({ format: 'date-time' })
  from: string;
  @ApiProperty({ format: 'date-time' })
  to: string;
}

class SimpleServedDto {
  @ApiProperty({ type: Number, nullable: true, example: 5 })
  model_version: number | null;
  @ApiProperty({ example: 'personalised' })
  strategy: string;
  @ApiProperty({ example: 220 })
  recommendations: number;
  @ApiProperty({ example: 2.3 })
  mean_latency_ms: number;
}

export class MonitoringStatsDto {
  @ApiProperty({ type: SimpleWindowDto })
  window: SimpleWindowDto;
  @ApiProperty({ example: 1200 })
  requests: number;
  @ApiProperty({ example: 0 })
  error_rate: number;
  @ApiProperty({ example: 250 })
  recommendations_served: number;
  @ApiProperty({ type: LatencyDto, nullable: true })
  latency_ms: LatencyDto | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.21 })
  catalog_coverage: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.63 })
  diversity: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 3.1 })
  novelty: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.82 })
  personalization: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 140 })
  popularity_bias: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.12 })
  cold_start_share: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0 })
  empty_share: number | null;
  @ApiProperty({ type: [SimpleServedDto] })
  by_model: SimpleServedDto[];
  @ApiProperty({ type: JudgedModelDto, nullable: true })
  model: JudgedModelDto | null;
}
