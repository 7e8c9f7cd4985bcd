import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { MovieSummaryDto, type CatalogueMovie } from '../ingestion/index.js';
import { ApiProblems } from '../platform/http/api-problems.js';
import { ColdStartService } from './cold-start.service.js';

/** `?genres=Horror,Comedy` and `?genres=Horror&genres=Comedy` mean the same. */
const toList = ({ value }: { value: unknown }): unknown => {
  const parts = Array.isArray(value) ? (value as unknown[]) : [value];
  return parts.flatMap((part) => (typeof part === 'string' ? part.split(',').filter(Boolean) : [part]));
};

export class OnboardingQuery {
  @ApiPropertyOptional({
    type: [String],
    example: ['Horror', 'Comedy'],
    description: 'Only films of these; all when left out.',
  })
  @IsOptional()
  @Transform(toList)
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  genres?: string[];

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  count: number = 20;
}

@ApiTags('recommendations')
@Controller('api/v1/onboarding')
export class OnboardingController {
  constructor(private readonly coldStart: ColdStartService) {}

  @Get('movies')
  @ApiOperation({
    operationId: 'listOnboardingMovies',
    summary: 'Films worth asking a newcomer about: well known and of different kinds',
  })
  @ApiOkResponse({ type: [MovieSummaryDto] })
  @ApiProblems(400)
  movies(@Query() { count, genres = [] }: OnboardingQuery): Promise<CatalogueMovie[]> {
    return this.coldStart.onboarding(count, genres);
  }
}
