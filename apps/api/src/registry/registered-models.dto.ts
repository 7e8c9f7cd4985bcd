import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import {
  versionStages,
  versionStatuses,
  type RegisteredModel,
  type RegisteredVersion,
  type VersionStage,
  type VersionStatus,
} from './model-version.js';
import { maxModelNameLength, maxTagKeyLength, maxTagValueLength } from './registry-names.js';

const maxDescriptionLength = 5000;
const tagsSchema = {
  type: 'object',
  additionalProperties: { type: 'string' },
  example: { owner: 'ranking' },
} as const;

export class RegisteredModelDto implements RegisteredModel {
  @ApiProperty({ example: 'marquee' })
  name: string;
  @ApiProperty({ example: 'What Marquee trains and serves.' })
  description: string;
  @ApiProperty(tagsSchema)
  tags: Record<string, string>;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { champion: 5 },
    description: 'Versions by alias.',
  })
  aliases: Record<string, number>;
  @ApiProperty({ example: 11 })
  versionCount: number;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class RegisteredModelPage {
  @ApiProperty({ type: [RegisteredModelDto] })
  items: RegisteredModelDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class RegisteredVersionDto implements RegisteredVersion {
  @ApiProperty({ example: 'marquee' })
  modelName: string;
  @ApiProperty({ example: 5 })
  version: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  runId: string | null;
  @ApiProperty({ example: 'file:models/1f0c…/model.safetensors' })
  source: string;
  @ApiProperty({ type: String, nullable: true })
  runLink: string | null;
  @ApiProperty({ enum: versionStatuses, example: 'READY' })
  status: VersionStatus;
  @ApiProperty({ type: String, nullable: true })
  statusMessage: string | null;
  @ApiProperty({ example: '' })
  description: string;
  @ApiProperty({ enum: versionStages, example: 'None' })
  stage: VersionStage;
  @ApiProperty(tagsSchema)
  tags: Record<string, string>;
  @ApiProperty({ type: [String], example: ['champion'] })
  aliases: string[];
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { rmse: 0.8731 } })
  metrics: Record<string, number>;
  @ApiProperty({ type: String, nullable: true, example: 'svd' })
  kind: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'SVD' })
  title: string | null;
  @ApiProperty({ type: String, nullable: true })
  createdBy: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class RegisteredVersionPage {
  @ApiProperty({ type: [RegisteredVersionDto] })
  items: RegisteredVersionDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ModelNameParams {
  @ApiProperty({ example: 'marquee' })
  @IsString()
  @MinLength(1)
  @MaxLength(maxModelNameLength)
  name: string;
}

export class TagParams extends ModelNameParams {
  @ApiProperty({ example: 'owner' })
  @IsString()
  @MaxLength(maxTagKeyLength)
  key: string;
}

export class TagBody {
  @ApiProperty({ example: 'ranking' })
  @IsString()
  @MaxLength(maxTagValueLength)
  value: string;
}

export class CreateModelBody extends ModelNameParams {
  @ApiPropertyOptional({ example: 'Sorts the front page.' })
  @IsOptional()
  @IsString()
  @MaxLength(maxDescriptionLength)
  description?: string;

  @ApiPropertyOptional(tagsSchema)
  @IsOptional()
  @IsObject()
  tags?: Record<string, string>;
}

export class UpdateModelBody {
  @ApiPropertyOptional({ example: 'front-page', description: 'A new name.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(maxModelNameLength)
  name?: string;

  @ApiPropertyOptional({ example: 'Sorts the front page.' })
  @IsOptional()
  @IsString()
  @MaxLength(maxDescriptionLength)
  description?: string;
}

export class CreateVersionBody {
  @ApiProperty({ example: 's3://models/front-page/3', description: 'Where its files are.' })
  @IsString()
  @MaxLength(1000)
  source: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  runId?: string;

  @ApiPropertyOptional({ example: '' })
  @IsOptional()
  @IsString()
  @MaxLength(maxDescriptionLength)
  description?: string;

  @ApiPropertyOptional(tagsSchema)
  @IsOptional()
  @IsObject()
  tags?: Record<string, string>;
}

export class UpdateVersionBody {
  @ApiPropertyOptional({ example: 'Learnt without simulated ratings.' })
  @IsOptional()
  @IsString()
  @MaxLength(maxDescriptionLength)
  description?: string;

  @ApiPropertyOptional({ enum: versionStages, description: 'Aliases have replaced stages.' })
  @IsOptional()
  @IsIn(versionStages)
  stage?: VersionStage;
}
