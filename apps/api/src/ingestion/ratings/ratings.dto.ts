import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsOptional, IsUUID } from 'class-validator';
import { IsPlainText, IsRatedAt, IsRating } from '../field-rules.js';
import type { BatchResult, RatingView, RejectedRating } from './rating.js';

export class RateBody {
  @ApiProperty({ example: 4.5, minimum: 0.5, maximum: 5, multipleOf: 0.5 })
  @IsRating()
  rating: number;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-05-01T20:15:00Z',
    description: 'Now when left out.',
  })
  @IsOptional()
  @IsRatedAt()
  ratedAt?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The recommendation that led to this rating.' })
  @IsOptional()
  @IsUUID()
  recommendationId?: string;
}

export class RatingDto implements RatingView {
  @ApiProperty({ example: 1 })
  userId: number;
  @ApiProperty({ example: 2571 })
  movieId: number;
  @ApiProperty({ example: 4.5 })
  rating: number;
  @ApiProperty({ format: 'date-time', example: '2026-05-01T20:15:00.000Z' })
  ratedAt: string;
}

class BatchRatingDto {
  @ApiProperty({ example: 1 })
  userId: number;
  @ApiProperty({ example: 2571 })
  movieId: number;
  @ApiProperty({ example: 4.5, minimum: 0.5, maximum: 5, multipleOf: 0.5 })
  rating: number;
  @ApiPropertyOptional({ format: 'date-time', example: '2026-05-01T20:15:00Z' })
  ratedAt?: string;
}

export class RatingBatchBody {
  /** Checked row by row: one that is wrong does not keep the others out. */
  @ApiProperty({ type: [BatchRatingDto], maxItems: 10_000 })
  @IsArray()
  ratings: unknown[];

  @ApiPropertyOptional({
    example: 'app-7/2026-05-01/42',
    description: 'Sent again under this id, the same batch changes nothing and gets the same answer.',
  })
  @IsOptional()
  @IsPlainText(200)
  batchId?: string;
}

class RejectedRatingDto implements RejectedRating {
  @ApiProperty({ example: 3, description: 'Its place in the batch, from 0.' })
  index: number;
  @ApiProperty({ example: 'there is no film 99999' })
  reason: string;
}

export class BatchResultDto implements BatchResult {
  @ApiProperty({ example: 120 })
  inserted: number;
  @ApiProperty({ example: 4 })
  updated: number;
  @ApiProperty({ example: 1 })
  unchanged: number;
  @ApiProperty({ type: [RejectedRatingDto] })
  rejected: RejectedRatingDto[];
}
