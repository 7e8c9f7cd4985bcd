import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { OnlineErrorCohortDto, OnlineErrorDayDto, OnlineErrorGroupDto } from '../metrics/index.js';
import { DriftReportDto } from './drift.dto.js';
import { outcomeStates, triggers, type OutcomeState, type Trigger } from './drift-report.js';
import { actions, defaultPolicy, type Action, type PolicySettings } from './policy.js';

const verdicts = ['drift', 'no-drift', 'insufficient-data'] as const;
const harms = ['harm', 'no-harm', 'insufficient-data'] as const;

const nullableNumber = (example: number, description?: string) =>
  ApiProperty({ type: Number, nullable: true, example, description });

export class OutcomeDto {
  @ApiProperty({ enum: outcomeStates })
  state: OutcomeState;
  @ApiProperty({ example: 'It helped: RMSE 0.912 on the 1200 ratings since.' })
  summary: string;
  @nullableNumber(6)
  newVersion: number | null;
  @nullableNumber(1.12, 'RMSE of the champion when the report was made.')
  before: number | null;
  @nullableNumber(0.93, 'RMSE of the new champion since.')
  after: number | null;
  @nullableNumber(1.15, 'RMSE that the old champion would have had on the same ratings as `after`.')
  withoutIt: number | null;
  @ApiProperty({ enum: ['yes', 'no', 'unclear'], nullable: true, type: String })
  helped: 'yes' | 'no' | 'unclear' | null;
}

export class BesidePreviousDto {
  @ApiProperty({ example: 4 })
  otherVersion: number;
  @ApiProperty({ example: 800, description: 'Ratings that both have predicted.' })
  ratings: number;
  @ApiProperty({ example: 1.02 })
  ownRmse: number;
  @ApiProperty({ example: 0.95 })
  otherRmse: number;
  @ApiProperty({
    example: 0.12,
    description: 'Mean difference of the squared errors; above 0 the other is better.',
  })
  difference: number;
  @ApiProperty({ example: 0.05 })
  lower: number;
  @ApiProperty({ example: 0.19 })
  upper: number;
}

export class HarmDto {
  @ApiProperty({ enum: harms })
  verdict: (typeof harms)[number];
  @ApiProperty({ example: 'The champion keeps its promise: RMSE 0.870 on 1000 ratings as they came.' })
  summary: string;
  @ApiProperty({ type: OnlineErrorGroupDto, nullable: true })
  online: OnlineErrorGroupDto | null;
  @ApiProperty({ type: [OnlineErrorCohortDto], description: 'The costliest first.' })
  cohorts: OnlineErrorCohortDto[];
  @ApiProperty({
    type: BesidePreviousDto,
    nullable: true,
    description: 'Beside the version that served before.',
  })
  besidePrevious: BesidePreviousDto | null;
}

export class StoredDriftReportDto extends DriftReportDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ enum: triggers })
  trigger: Trigger;
  @ApiProperty({ enum: actions, description: 'What the policy did.' })
  action: Action;
  @ApiProperty({ example: 'Neither drift nor harm calls for anything.' })
  reason: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The training that it started.' })
  jobId: string | null;
  @ApiProperty({ type: OutcomeDto, nullable: true })
  outcome: OutcomeDto | null;
  @ApiProperty({ type: HarmDto, description: 'What it costs.' })
  harm: HarmDto;
  @ApiProperty({
    type: [OnlineErrorDayDto],
    description: 'Errors on ratings as they came, by day and model.',
  })
  days: OnlineErrorDayDto[];
}

export class DriftReportSummaryDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ enum: triggers })
  trigger: Trigger;
  @nullableNumber(5)
  modelVersion: number | null;
  @ApiProperty({ enum: verdicts, enumName: 'DriftVerdict' })
  verdict: (typeof verdicts)[number];
  @ApiProperty({ enum: harms })
  harm: (typeof harms)[number];
  @ApiProperty({ example: 0.25 })
  driftShare: number;
  @ApiProperty({ example: 1000 })
  currentRatings: number;
  @nullableNumber(0.12, 'Online RMSE over the promised one, minus 1.')
  excess: number | null;
  @ApiProperty({ enum: actions })
  action: Action;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({ type: OutcomeDto, nullable: true })
  outcome: OutcomeDto | null;
}

