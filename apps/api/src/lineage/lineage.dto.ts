import { ApiProperty } from '@nestjs/swagger';
import { SnapshotDto, type Snapshot } from '../ingestion/index.js';
import type { FeedbackType } from '../events.js';
import type { FeedbackOfList, ServedByVersion } from '../metrics/index.js';
import {
  AliasMoveDto,
  PromotionDecisionDto,
  RegisteredVersionDto,
  type AliasMove,
  type RecordedDecision,
  type RegisteredVersion,
} from '../registry/index.js';
import {
  lineageParts,
  type LineageItem,
  type LineagePart,
  type LineageRun,
  type MissingPart,
  type RecommendationLineage,
  type VersionLineage,
} from './lineage.js';

const text = { type: String, nullable: true } as const;
const number = { type: Number, nullable: true } as const;
const numbers = { type: 'object', additionalProperties: { type: 'number' } } as const;

class MissingPartDto implements MissingPart {
  @ApiProperty({ enum: lineageParts, example: 'snapshot' })
  part: LineagePart;
  @ApiProperty({ example: 'The run read the ratings without a snapshot.' })
  reason: string;
}

class LineageRunDto implements LineageRun {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({ ...text, example: 'svd' })
  kind: string | null;
  @ApiProperty({ example: 'succeeded' })
  status: string;
  @ApiProperty({ enum: ['active', 'deleted'] })
  lifecycleStage: 'active' | 'deleted';
  @ApiProperty({ ...text, format: 'uuid' })
  jobId: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { factorCount: 100 } })
  hyperparameters: Record<string, number | string | boolean>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  params: Record<string, string>;
  @ApiProperty({ ...numbers, example: { rmse: 0.8731 } })
  metrics: Record<string, number>;
  @ApiProperty({ ...number, example: 42 })
  seed: number | null;
  @ApiProperty({ ...text, example: '0.1.0' })
  engineVersion: string | null;
  @ApiProperty(text)
  codeVersion: string | null;
  @ApiProperty(text)
  gitCommit: string | null;
  @ApiProperty(text)
  configHash: string | null;
  @ApiProperty({ ...text, example: '5b6cbe40f7a1c2d3' })
  dataFingerprint: string | null;
  @ApiProperty({ ...number, example: 100004 })
  ratingCount: number | null;
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
  @ApiProperty({ ...text, format: 'date-time' })
  finishedAt: string | null;
}

class OriginDto {
  @ApiProperty({ type: RegisteredVersionDto, nullable: true })
  version: RegisteredVersion | null;
  @ApiProperty({ type: LineageRunDto, nullable: true })
  run: LineageRunDto | null;
  @ApiProperty({ type: SnapshotDto, nullable: true })
  snapshot: Snapshot | null;
  @ApiProperty({ type: PromotionDecisionDto, nullable: true })
  decision: RecordedDecision | null;
  @ApiProperty({
    type: [MissingPartDto],
    description: 'Why parts of the chain are null, or no longer what they were.',
  })
  missing: MissingPartDto[];
}

class LineageItemDto implements LineageItem {
  @ApiProperty({ example: 318 })
  movieId: number;
  @ApiProperty({ ...text, example: 'Shawshank Redemption, The' })
  title: string | null;
  @ApiProperty({ example: 'champion' })
  source: string;
  @ApiProperty({ ...number, example: 4.61 })
  score: number | null;
  @ApiProperty({ ...number, example: 4.5, description: 'What the user rates it now, if that came after.' })
  ratedAfter: number | null;
}

class TracedListDto {
  @ApiProperty({ format: 'uuid' })
  recommendationId: string;
  @ApiProperty({ ...number, example: 1 })
  userId: number | null;
  @ApiProperty({ ...number, example: 5 })
  modelVersion: number | null;
  @ApiProperty({ ...text, example: 'champion' })
  alias: string | null;
  @ApiProperty({ example: 'matrix-factorisation' })
  strategy: string;
  @ApiProperty({ example: 'default' })
  scenario: string;
  @ApiProperty({ ...text, format: 'uuid' })
  experimentId: string | null;
  @ApiProperty(text)
  arm: string | null;
  @ApiProperty({ format: 'date-time' })
  servedAt: string;
  @ApiProperty({ type: [LineageItemDto] })
  items: LineageItemDto[];
}

class FeedbackOfListDto implements FeedbackOfList {
  @ApiProperty({ example: 318 })
  movieId: number;
  @ApiProperty({ enum: ['impression', 'click', 'rating', 'not-interested'], example: 'rating' })
  type: FeedbackType;
  @ApiProperty({ ...number, example: 1 })
  position: number | null;
  @ApiProperty({ ...number, example: 4.5 })
  value: number | null;
  @ApiProperty({ format: 'date-time' })
  at: string;
}

class ServedByVersionDto implements ServedByVersion {
  @ApiProperty({ example: 1204 })
  lists: number;
  @ApiProperty({ example: 12040 })
  films: number;
  @ApiProperty({ example: 8000 })
  impressions: number;
  @ApiProperty({ example: 610 })
  clicks: number;
  @ApiProperty({ example: 88 })
  ratings: number;
  @ApiProperty({ example: 71 })
  positiveRatings: number;
  @ApiProperty({ ...text, format: 'date' })
  firstDay: string | null;
  @ApiProperty({ ...text, format: 'date' })
  lastDay: string | null;
}

export class RecommendationLineageDto extends OriginDto implements RecommendationLineage {
  @ApiProperty({ type: TracedListDto })
  recommendation: TracedListDto;
  @ApiProperty({ type: AliasMoveDto, nullable: true, description: 'What made the version serve.' })
  move: AliasMove | null;
  @ApiProperty({ type: [FeedbackOfListDto] })
  feedback: FeedbackOfListDto[];
}

export class VersionLineageDto extends OriginDto implements VersionLineage {
  @ApiProperty({ type: [AliasMoveDto], description: 'Of all aliases to it, newest first.' })
  moves: AliasMove[];
  @ApiProperty({ type: ServedByVersionDto })
  served: ServedByVersionDto;
}
