import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { abMetrics, type AbArm, type AbExperiment, type AbMetric } from './experiment.js';
import type { ArmComparison, ArmReport, ExperimentReport, SampleRatioCheck } from './experiment-report.js';

/** No control characters, which PostgreSQL's text may not hold all of. */
const plainText = /^\P{Cc}*$/u;

class AbArmBody implements AbArm {
  @ApiProperty({ example: 'challenger', description: 'Its name in the report.' })
  @Matches(/^[\w.-]{1,50}$/)
  arm: string;

  @ApiProperty({ example: 'challenger', description: 'The alias whose model answers.' })
  @Matches(/^[\w-]{1,255}$/)
  alias: string;

  @ApiProperty({ example: 0.5, minimum: 0.01, maximum: 1, description: 'Share of all people.' })
  @IsNumber()
  @Min(0.01)
  @Max(1)
  share: number;
}

export class StartExperimentBody {
  @ApiProperty({ example: 'BPR instead of SVD' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  @Matches(plainText)
  name: string;

  @ApiPropertyOptional({ enum: abMetrics, enumName: 'AbMetric', default: 'click-through' })
  @IsOptional()
  @IsIn(abMetrics)
  metric?: AbMetric;

  @ApiPropertyOptional({ minimum: 0.001, maximum: 0.2, default: 0.05 })
  @IsOptional()
  @IsNumber()
  @Min(0.001)
  @Max(0.2)
  alpha?: number;

  @ApiProperty({
    type: [AbArmBody],
    description: 'Two to five; the first is what the others are compared with.',
  })
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(5)
  @ValidateNested({ each: true })
  @Type(() => AbArmBody)
  arms: AbArmBody[];
}

export class StopExperimentBody {
  @ApiProperty({ example: 'The challenger is better; promoted.' })
  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  @Matches(plainText)
  reason: string;
}

class AbArmDto implements AbArm {
  @ApiProperty({ example: 'challenger' })
  arm: string;
  @ApiProperty({ example: 'challenger' })
  alias: string;
  @ApiProperty({ example: 0.5 })
  share: number;
  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    example: 6,
    description:
      'The version that had the alias at the start, which answers throughout; null: whichever has the alias.',
  })
  modelVersion?: number | null;
}

export class AbExperimentDto implements Omit<AbExperiment, 'salt'> {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'BPR instead of SVD' })
  name: string;
  @ApiProperty({ enum: abMetrics, enumName: 'AbMetric' })
  metric: AbMetric;
  @ApiProperty({ example: 0.05 })
  alpha: number;
  @ApiProperty({ enum: ['running', 'stopped'] })
  state: 'running' | 'stopped';
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  stoppedAt: string | null;
  @ApiProperty({ type: String, nullable: true })
  stopReason: string | null;
  @ApiProperty({ type: [AbArmDto] })
  arms: AbArmDto[];
}

export class AbExperimentPage {
  @ApiProperty({ type: [AbExperimentDto] })
  items: AbExperimentDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

class ArmVersionDto {
  @ApiProperty({ example: 5, description: '0: no model answered.' })
  modelVersion: number;
  @ApiProperty({ example: 1200 })
  lists: number;
}

class ArmReportDto extends AbArmDto implements ArmReport {
  @ApiProperty({ example: 640 })
  people: number;
  @ApiProperty({ example: 1200 })
  lists: number;
  @ApiProperty({ example: 0, description: 'Lists that the champion made in its place.' })
  fallbacks: number;
  @ApiProperty({ example: 9800 })
  impressions: number;
  @ApiProperty({ example: 910 })
  clicks: number;
  @ApiProperty({ example: 300 })
  ratings: number;
  @ApiProperty({ example: 210 })
  positiveRatings: number;
  @ApiProperty({ type: Number, nullable: true, example: 0.093 })
  rate: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.086 })
  low: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.1 })
  high: number | null;
  @ApiProperty({ type: [ArmVersionDto] })
  versions: ArmVersionDto[];
}

class SampleRatioDto implements SampleRatioCheck {
  @ApiProperty({ type: [Number], example: [640, 640] })
  expected: number[];
  @ApiProperty({ type: [Number], example: [652, 628] })
  observed: number[];
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.5,
    description: 'Chi-square; below 0.001 it is a mismatch.',
  })
  pValue: number | null;
  @ApiProperty({ enum: ['balanced', 'mismatch', 'insufficient-data'] })
  verdict: SampleRatioCheck['verdict'];
}

class DifferenceIntervalDto {
  @ApiProperty({ example: 0.012 })
  difference: number;
  @ApiProperty({ example: 0.001 })
  low: number;
  @ApiProperty({ example: 0.023 })
  high: number;
}

class ArmComparisonDto implements ArmComparison {
  @ApiProperty({ example: 'challenger' })
  arm: string;
  @ApiProperty({ example: 'champion' })
  against: string;
  @ApiProperty({ example: 0.012 })
  difference: number;
  @ApiProperty({ type: Number, nullable: true, example: 0.14 })
  relative: number | null;
  @ApiProperty({
    type: DifferenceIntervalDto,
    description: 'Holds at all looks together, whenever one stops: an asymptotic confidence sequence.',
  })
  anytime: DifferenceIntervalDto;
  @ApiProperty({
    type: DifferenceIntervalDto,
    description: 'Holds at one look at a time set beforehand; looking again and again voids it.',
  })
  fixedHorizon: DifferenceIntervalDto;
  @ApiProperty({ example: 0.03, description: 'Of the look at a time set beforehand.' })
  pValue: number;
  @ApiProperty({ enum: ['better', 'worse', 'undecided'] })
  verdict: ArmComparison['verdict'];
}

class ExperimentFindingsDto {
  @ApiProperty({ type: [ArmReportDto] })
  arms: ArmReportDto[];
  @ApiProperty({ type: SampleRatioDto })
  sampleRatio: SampleRatioDto;
  @ApiProperty({ type: [ArmComparisonDto] })
  comparisons: ArmComparisonDto[];
  @ApiProperty({ example: 'No difference in click-through rate is shown between challenger and champion.' })
  verdict: string;
  @ApiProperty({ type: [String] })
  warnings: string[];
}

export class AbExperimentReportDto extends AbExperimentDto implements Omit<ExperimentReport, 'salt'> {
  @ApiProperty({ type: ExperimentFindingsDto })
  report: ExperimentFindingsDto;
}