export class DriftReportPage {
  @ApiProperty({ type: [DriftReportSummaryDto] })
  items: DriftReportSummaryDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class TrendQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 365, default: 60 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(365)
  reports: number = 60;
}

export class TrendPointDto {
  @ApiProperty({ format: 'uuid' })
  reportId: string;
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ enum: verdicts, enumName: 'DriftVerdict' })
  verdict: string;
  @nullableNumber(0.12)
  effect: number | null;
  @nullableNumber(0.08)
  lower: number | null;
  @nullableNumber(0.16)
  upper: number | null;
}

export class ColumnTrendDto {
  @ApiProperty({ example: 'rating' })
  column: string;
  @ApiProperty({ type: [TrendPointDto], description: 'Oldest first.' })
  points: TrendPointDto[];
}

const shareSetting = (example: number, description: string, maximum = 1): PropertyDecorator =>
  settingOf({ type: Number, minimum: 0, maximum, example, description }, IsNumber(), Min(0), Max(maximum));
const hoursSetting = (example: number, description: string): PropertyDecorator =>
  settingOf({ type: Number, minimum: 0, maximum: 8760, example, description }, IsNumber(), Min(0), Max(8760));
const countSetting = (example: number, description: string): PropertyDecorator =>
  settingOf({ type: 'integer', minimum: 1, maximum: 1e9, example, description }, IsInt(), Min(1), Max(1e9));
const switchSetting = (example: boolean, description: string): PropertyDecorator =>
  settingOf({ type: Boolean, example, description }, IsBoolean());

function settingOf(
  options: Parameters<typeof ApiPropertyOptional>[0],
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [ApiPropertyOptional(options), IsOptional(), ...rules]) decorate(target, property);
  };
}

/** What is left out stays as it is. */
export class PolicyBody implements Partial<PolicySettings> {
  @switchSetting(defaultPolicy.enabled, 'Whether reports are made and acted upon without anybody asking.')
  enabled?: boolean;
  @hoursSetting(defaultPolicy.reportEveryHours, 'Hours between two reports that nobody asks for.')
  reportEveryHours?: number;
  @countSetting(defaultPolicy.reportEveryRatings, 'New ratings that bring a report earlier.')
  reportEveryRatings?: number;
  @shareSetting(defaultPolicy.alertDriftShare, 'Share of drifted columns from which on an alert is raised.')
  alertDriftShare?: number;
  @shareSetting(defaultPolicy.clearDriftShare, 'Share below which the alert may end.')
  clearDriftShare?: number;
  @shareSetting(
    defaultPolicy.harmExcess,
    'Online RMSE over the promised one, minus 1, from which on it is harm.',
    10,
  )
  harmExcess?: number;
  @shareSetting(defaultPolicy.clearExcess, 'Excess below which the alert may end.', 10)
  clearExcess?: number;
  @countSetting(defaultPolicy.minimumRatings, 'Ratings below which nothing is done.')
  minimumRatings?: number;
  @switchSetting(defaultPolicy.retrain, 'Whether a training may be started.')
  retrain?: boolean;
  @hoursSetting(defaultPolicy.retrainCooldownHours, 'Hours before the next training by this rule.')
  retrainCooldownHours?: number;
  @switchSetting(defaultPolicy.rollback, 'Whether the champion may be taken back to the version before it.')
  rollback?: boolean;
  @shareSetting(defaultPolicy.rollbackExcess, 'Excess from which on the champion may be taken back.', 10)
  rollbackExcess?: number;
  @hoursSetting(defaultPolicy.rollbackCooldownHours, 'Hours before it may be taken back again.')
  rollbackCooldownHours?: number;
}

export class PolicyDto {
  @ApiProperty({ type: PolicyBody })
  settings: PolicyBody;
  @ApiProperty({ example: false, description: 'Whether its alert is open.' })
  alerting: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  retrainedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  rolledBackAt: string | null;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}
