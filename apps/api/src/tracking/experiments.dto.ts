import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../platform/http/paging.js';
import { limits } from './limits.js';
import type { Experiment, LifecycleStage, LifecycleView } from './run.js';

export const lifecycleStages = ['active', 'deleted'] as const;
export const lifecycleViews = ['active', 'deleted', 'all'] as const;

export class ExperimentDto implements Experiment {
  @ApiProperty({ example: '1' })
  id: string;
  @ApiProperty({ example: 'marquee' })
  name: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the files of its runs are kept; null: in Marquee’s own store.',
  })
  artifactLocation: string | null;
  @ApiProperty({ enum: lifecycleStages, enumName: 'LifecycleStage' })
  lifecycleStage: LifecycleStage;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { team: 'films' } })
  tags: Record<string, string>;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class ExperimentPage {
  @ApiProperty({ type: [ExperimentDto] })
  items: ExperimentDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListExperimentsQuery extends PageQuery {
  @ApiPropertyOptional({
    example: "name LIKE 'tuning-%'",
    description:
      'As in MLflow: comparisons of name, creation_time, last_update_time and tags, joined by AND.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  filter?: string;

  @ApiPropertyOptional({ enum: lifecycleViews, default: 'active' })
  @IsOptional()
  @IsIn(lifecycleViews)
  view: LifecycleView = 'active';
}

export class CreateExperimentBody {
  @ApiProperty({ example: 'tuning of SVD', maxLength: limits.experimentName })
  @IsString()
  @MinLength(1)
  @MaxLength(limits.experimentName)
  name: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { team: 'films' },
  })
  @IsOptional()
  @IsObject()
  tags?: Record<string, string>;
}

export class ChangeExperimentBody {
  @ApiPropertyOptional({ example: 'tuning of ALS', maxLength: limits.experimentName })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(limits.experimentName)
  name?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    example: { team: 'films', draft: null },
    description: 'Tags to set; null takes one away.',
  })
  @IsOptional()
  @IsObject()
  tags?: Record<string, string | null>;
}
