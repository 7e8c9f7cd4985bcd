import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { largestId } from '../field-rules.js';
import type { SimulationResult } from './simulation.service.js';

const [largestBatch, largestShift] = [100_000, 5];

export class GenerateRatingsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: largestBatch, default: 1000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(largestBatch)
  batch_size: number = 1000;

  @ApiPropertyOptional({
    type: 'integer',
    example: 42,
    description: 'The same on the same data makes the same ratings; by chance when left out.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(largestId)
  seed?: number;

  @ApiPropertyOptional({
    minimum: -largestShift,
    maximum: largestShift,
    default: 0,
    description:
      'By how many stars tastes move, and with them which genres are watched: for trying drift detection.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(-largestShift)
  @Max(largestShift)
  shift: number = 0;
}

export class GeneratedRatingsDto implements SimulationResult {
  @ApiProperty({ example: 1000 })
  generated: number;
  @ApiProperty({ example: 1000 })
  inserted: number;
  @ApiProperty({
    example: 0,
    description: 'Ratings of pairs that were rated before: only where new pairs run out.',
  })
  updated: number;
  @ApiProperty({ example: 42 })
  seed: number;
  @ApiProperty({ example: 0 })
  shift: number;
  @ApiProperty({ example: 412 })
  users: number;
  @ApiProperty({ example: 655 })
  movies: number;
}
