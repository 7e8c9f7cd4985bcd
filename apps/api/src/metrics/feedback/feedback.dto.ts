import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray } from 'class-validator';
import type { FeedbackType } from '../../events.js';
import { feedbackTypes, type FeedbackResult } from './feedback.js';

class FeedbackEventDto {
  @ApiProperty({ enum: feedbackTypes, enumName: 'FeedbackType', example: 'click' })
  type: FeedbackType;
  @ApiProperty({ example: 1214 })
  movieId: number;
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The list that showed the film; none: what was done elsewhere.',
  })
  recommendationId?: string;
  @ApiPropertyOptional({
    example: 1,
    description: 'Left out of an anonymous caller, or where the list tells it.',
  })
  userId?: number;
  @ApiPropertyOptional({
    example: 4.5,
    description: 'Of a rating, in stars. It is noted, not stored as a rating.',
  })
  value?: number;
  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-05-01T20:15:00Z',
    description: 'Now when left out.',
  })
  at?: string;
}

export class FeedbackBody {
  /** Checked row by row: one that is wrong does not keep the others out. */
  @ApiProperty({ type: [FeedbackEventDto], maxItems: 1_000 })
  @IsArray()
  events: unknown[];
}

class FeedbackResultDto implements FeedbackResult {
  @ApiProperty({ example: 0, description: 'Its place in the batch, from 0.' })
  index: number;
  @ApiProperty({ enum: ['stored', 'duplicate', 'rejected'], example: 'stored' })
  status: 'stored' | 'duplicate' | 'rejected';
  @ApiProperty({ type: String, nullable: true, example: null })
  reason: string | null;
}

export class FeedbackAnswerDto {
  @ApiProperty({ type: [FeedbackResultDto] })
  results: FeedbackResultDto[];
}
