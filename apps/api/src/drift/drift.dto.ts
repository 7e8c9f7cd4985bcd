import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

const verdicts = ['drift', 'no-drift', 'insufficient-data'] as const;
const rules = ['cautious', 'evidently'] as const;

export class DriftQuery {
  @ApiPropertyOptional({
    minimum: 0.01,
    maximum: 36500,
    description:
      'Days of the current window, back from the last rating. Left out: since the champion was trained, 30 at the most.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.01)
  @Max(36_500)
  windowDays?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 100,
    maximum: 10_000_000,
    description: 'Or the number of its ratings: the last ones.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(10_000_000)
  windowRatings?: number;

  @ApiPropertyOptional({
    enum: rules,
    default: 'cautious',
    description: "Marquee's own rules (minimum samples, corrected for many columns) or Evidently's.",
  })
  @IsOptional()
  @IsIn(rules)
  rules?: (typeof rules)[number];

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Start of the current window.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  currentFrom?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  currentTo?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Start of the reference window.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  referenceFrom?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  referenceTo?: Date;
}

export class SimpleDriftQuery {
  @ApiPropertyOptional({
    minimum: 0.01,
    maximum: 36500,
    description:
      'Days of the current window, back from the last rating. Left out: since the champion was trained, 30 at the most.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.01)
  @Max(36_500)
  window_days?: number;
}

const nullableNumber = (example: number, description?: string) =>
  ApiProperty({ type: Number, nullable: true, example, description });

export class HistogramDto {
  @ApiProperty({ enum: ['numerical', 'categorical'] })
  kind: 'numerical' | 'categorical';
  @ApiPropertyOptional({ type: [Number], description: 'Of numerical columns: one more than counts.' })
  edges?: number[];
  @ApiPropertyOptional({ type: [String], description: 'Of categorical columns.' })
  labels?: string[];
  @ApiProperty({ type: [Number] })
  counts: number[];
}

export class DriftSideDto {
  @ApiProperty({ example: 50000, description: 'Values that were compared.' })
  count: number;
  @ApiProperty({ example: 0 })
  missing: number;
  @nullableNumber(3.54)
  mean: number | null;
  @ApiProperty({ type: HistogramDto })
  histogram: HistogramDto;
}

export class DriftTestDto {
  @ApiProperty({ example: 'psi' })
  test: string;
  @nullableNumber(0.03)
  statistic: number | null;
  @nullableNumber(0.2)
  pValue: number | null;
  @nullableNumber(0.03, 'What is compared with the threshold.')
  score: number | null;
  @ApiProperty({ example: 0.1 })
  threshold: number;
  @ApiProperty({ enum: verdicts, enumName: 'DriftVerdict' })
  verdict: (typeof verdicts)[number];
}

export class EffectSizeDto {
  @ApiProperty({
    enum: ['cliffs-delta', 'cramers-v'],
    description: 'Of numerical and of categorical columns.',
  })
  measure: string;
  @ApiProperty({ example: 0.12 })
  value: number;
  @ApiProperty({ example: 0.08, description: 'Lower end of the confidence interval.' })
  lower: number;
  @ApiProperty({ example: 0.16, description: 'Upper end of the confidence interval.' })
  upper: number;
  @ApiProperty({ example: 0.95 })
  confidence: number;
  @ApiProperty({ example: 'negligible' })
  magnitude: string;
}

export class ColumnDriftDto extends DriftTestDto {
  @ApiProperty({ example: 'rating' })
  column: string;
  @ApiProperty({ enum: ['numerical', 'categorical'] })
  type: 'numerical' | 'categorical';
  @nullableNumber(0.2, 'Corrected for the number of columns; null under rules that do not.')
  adjustedPValue: number | null;
  @ApiProperty({ type: DriftSideDto })
  reference: DriftSideDto;
  @ApiProperty({ type: DriftSideDto })
  current: DriftSideDto;
  @ApiProperty({
    type: EffectSizeDto,
    nullable: true,
    description: 'How much it changed, whatever the number of rows.',
  })
  effectSize: EffectSizeDto | null;
  @ApiProperty({ type: [DriftTestDto], description: 'What every suitable test says.' })
  tests: DriftTestDto[];
}

export class DriftWindowDto {
  @ApiProperty({ format: 'date-time' })
  from: string;
  @ApiProperty({ format: 'date-time' })
  to: string;
  @ApiProperty({ example: 100004 })
  ratings: number;
  @ApiProperty({ example: 'ratings the champion was trained on' })
  description: string;
}

export class FeatureShareDto {
  @ApiProperty({ example: 'rating' })
  name: string;
  @ApiProperty({ example: 0.4 })
  share: number;
}

export class MultivariateDto {
  @ApiProperty({ enum: verdicts, enumName: 'DriftVerdict' })
  verdict: (typeof verdicts)[number];
  @nullableNumber(0.62, 'How often a current rating looks more current than a reference one; 0.5 is chance.')
  auc: number | null;
  @nullableNumber(0.59, 'Lower end of the 95 % interval, taken between people.')
  lower: number | null;
  @nullableNumber(0.65)
  upper: number | null;
  @ApiProperty({ example: 0.6, description: 'Drift when the lower end exceeds it.' })
  threshold: number;
  @ApiProperty({
    type: [FeatureShareDto],
    description: 'What tells the windows apart, the most telling first.',
  })
  features: FeatureShareDto[];
}

export class CohortSideDto {
  @ApiProperty({ example: 1200 })
  ratings: number;
  @nullableNumber(3.54)
  mean: number | null;
}

export class CohortDriftDto {
  @ApiProperty({ enum: ['user', 'film'] })
  dimension: 'user' | 'film';
  @ApiProperty({ enum: ['cold', 'medium', 'heavy', 'head', 'tail'] })
  cohort: string;
  @ApiProperty({ type: CohortSideDto })
  reference: CohortSideDto;
  @ApiProperty({ type: CohortSideDto })
  current: CohortSideDto;
  @ApiProperty({ type: EffectSizeDto, nullable: true, description: 'Of the ratings; null: too few.' })
  effect: EffectSizeDto | null;
}

export class NewcomersDto {
  @ApiProperty({ example: 12 })
  people: number;
  @nullableNumber(0.03, 'Share of the current ratings that new people gave.')
  ratingShareOfPeople: number | null;
  @ApiProperty({ example: 4 })
  films: number;
  @nullableNumber(0.01, 'Share of the current ratings that new films got.')
  ratingShareOfFilms: number | null;
}

export class ConcentrationDto {
  @nullableNumber(0.2, 'Share of the ratings that the hundred most rated films of the window hold.')
  reference: number | null;
  @nullableNumber(0.22, 'The same, of equally many ratings.')
  current: number | null;
}

export class DataCheckDto {
  @ApiProperty({ example: 'of a film without a year' })
  name: string;
  @nullableNumber(0.001)
  reference: number | null;
  @nullableNumber(0.001)
  current: number | null;
  @ApiProperty({ example: false })
  suspicious: boolean;
}

export class WindowFactsDto {
  @ApiProperty({ type: NewcomersDto })
  newcomers: NewcomersDto;
  @ApiProperty({ type: ConcentrationDto })
  concentration: ConcentrationDto;
  @ApiProperty({ type: [DataCheckDto], description: 'Missing and bad data, as shares of the ratings.' })
  checks: DataCheckDto[];
}

export class DriftReportDto {
  @ApiProperty({ enum: verdicts, enumName: 'DriftVerdict' })
  verdict: (typeof verdicts)[number];
  @ApiProperty({
    example: 'The data have not drifted: 1 of 5 columns changed (50 % or more would be drift).',
  })
  summary: string;
  @ApiProperty({ example: false })
  datasetDrift: boolean;
  @ApiProperty({ example: 0.2, description: 'Share of the columns that drifted.' })
  driftShare: number;
  @ApiProperty({ example: 0.5, description: 'Share from which on the data as a whole has drifted.' })
  driftShareThreshold: number;
  @ApiProperty({ example: 1 })
  driftedColumns: number;
  @ApiProperty({ enum: rules })
  rules: (typeof rules)[number];
  @ApiProperty({ type: [ColumnDriftDto] })
  columns: ColumnDriftDto[];
  @ApiProperty({ type: DriftWindowDto })
  referenceWindow: DriftWindowDto;
  @ApiProperty({ type: DriftWindowDto })
  currentWindow: DriftWindowDto;
  @nullableNumber(5, 'The champion whose data is the reference.')
  modelVersion: number | null;
  @ApiProperty({
    type: MultivariateDto,
    description: 'All columns at once: can ratings be told apart by their window?',
  })
  multivariate: MultivariateDto;
  @ApiProperty({ type: [CohortDriftDto], description: 'For whom ratings moved.' })
  cohorts: CohortDriftDto[];
  @ApiProperty({ type: WindowFactsDto })
  facts: WindowFactsDto;
  @ApiProperty({ format: 'date-time' })
  computedAt: string;
}

export class SimpleColumnDriftDto {
  @ApiProperty({ example: 'rating' })
  column: string;
  @ApiProperty({ example: 'numerical' })
  type: string;
  @ApiProperty({ example: 'wasserstein' })
  test: string;
  @nullableNumber(0.04)
  statistic: number | null;
  @nullableNumber(0.2)
  p_value: number | null;
  @ApiProperty({ example: 0.1 })
  threshold: number;
  @ApiProperty({ enum: verdicts, enumName: 'DriftVerdict' })
  verdict: (typeof verdicts)[number];
  @ApiProperty({ type: DriftSideDto })
  reference: DriftSideDto;
  @ApiProperty({ type: DriftSideDto })
  current: DriftSideDto;
}

export class SimpleModelDto {
  @ApiProperty({ example: 5 })
  version: number;
}

export class SimpleDriftDto {
  @ApiProperty({ enum: verdicts, enumName: 'DriftVerdict' })
  verdict: (typeof verdicts)[number];
  @ApiProperty({
    example: 'The data have not drifted: 1 of 5 columns changed (50 % or more would be drift).',
  })
  summary: string;
  @ApiProperty({ example: false })
  dataset_drift: boolean;
  @ApiProperty({ example: 0.2 })
  drift_share: number;
  @ApiProperty({ example: 1 })
  drifted_columns: number;
  @ApiProperty({ type: [SimpleColumnDriftDto] })
  columns: SimpleColumnDriftDto[];
  @ApiProperty({ type: DriftWindowDto })
  reference_window: DriftWindowDto;
  @ApiProperty({ type: DriftWindowDto })
  current_window: DriftWindowDto;
  @ApiProperty({ type: SimpleModelDto, nullable: true })
  model: SimpleModelDto | null;
  @ApiProperty({ format: 'date-time' })
  computed_at: string;
}
