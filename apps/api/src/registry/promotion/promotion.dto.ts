import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsNumber, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import type { MeanTest, OutcomeComparison, SideEffects } from '@marquee/recommender';
import { PageQuery } from '../../platform/http/paging.js';
import {
  candidateVerdicts,
  type CandidateVerdict,
  type JudgedCandidate,
  type ReigningChampion,
  type StoredContender,
} from './decide-promotion.js';
import type { Evidence } from './evidence.js';
import {
  guardrailNames,
  guardrailVerdicts,
  type GuardrailName,
  type GuardrailResult,
  type GuardrailVerdict,
} from './guardrails.js';
import {
  defaultPromotionPolicy,
  promotionTests,
  type PromotionPolicy,
  type PromotionTest,
} from './promotion-policy.js';
import type { RecordedDecision, StoredPolicy } from './promotion.repository.js';

const nullable = { type: Number, nullable: true } as const;
const share = (field: keyof PromotionPolicy) => ({
  ...nullable,
  minimum: 0,
  example: defaultPromotionPolicy[field],
});

export class PromotionPolicyDto implements PromotionPolicy {
  @ApiProperty({
    enum: promotionTests,
    description:
      'bootstrap: is the mean improvement above 0? wilcoxon: do more users gain than lose, by rank?',
  })
  @IsIn(promotionTests)
  test: PromotionTest;

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    example: 20,
    description: 'Fewer users with held-out ratings are too few to tell models apart: the champion stays.',
  })
  @IsInt()
  @Min(2)
  @Max(1_000_000)
  minHeldOutUsers: number;

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    example: 200,
    description: 'Fewer held-out ratings are too few to tell models apart: the champion stays.',
  })
  @IsInt()
  @Min(2)
  @Max(100_000_000)
  minHeldOutRatings: number;

  @ApiProperty({
    minimum: 0.0001,
    maximum: 0.5,
    example: 0.05,
    description: 'After Holm over the candidates.',
  })
  @IsNumber()
  @Min(0.0001)
  @Max(0.5)
  alpha: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    example: 0.001,
    description: "By which share of the champion's metric a candidate must be better.",
  })
  @IsNumber()
  @Min(0)
  @Max(1)
  minimumImprovement: number;

  @ApiProperty({
    ...share('staleAfterNewRatings'),
    description:
      'Share of ratings that came since the champion was trained, from which it is stale. null: never.',
  })
  @ValidateIf((_, value) => value !== null)
  @IsNumber()
  @Min(0)
  @Max(1)
  staleAfterNewRatings: number | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    example: 0.002,
    description: 'By which share the lower end of the interval may lie below a stale champion.',
  })
  @IsNumber()
  @Min(0)
  @Max(1)
  staleMargin: number;

  @ApiProperty({
    ...share('maxCoverageDrop'),
    description: "By which share the lists' coverage of the catalogue may fall.",
  })
  @ValidateIf((_, value) => value !== null)
  @IsNumber()
  @Min(0)
  @Max(1)
  maxCoverageDrop: number | null;

  @ApiProperty({
    ...share('maxPopularityRise'),
    description: 'By which share the mean popularity of listed films may rise.',
  })
  @ValidateIf((_, value) => value !== null)
  @IsNumber()
  @Min(0)
  @Max(100)
  maxPopularityRise: number | null;

  @ApiProperty({
    ...share('maxColdStartLoss'),
    description: 'By which share it may do worse for users with little history.',
  })
  @ValidateIf((_, value) => value !== null)
  @IsNumber()
  @Min(0)
  @Max(10)
  maxColdStartLoss: number | null;

  @ApiProperty({ type: 'integer', minimum: 1, example: 30, description: 'Fewer such users say nothing.' })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minColdStartUsers: number;

  @ApiProperty({
    ...share('maxLatencyMs'),
    description: 'p95 of the time to make one list of ten, in milliseconds, on one thread.',
  })
  @ValidateIf((_, value) => value !== null)
  @IsNumber()
  @Min(0.1)
  @Max(60_000)
  maxLatencyMs: number | null;
}

export class StoredPolicyDto implements StoredPolicy {
  @ApiProperty({ type: PromotionPolicyDto })
  policy: PromotionPolicyDto;
  @ApiProperty({ example: 2, description: 'Also in the ETag header; send it back in If-Match.' })
  revision: number;
  @ApiProperty({ type: String, nullable: true })
  updatedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  updatedAt: string | null;
}

export class GuardrailResultDto implements GuardrailResult {
  @ApiProperty({ enum: guardrailNames, example: 'coverage' })
  guardrail: GuardrailName;
  @ApiProperty({ ...nullable, example: 0.21 })
  value: number | null;
  @ApiProperty({
    ...nullable,
    example: 0.25,
    description: 'Of the champion; of the baseline when nobody reigns.',
  })
  reference: number | null;
  @ApiProperty({ ...nullable, example: 0.125 })
  bound: number | null;
  @ApiProperty({ enum: guardrailVerdicts, example: 'passed' })
  verdict: GuardrailVerdict;
}

export class MeanTestDto implements MeanTest {
  @ApiProperty({ example: 0.0031 })
  mean: number;
  @ApiProperty({ example: 0.0012, description: 'Lower end of the 95 % bootstrap interval.' })
  low: number;
  @ApiProperty({ example: 0.0049 })
  high: number;
  @ApiProperty({ example: 0.0005, description: 'One-sided, before Holm.' })
  pValue: number;
}

