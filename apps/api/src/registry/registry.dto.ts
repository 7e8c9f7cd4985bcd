import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { ModelVersion, Refit } from './model-version.js';

export class ArtifactDto {
  @ApiProperty({ example: 'file:models/1f0c…/model.safetensors' })
  uri: string;
  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  sha256: string;
  @ApiProperty({ example: 3902144 })
  bytes: number;
}

export class RefitDto implements Refit {
  @ApiProperty({ example: '9f86d081884c7d65' })
  snapshotId: string;
  @ApiProperty({ example: 100004, description: 'Ratings that it has learnt from, held-out ones included.' })
  ratingCount: number;
  @ApiProperty({ format: 'date-time' })
  refittedAt: string;
}

@ApiExtraModels(ArtifactDto)
export class ModelVersionDto implements ModelVersion {
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
  @ApiProperty({ type: ArtifactDto, description: 'What serves.' })
  artifact: ArtifactDto;
  @ApiProperty({
    type: ArtifactDto,
    nullable: true,
    description: 'The fit that the metrics are of, where what serves is a refit on all ratings.',
  })
  judgedArtifact: ArtifactDto | null;
  @ApiProperty({
    type: RefitDto,
    nullable: true,
    description: 'What the fit that serves has learnt from; null where it is the one that was judged.',
  })
  refit: RefitDto | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ArtifactDto) },
    description: 'What it is served with, by name, such as the neighbours of its movies.',
  })
  companions: Record<string, ArtifactDto>;
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
