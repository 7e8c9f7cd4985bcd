import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, Matches, MaxLength, Min, MinLength } from 'class-validator';
import type { AliasMove, ModelVersion } from './model-version.js';

export class ArtifactDto {
  @ApiProperty({ example: 'file:models/1f0c…/model.safetensors' })
  uri: string;
  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  sha256: string;
  @ApiProperty({ example: 3902144 })
  bytes: number;
}

export class ModelVersionDto implements Omit<ModelVersion, 'companions'> {
  @ApiProperty({ example: 5 })
  version: number;
  @ApiProperty({ format: 'uuid' })
  runId: string;
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { rmse: 0.8731, mae: 0.6702, ndcgAt10: 0.091, recallAt10: 0.062 },
  })
  metrics: Record<string, number>;
  @ApiProperty({ type: ArtifactDto })
  artifact: ArtifactDto;
  @ApiProperty({ example: 100004 })
  ratingCount: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  newestRatingAt: string | null;
  @ApiProperty({ example: '5b6cbe40f7a1c2d3' })
  dataFingerprint: string;
  @ApiProperty({ type: [String], example: ['champion'] })
  aliases: string[];
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class ModelVersionPage {
  @ApiProperty({ type: [ModelVersionDto] })
  items: ModelVersionDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class AliasMoveDto implements AliasMove {
  @ApiProperty({ example: 'champion' })
  alias: string;
  @ApiProperty({ type: Number, nullable: true, example: 3 })
  fromVersion: number | null;
  @ApiProperty({ example: 5 })
  toVersion: number;
  @ApiProperty({ example: "Better: RMSE 0.8702 against the champion's 0.8731 on the same held-out ratings." })
  reason: string;
  @ApiProperty({ enum: ['gate', 'person'], example: 'gate' })
  decidedBy: 'gate' | 'person';
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { metric: 'rmse', challenger: 0.8702, champion: 0.8731, difference: -0.0029 },
  })
  numbers: Record<string, unknown>;
  @ApiProperty({ format: 'date-time' })
  movedAt: string;
}

export class AliasParams {
  @ApiProperty({ example: 'champion', description: 'Letters, digits, _ and -; 255 at the most.' })
  @IsString()
  @Matches(/^[\w-]{1,255}$/)
  alias: string;
}

export class MoveAliasBody {
  @ApiProperty({ type: 'integer', example: 3, minimum: 1 })
  @IsInt()
  @Min(1)
  version: number;

  @ApiProperty({ example: 'Version 5 recommends too many sequels; back to 3.' })
  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  reason: string;
}