export class OutcomeComparisonDto implements OutcomeComparison {
  @ApiProperty({ example: 610 })
  users: number;
  @ApiProperty({ example: 0.8702 })
  candidate: number;
  @ApiProperty({ example: 0.8733 })
  champion: number;
  @ApiProperty({ type: MeanTestDto, description: "In the metric's unit; positive: the candidate is better." })
  improvement: MeanTestDto;
  @ApiProperty({ example: 0.0011 })
  wilcoxonPValue: number;
}

export class SideEffectsDto implements SideEffects {
  @ApiProperty({ ...nullable, example: 0.21 })
  coverage: number | null;
  @ApiProperty({ ...nullable, example: 88.2 })
  averagePopularity: number | null;
  @ApiProperty({ ...nullable, example: 0.91 })
  coldRmse: number | null;
  @ApiProperty({ ...nullable, example: 0.08 })
  coldNdcgAt10: number | null;
  @ApiProperty({ example: 64 })
  coldUsers: number;
}

export class ReigningChampionDto implements ReigningChampion {
  @ApiProperty({ example: 5 })
  version: number;
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({ ...nullable, example: 0.8733 })
  value: number | null;
  @ApiProperty({ example: 100004 })
  ratingCount: number;
  @ApiProperty({ type: SideEffectsDto, nullable: true })
  sideEffects: SideEffectsDto | null;
  @ApiProperty({ ...nullable, example: 1.4 })
  latencyMs: number | null;
}

export class JudgedCandidateDto implements JudgedCandidate {
  @ApiProperty({ format: 'uuid' })
  runId: string;
  @ApiProperty({ ...nullable, example: 6 })
  version: number | null;
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({ ...nullable, example: 0.8702, description: 'Of the primary metric.' })
  value: number | null;
  @ApiProperty({ type: OutcomeComparisonDto, nullable: true })
  comparison: OutcomeComparisonDto | null;
  @ApiProperty({ type: SideEffectsDto, nullable: true })
  sideEffects: SideEffectsDto | null;
  @ApiProperty({ ...nullable, example: 1.2 })
  latencyMs: number | null;
  @ApiProperty({ ...nullable, example: 0.0055, description: 'By the test of the policy, adjusted by Holm.' })
  adjustedPValue: number | null;
  @ApiProperty({ type: [GuardrailResultDto] })
  guardrails: GuardrailResultDto[];
  @ApiProperty({ enum: candidateVerdicts, example: 'eligible' })
  verdict: CandidateVerdict;
}

export class StoredContenderDto implements StoredContender {
  @ApiProperty({ example: 4 })
  version: number;
  @ApiProperty({ example: 'als' })
  kind: string;
  @ApiProperty({ example: 'ALS' })
  name: string;
  @ApiProperty({ ...nullable, example: 0.8716, description: 'Of the primary metric.' })
  value: number | null;
}

export class EvidenceDto implements Evidence {
  @ApiProperty({ example: 610, description: 'Users with held-out ratings.' })
  users: number;
  @ApiProperty({ example: 10021, description: 'Held-out ratings.' })
  ratings: number;
  @ApiProperty({ example: 20 })
  minUsers: number;
  @ApiProperty({ example: 200 })
  minRatings: number;
  @ApiProperty({ description: 'Whether these are enough to tell models apart.' })
  isEnough: boolean;
}

export class PromotionDecisionDto implements RecordedDecision {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({ example: 'rmse' })
  metric: string;
  @ApiProperty({ enum: ['promoted', 'kept'], example: 'promoted' })
  outcome: 'promoted' | 'kept';
  @ApiProperty({ example: "Better: RMSE 0.8702 against the champion's 0.8733 on the same held-out ratings." })
  reason: string;
  @ApiProperty({ ...nullable, example: 5, description: 'Who reigned before.' })
  championVersion: number | null;
  @ApiProperty({ ...nullable, example: 6 })
  promotedVersion: number | null;
  @ApiProperty({ ...nullable, example: 7 })
  challengerVersion: number | null;
  @ApiProperty({ type: ReigningChampionDto, nullable: true })
  champion: ReigningChampionDto | null;
  @ApiProperty({ type: [JudgedCandidateDto], description: 'Best first.' })
  candidates: JudgedCandidateDto[];
  @ApiProperty({
    type: [StoredContenderDto],
    description:
      'Versions of earlier trainings that were judged beside them; the best of all is the challenger.',
  })
  contenders: StoredContenderDto[];
  @ApiProperty({
    type: EvidenceDto,
    nullable: true,
    description: 'What there was to tell models apart by; null of decisions from before it was recorded.',
  })
  evidence: EvidenceDto | null;
  @ApiProperty({ type: PromotionPolicyDto, description: 'As it was then.' })
  policy: PromotionPolicyDto;
  @ApiProperty({ format: 'date-time' })
  decidedAt: string;
}

export class PromotionDecisionPage {
  @ApiProperty({ type: [PromotionDecisionDto] })
  items: PromotionDecisionDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class PromotionDecisionsQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Of one training job.' })
  @IsOptional()
  @IsUUID()
  jobId?: string;
}
